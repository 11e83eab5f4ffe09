/** Amazon QuickSight: ids carry the account. Source: AWS docs, "Service Authorization Reference"; provider docs, "Import". */

import { type Compute, type Computed, type Subject, whole } from "./subject";

function accountOf(subject: Subject): string {
    return subject.text("awsAccountId") || subject.accountId;
}

function asset(kind: string, property: string): Compute {
    return (subject) => {
        const account = accountOf(subject);
        const id = subject.text(property);
        return {
            id: whole(`${account},${id}`),
            outputs: { awsAccountId: account, arn: subject.arn("quicksight", `${kind}/${id}`, { account }) },
        };
    };
}

function principal(kind: string, property: string): (subject: Subject) => Computed {
    return (subject) => {
        const account = accountOf(subject);
        const namespace = subject.text("namespace") || "default";
        const path = `${namespace}/${subject.text(property)}`;
        return {
            id: whole(`${account}/${path}`),
            outputs: {
                awsAccountId: account,
                namespace,
                arn: subject.arn("quicksight", `${kind}/${path}`, { account }),
            },
        };
    };
}

export const quicksight: Readonly<Record<string, Compute>> = {
    "aws:quicksight/analysis:Analysis": asset("analysis", "analysisId"),
    "aws:quicksight/dashboard:Dashboard": asset("dashboard", "dashboardId"),
    "aws:quicksight/dataSet:DataSet": asset("dataset", "dataSetId"),
    "aws:quicksight/dataSource:DataSource": asset("datasource", "dataSourceId"),
    "aws:quicksight/folder:Folder": asset("folder", "folderId"),
    "aws:quicksight/template:Template": asset("template", "templateId"),
    "aws:quicksight/theme:Theme": asset("theme", "themeId"),
    "aws:quicksight/group:Group": principal("group", "groupName"),
    "aws:quicksight/user:User": principal("user", "userName"),
};

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
                arn: subject.arn("quicksight", `${kind}/${path}`, {
                    account,
                    region: subject.text("region") || subject.region,
                }),
            },
        };
    };
}

/** An asset that our own provider makes: its id is what an import is given. */
function definedAsset(kind: string, revision: string): Compute {
    return (subject) => {
        const region = subject.text("region") || subject.region;
        const account = accountOf(subject);
        const id = subject.text("assetId");
        return {
            id: whole(`${account},${region},${id}`),
            outputs: { arn: subject.arn("quicksight", `${kind}/${id}`, { account, region }), revision },
        };
    };
}

/** A part of something: its id lists the ids on the way to it. */
function part(...properties: readonly string[]): Compute {
    return (subject) => ({
        id: whole([accountOf(subject), ...properties.map((property) => subject.text(property))].join(",")),
        outputs: { awsAccountId: accountOf(subject) },
    });
}

function refreshSchedule(subject: Subject): Computed {
    const account = accountOf(subject);
    const [dataSet, schedule] = [subject.text("dataSetId"), subject.text("scheduleId")];
    return {
        id: whole(`${account},${dataSet},${schedule}`),
        outputs: {
            awsAccountId: account,
            arn: subject.arn("quicksight", `dataset/${dataSet}/refresh-schedule/${schedule}`, { account }),
        },
    };
}

function groupMembership(subject: Subject): Computed {
    const account = accountOf(subject);
    const namespace = subject.text("namespace") || "default";
    const [group, member] = [subject.text("groupName"), subject.text("memberName")];
    const region = subject.text("region") || subject.region;
    return {
        id: whole(`${account}/${namespace}/${group}/${member}`),
        outputs: {
            awsAccountId: account,
            namespace,
            arn: subject.arn("quicksight", `group/${namespace}/${group}`, { account, region }),
        },
    };
}

export const quicksight: Readonly<Record<string, Compute>> = {
    "aws:quicksight/analysis:Analysis": asset("analysis", "analysisId"),
    "aws:quicksight/dashboard:Dashboard": asset("dashboard", "dashboardId"),
    "aws:quicksight/dataSet:DataSet": asset("dataset", "dataSetId"),
    "aws:quicksight/dataSource:DataSource": asset("datasource", "dataSourceId"),
    "aws:quicksight/folder:Folder": asset("folder", "folderId"),
    "aws:quicksight/folderMembership:FolderMembership": part("folderId", "memberType", "memberId"),
    "aws:quicksight/groupMembership:GroupMembership": groupMembership,
    "aws:quicksight/refreshSchedule:RefreshSchedule": refreshSchedule,
    "aws:quicksight/template:Template": asset("template", "templateId"),
    "aws:quicksight/theme:Theme": asset("theme", "themeId"),
    "aws:quicksight/vpcConnection:VpcConnection": asset("vpcConnection", "vpcConnectionId"),
    "pulumi-nodejs:quicksight:Analysis": definedAsset("analysis", "2026-01-01T00:00:00.000Z"),
    "pulumi-nodejs:quicksight:Dashboard": definedAsset("dashboard", "1"),
    "aws:quicksight/group:Group": principal("group", "groupName"),
    "aws:quicksight/user:User": principal("user", "userName"),
};

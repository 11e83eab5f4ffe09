import type { redshiftserverless } from "@pulumi/aws";
import { example } from "../example";
import { NAMESPACE } from "../redshift/types";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { given } from "../unknown";

export const serverlessNamespaceAdministrator = resourceRule<redshiftserverless.NamespaceArgs>({
    id: "redshiftserverless/namespace-administrator",
    title: "Redshift Serverless has an administrator whom nobody knows",
    reason: "Half of a credential is known where the name is the default, all of it where the password is in a program.",
    severity: "medium",
    controls: [fsbp("RedshiftServerless.5")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: "set adminUsername to something other than admin and manageAdminPassword to true on aws.redshiftserverless.Namespace.",
    },
    types: [NAMESPACE],
    *check(props) {
        const { adminUsername } = props;
        if (adminUsername === undefined || adminUsername === "admin") {
            yield `adminUsername is ${adminUsername ?? "not set, which means admin"}; it must be another name`;
        }
        if (given(props, "adminUserPassword")) {
            yield "adminUserPassword is set; remove it, and set manageAdminPassword to true";
        }
    },
    examples: {
        pass: [
            example("it has a name of its own and a managed password", NAMESPACE, {
                adminUsername: "tributary",
                manageAdminPassword: true,
            }),
        ],
        fail: [
            example("nothing is said", NAMESPACE, {}),
            example("it has the default's name", NAMESPACE, { adminUsername: "admin" }),
            example("the program knows its password", NAMESPACE, {
                adminUsername: "tributary",
                adminUserPassword: "Correct-horse-1",
            }),
        ],
    },
});

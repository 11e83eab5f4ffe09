import type { redshiftserverless } from "@pulumi/aws";
import { example } from "../example";
import { SERVERLESS_WORKGROUP } from "../redshift/types";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue, items } from "../unknown";

const parameters = (parameterValue: string) => ({
    configParameters: [{ parameterKey: "require_ssl", parameterValue }],
});

export const serverlessTlsRequired = resourceRule<redshiftserverless.WorkgroupArgs>({
    id: "redshiftserverless/tls-required",
    title: "Redshift Serverless workgroups require TLS",
    reason: "Without it a client that does not ask for TLS sends password and data in the clear.",
    severity: "medium",
    controls: [fsbp("RedshiftServerless.2")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: 'add { parameterKey: "require_ssl", parameterValue: "true" } to configParameters of aws.redshiftserverless.Workgroup.',
    },
    types: [SERVERLESS_WORKGROUP],
    *check({ configParameters }) {
        const parameter = items(configParameters).find((one) => one?.parameterKey === "require_ssl");
        if (!isTrue(parameter?.parameterValue)) {
            yield `the parameter require_ssl is ${parameter?.parameterValue ?? "not set"}; it must be true`;
        }
    },
    examples: {
        pass: [example("TLS is required", SERVERLESS_WORKGROUP, parameters("true"))],
        fail: [
            example("nothing is said", SERVERLESS_WORKGROUP, {}),
            example("TLS is a choice", SERVERLESS_WORKGROUP, parameters("false")),
        ],
    },
});

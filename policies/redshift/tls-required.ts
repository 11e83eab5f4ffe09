import type { redshift } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue, items } from "../unknown";
import { PARAMETER_GROUP } from "./types";

const parameters = (value: string) => ({ parameters: [{ name: "require_ssl", value }] });

export const redshiftTlsRequired = resourceRule<redshift.ParameterGroupArgs>({
    id: "redshift/tls-required",
    title: "Redshift's parameter groups require TLS",
    reason: "Without it a client that does not ask for TLS sends password and data in the clear.",
    severity: "medium",
    controls: [fsbp("Redshift.2")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: 'add { name: "require_ssl", value: "true" } to parameters of aws.redshift.ParameterGroup.',
    },
    types: [PARAMETER_GROUP],
    *check({ parameters: given }) {
        const parameter = items(given).find((one) => one?.name === "require_ssl");
        if (!isTrue(parameter?.value)) {
            yield `the parameter require_ssl is ${parameter?.value ?? "not set"}; it must be true`;
        }
    },
    examples: {
        pass: [example("TLS is required", PARAMETER_GROUP, parameters("true"))],
        fail: [
            example("nothing is said", PARAMETER_GROUP, {}),
            example("TLS is a choice", PARAMETER_GROUP, parameters("false")),
        ],
    },
});

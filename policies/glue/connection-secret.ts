import type { glue } from "@pulumi/aws";
import { example } from "../example";
import { GLUE_CONNECTION } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";
import { given } from "../unknown";

/** Properties in which a password can stand (AWS Glue API, "Connection"). */
const PASSWORDS = ["PASSWORD", "ENCRYPTED_PASSWORD"] as const;

const connection = (title: string, connectionProperties: object) =>
    example(title, GLUE_CONNECTION, { connectionProperties });

export const connectionSecret = resourceRule<glue.ConnectionArgs>({
    id: "glue/connection-secret",
    title: "Connections name a secret instead of holding a password",
    reason: "A password in a connection lies in the Data Catalog and in the stack's state, is never rotated, and is read by whoever may read the connection.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "name the secret in tributary:connections.",
        pulumi: "replace USERNAME and PASSWORD in connectionProperties of aws.glue.Connection by SECRET_ID.",
    },
    types: [GLUE_CONNECTION],
    *check({ connectionProperties }) {
        for (const property of PASSWORDS) {
            if (given(connectionProperties, property)) {
                yield `connectionProperties.${property} is set; name a Secrets Manager secret in SECRET_ID instead`;
            }
        }
    },
    examples: {
        pass: [
            connection("it names a secret", { SECRET_ID: "prod/orders/reader" }),
            connection("it needs none", {}),
            example("nothing is said", GLUE_CONNECTION, {}),
        ],
        fail: [
            connection("it holds a password", { USERNAME: "reader", PASSWORD: "secret" }),
            connection("it holds an encrypted password", { USERNAME: "reader", ENCRYPTED_PASSWORD: "AQIC" }),
        ],
    },
});

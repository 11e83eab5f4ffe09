import type { glue } from "@pulumi/aws";
import { example } from "../example";
import { GLUE_CONNECTION } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";
import { given, isTrue } from "../unknown";

const JDBC_CONNECTION_URL = "jdbc:postgresql://orders.example.internal:5432/shop";
const connection = (title: string, connectionProperties: object, more: object = {}) =>
    example(title, GLUE_CONNECTION, { connectionProperties, ...more });

export const connectionTls = resourceRule<glue.ConnectionArgs>({
    id: "glue/connection-tls",
    title: "Connections to databases demand TLS",
    reason: "Otherwise Glue falls back to plain text where the database allows it, with password and rows.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "DatabaseConnection does it for every connection.",
        pulumi: 'set JDBC_ENFORCE_SSL: "true" in connectionProperties of aws.glue.Connection.',
    },
    types: [GLUE_CONNECTION],
    *check(props) {
        const type = given(props, "connectionType") ? String(props.connectionType) : "JDBC";
        if (type !== "JDBC") {
            return;
        }
        const value = props.connectionProperties?.JDBC_ENFORCE_SSL;
        if (!isTrue(value)) {
            yield `connectionProperties.JDBC_ENFORCE_SSL is ${value ?? "not set"}; it must be "true"`;
        }
    },
    examples: {
        pass: [
            connection("it demands TLS", { JDBC_CONNECTION_URL, JDBC_ENFORCE_SSL: "true" }),
            connection("it is only a place in a network", {}, { connectionType: "NETWORK" }),
        ],
        fail: [
            example("nothing is said", GLUE_CONNECTION, {}),
            connection("only the address is given", { JDBC_CONNECTION_URL }),
            connection("TLS is not demanded", { JDBC_CONNECTION_URL, JDBC_ENFORCE_SSL: "false" }),
            example("there are no properties", GLUE_CONNECTION, { connectionType: "JDBC" }),
        ],
    },
});

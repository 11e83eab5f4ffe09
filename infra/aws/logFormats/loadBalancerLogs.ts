import { columnsOf, type LineField, type LogFormat, lastDays, lineSerde, QUOTED } from "./logFormat";

/** Source: Elastic Load Balancing, Application Load Balancers, "Access logs for your Application Load Balancer". */
const FIELDS: readonly LineField[] = [
    { name: "type", type: "string", description: "http, https, h2, grpcs, ws or wss." },
    { name: "time", type: "string", description: "When the answer began, ISO 8601 in UTC." },
    { name: "elb", type: "string" },
    { name: "client", type: "string", description: "Address and port of who asked." },
    { name: "target", type: "string", description: "Address and port of who answered; - if nobody." },
    {
        name: "request_processing_time",
        type: "double",
        description: "Seconds; -1 where the target was not reached.",
    },
    { name: "target_processing_time", type: "double", description: "Seconds; -1 where it did not answer." },
    { name: "response_processing_time", type: "double", description: "Seconds." },
    { name: "elb_status_code", type: "string" },
    { name: "target_status_code", type: "string" },
    { name: "received_bytes", type: "bigint" },
    { name: "sent_bytes", type: "bigint" },
    { name: "request", type: "string", pattern: QUOTED, description: "Method, URL and protocol." },
    { name: "user_agent", type: "string", pattern: QUOTED },
    { name: "ssl_cipher", type: "string" },
    { name: "ssl_protocol", type: "string" },
    { name: "target_group_arn", type: "string" },
    { name: "trace_id", type: "string", pattern: QUOTED },
    { name: "domain_name", type: "string", pattern: QUOTED },
    { name: "chosen_cert_arn", type: "string", pattern: QUOTED },
    { name: "matched_rule_priority", type: "string" },
    { name: "request_creation_time", type: "string" },
    { name: "actions_executed", type: "string", pattern: QUOTED },
    { name: "redirect_url", type: "string", pattern: QUOTED },
    { name: "error_reason", type: "string", pattern: QUOTED },
    { name: "target_port_list", type: "string", pattern: QUOTED },
    { name: "target_status_code_list", type: "string", pattern: QUOTED },
    { name: "classification", type: "string", pattern: QUOTED },
    { name: "classification_reason", type: "string", pattern: QUOTED },
];

const LATER: readonly LineField[] = [
    { name: "conn_trace_id", type: "string" },
    { name: "transformed_host", type: "string", pattern: QUOTED },
    { name: "transformed_uri", type: "string", pattern: QUOTED },
    { name: "request_transform_status", type: "string", pattern: QUOTED },
];

/** The client's address without its port; IPv6 addresses have colons, too. */
const SOURCE = "regexp_replace(client, ':[0-9]+$', '')";

/** What application load balancers were asked, as S3 receives it every five minutes. */
export const LOAD_BALANCER_LOGS: LogFormat = {
    table: "load_balancer_logs",
    description: "Requests to application load balancers (their access logs)",
    columns: columnsOf(...FIELDS, ...LATER),
    serde: lineSerde(FIELDS, LATER),
    partition: { name: "region", description: "Where the load balancer is." },
    queries: [
        {
            name: "which-source-fails-most",
            question:
                "Which sources get the most errors, and is it the load balancer or a target that answers so? In the last day.",
            parameters: [],
            sql: `SELECT ${SOURCE} AS source, elb, elb_status_code, target_status_code, count(*) AS requests,
    max(time) AS latest
FROM load_balancer_logs
WHERE ${lastDays(1)}
  AND elb_status_code >= '400'
GROUP BY ${SOURCE}, elb, elb_status_code, target_status_code
ORDER BY requests DESC, source
LIMIT 100`,
        },
        {
            name: "which-request-is-slow",
            question: "Which requests make people wait the longest? In the last day.",
            parameters: [],
            sql: `SELECT elb, split_part(split_part(request, ' ', 2), '?', 1) AS url, count(*) AS requests,
    approx_percentile(target_processing_time, 0.95) AS p95_seconds, max(target_processing_time) AS longest_seconds
FROM load_balancer_logs
WHERE ${lastDays(1)}
  AND target_processing_time >= 0
GROUP BY elb, split_part(split_part(request, ' ', 2), '?', 1)
ORDER BY p95_seconds DESC
LIMIT 100`,
        },
        {
            name: "what-did-this-source-ask",
            question: "What did this address ask for? In the last 7 days.",
            parameters: ["the client's address, e.g. '203.0.113.7'"],
            sql: `SELECT time, elb, request, elb_status_code, error_reason, user_agent
FROM load_balancer_logs
WHERE ${lastDays(7)}
  AND ${SOURCE} = ?
ORDER BY time DESC
LIMIT 1000`,
        },
    ],
};

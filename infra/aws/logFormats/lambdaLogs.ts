import { JSON_LINES, type LogColumn, type LogFormat, lastDays } from "./logFormat";

/** Source: CloudWatch Logs User Guide, "Subscription filters with Amazon Data Firehose": the decompressed record. */
const COLUMNS: readonly LogColumn[] = [
    {
        name: "messagetype",
        type: "string",
        description: "DATA_MESSAGE; CONTROL_MESSAGE is a trial of the way.",
    },
    { name: "owner", type: "string", description: "Account." },
    { name: "loggroup", type: "string", description: "/aws/lambda/<function>" },
    { name: "logstream", type: "string" },
    { name: "subscriptionfilters", type: "array<string>" },
    {
        name: "logevents",
        type: "array<struct<id:string,timestamp:bigint,message:string>>",
        description: "Lines, each a JSON object, with the milliseconds since 1970 of each.",
    },
];

/** Lines one by one: `line` is the JSON text, `happened_at` its time. */
const LINES = (days: number) => `lines AS (
    SELECT regexp_replace(loggroup, '^/aws/lambda/', '') AS function_name,
        from_unixtime(logevents[i].timestamp / 1000) AS happened_at,
        logevents[i].message AS line
    FROM lambda_logs
    CROSS JOIN UNNEST(sequence(1, cardinality(logevents))) AS positions (i)
    WHERE ${lastDays(days)}
      AND messagetype = 'DATA_MESSAGE'
)`;

const field = (path: string) => `json_extract_scalar(line, '$.${path}')`;

/** What the platform's functions say, and what Lambda says of them: JSON, by `loggingConfig` of every function. */
export const LAMBDA_LOGS: LogFormat = {
    table: "lambda_logs",
    description: "Lines of the platform's Lambda functions (CloudWatch Logs through Data Firehose)",
    columns: COLUMNS,
    serde: JSON_LINES,
    queries: [
        {
            name: "which-function-fails",
            question: "Which functions report errors, how many, and what do they say? In the last day.",
            parameters: [],
            sql: `WITH ${LINES(1)}
SELECT function_name, coalesce(${field("error.message")}, ${field("message.errorMessage")}, ${field("message")}) AS error,
    count(*) AS lines, max(happened_at) AS latest
FROM lines
WHERE ${field("level")} IN ('ERROR', 'FATAL', 'CRITICAL')
GROUP BY function_name, coalesce(${field("error.message")}, ${field("message.errorMessage")}, ${field("message")})
ORDER BY lines DESC, function_name
LIMIT 100`,
        },
        {
            name: "which-function-is-slow-or-big",
            question:
                "Which functions come near their time or their memory? From Lambda's reports of the last day.",
            parameters: [],
            sql: `WITH ${LINES(1)}
SELECT function_name, count(*) AS invocations,
    max(CAST(${field("record.metrics.durationMs")} AS double)) AS longest_ms,
    max(CAST(${field("record.metrics.maxMemoryUsedMB")} AS double) / CAST(${field("record.metrics.memorySizeMB")} AS double)) AS memory_used,
    count_if(${field("record.status")} = 'timeout') AS timeouts,
    count_if(${field("record.metrics.initDurationMs")} IS NOT NULL) AS cold_starts
FROM lines
WHERE ${field("type")} = 'platform.report'
GROUP BY function_name
ORDER BY longest_ms DESC
LIMIT 100`,
        },
        {
            name: "what-happened-in-invocation",
            question: "What happened in this invocation? All of its lines of the last 7 days, in order.",
            parameters: ["the request id"],
            sql: `WITH ${LINES(7)}
SELECT happened_at, function_name, coalesce(${field("level")}, ${field("type")}) AS level,
    coalesce(${field("message")}, line) AS message
FROM lines
WHERE ? IN (${field("function_request_id")}, ${field("requestId")}, ${field("record.requestId")})
ORDER BY happened_at
LIMIT 1000`,
        },
    ],
};

import { columnsOf, type LineField, type LogFormat, lastDays, lineSerde } from "./logFormat";

/** In double quotes; a lone hyphen, which becomes null, where the request had nothing to say. */
const QUOTED_OR_NONE = '(?:"([^"]*)"|-)';

/** Source: S3 User Guide, "Amazon S3 server access log format". Numbers are texts, because a hyphen stands for none. */
const FIELDS: readonly LineField[] = [
    { name: "bucketowner", type: "string", description: "Canonical user ID of the bucket's owner." },
    { name: "bucket_name", type: "string" },
    {
        name: "requestdatetime",
        type: "string",
        pattern: "\\[([^\\]]*)\\]",
        description: "dd/MMM/yyyy:HH:mm:ss +0000",
    },
    { name: "remoteip", type: "string" },
    {
        name: "requester",
        type: "string",
        description: "ARN of who asked, or a service; - without credentials.",
    },
    { name: "requestid", type: "string" },
    { name: "operation", type: "string", description: "E.g. REST.GET.OBJECT, REST.DELETE.OBJECT." },
    { name: "key", type: "string", description: "URL-encoded, some characters twice." },
    { name: "request_uri", type: "string", pattern: QUOTED_OR_NONE },
    { name: "httpstatus", type: "string" },
    { name: "errorcode", type: "string" },
    { name: "bytessent", type: "string" },
    { name: "objectsize", type: "string" },
    { name: "totaltime", type: "string", description: "Milliseconds." },
    { name: "turnaroundtime", type: "string", description: "Milliseconds." },
    { name: "referrer", type: "string", pattern: QUOTED_OR_NONE },
    { name: "useragent", type: "string", pattern: QUOTED_OR_NONE },
    { name: "versionid", type: "string" },
];

/** Fields that S3 has added since; each in lines that are younger than it. */
const LATER: readonly LineField[] = [
    { name: "hostid", type: "string" },
    { name: "sigv", type: "string" },
    { name: "ciphersuite", type: "string" },
    { name: "authtype", type: "string" },
    { name: "endpoint", type: "string" },
    { name: "tlsversion", type: "string" },
    { name: "accesspointarn", type: "string" },
    { name: "aclrequired", type: "string" },
];

/** When it happened, as a timestamp: S3 writes `06/Feb/2026:00:00:38 +0000`, always in UTC. */
const AT = "date_parse(substr(requestdatetime, 1, 20), '%d/%b/%Y:%H:%i:%s')";

/** What was asked of the environment's buckets: every request, refused ones, too; delivered within hours. */
export const S3_ACCESS_LOGS: LogFormat = {
    table: "s3_access_logs",
    description: "Requests to the environment's buckets (S3 server access logs)",
    columns: columnsOf(...FIELDS, ...LATER),
    serde: lineSerde(FIELDS, LATER),
    partition: { name: "bucket", description: "The bucket that was asked." },
    queries: [
        {
            name: "who-deleted-object",
            question:
                "Who deleted this object? By its key, in the last 30 days, a lifecycle rule and bulk deletions included.",
            parameters: ["the object's key, e.g. 'weather/stations/day=2026-11-01/part.parquet'"],
            sql: `SELECT ${AT} AS happened_at, bucket, requester, operation, remoteip, versionid, useragent
FROM s3_access_logs
WHERE ${lastDays(30)}
  AND ? IN (key, url_decode(key), url_decode(url_decode(key)))
  AND operation IN ('REST.DELETE.OBJECT', 'BATCH.DELETE.OBJECT', 'S3.EXPIRE.OBJECT', 'S3.CREATE.DELETEMARKER')
  AND httpstatus IN ('200', '204', '-')
ORDER BY happened_at DESC`,
        },
        {
            name: "who-is-refused",
            question: "Whom do the buckets refuse, and what did they want? In the last 7 days.",
            parameters: [],
            sql: `SELECT requester, bucket, operation, errorcode, count(*) AS requests, max(${AT}) AS latest
FROM s3_access_logs
WHERE ${lastDays(7)}
  AND httpstatus = '403'
GROUP BY requester, bucket, operation, errorcode
ORDER BY requests DESC, requester
LIMIT 100`,
        },
        {
            name: "who-reads-most",
            question: "Who takes the most data out of the buckets? In the last 7 days.",
            parameters: [],
            sql: `SELECT requester, bucket, count(*) AS requests, sum(try_cast(bytessent AS bigint)) AS bytes
FROM s3_access_logs
WHERE ${lastDays(7)}
  AND operation = 'REST.GET.OBJECT'
GROUP BY requester, bucket
ORDER BY bytes DESC NULLS LAST
LIMIT 100`,
        },
    ],
};

import { FLOW_LOG_FIELDS } from "../flowLogs";
import { type LogColumn, type LogFormat, lastDays, PARQUET } from "./logFormat";

type Field = (typeof FLOW_LOG_FIELDS)[number];

/** Source: VPC User Guide, "Flow log records", column "Parquet data type"; what is left out is a string. */
const NUMBERS: Partial<Record<Field, "int" | "bigint">> = {
    version: "int",
    srcport: "int",
    dstport: "int",
    protocol: "int",
    packets: "bigint",
    bytes: "bigint",
    start: "bigint",
    end: "bigint",
    "tcp-flags": "int",
    "traffic-path": "int",
};

const DESCRIPTIONS: Partial<Record<Field, string>> = {
    protocol: "IANA's number: 6 TCP, 17 UDP, 1 ICMP.",
    start: "Seconds since 1970: when the first packet came within the interval.",
    action: "ACCEPT or REJECT, by security groups and network ACLs.",
    "pkt-srcaddr": "The real source, behind gateways and load balancers.",
    "pkt-dstaddr": "The real destination.",
};

function column(field: Field): LogColumn {
    const description = DESCRIPTIONS[field];
    return {
        name: field.replaceAll("-", "_"),
        type: NUMBERS[field] ?? "string",
        ...(description === undefined ? {} : { description }),
    };
}

/** What passed through the environment's network, and what was turned away, by connection and interval. */
export const VPC_FLOW_LOGS: LogFormat = {
    table: "vpc_flow_logs",
    description: "Connections in the environment's network (VPC flow logs)",
    columns: FLOW_LOG_FIELDS.map(column),
    serde: PARQUET,
    queries: [
        {
            name: "which-source-is-rejected-most",
            question: "Which source is rejected most, and at which port? In the last day.",
            parameters: [],
            sql: `SELECT srcaddr AS source, dstaddr AS destination, dstport AS port, protocol, sum(packets) AS packets,
    count(*) AS records, from_unixtime(max("end")) AS latest
FROM vpc_flow_logs
WHERE ${lastDays(1)}
  AND action = 'REJECT'
GROUP BY srcaddr, dstaddr, dstport, protocol
ORDER BY packets DESC, source
LIMIT 100`,
        },
        {
            name: "who-talks-to-this-address",
            question: "Who talks to this address, and how much? In the last 7 days.",
            parameters: ["an address in the network, e.g. '10.20.1.17'"],
            sql: `SELECT srcaddr AS source, dstport AS port, protocol, action, sum(bytes) AS bytes, count(*) AS records
FROM vpc_flow_logs
WHERE ${lastDays(7)}
  AND dstaddr = ?
GROUP BY srcaddr, dstport, protocol, action
ORDER BY bytes DESC NULLS LAST
LIMIT 100`,
        },
        {
            name: "who-sends-most",
            question: "Which interfaces send the most, and to which AWS service? In the last day.",
            parameters: [],
            sql: `SELECT interface_id, srcaddr AS source, coalesce(pkt_dst_aws_service, '-') AS service, sum(bytes) AS bytes
FROM vpc_flow_logs
WHERE ${lastDays(1)}
  AND flow_direction = 'egress'
  AND action = 'ACCEPT'
GROUP BY interface_id, srcaddr, coalesce(pkt_dst_aws_service, '-')
ORDER BY bytes DESC
LIMIT 100`,
        },
    ],
};

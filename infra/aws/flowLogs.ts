/**
 * Fields of our flow logs, in order: the default ones and those that tell a connection's direction, its real ends and
 * the AWS service behind them. Tables over the records have the same columns, with underscores for hyphens.
 *
 * Source: VPC User Guide, "Flow log records", "Available fields".
 */
export const FLOW_LOG_FIELDS = [
    "version",
    "account-id",
    "interface-id",
    "srcaddr",
    "dstaddr",
    "srcport",
    "dstport",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "action",
    "log-status",
    "vpc-id",
    "subnet-id",
    "az-id",
    "tcp-flags",
    "pkt-srcaddr",
    "pkt-dstaddr",
    "pkt-src-aws-service",
    "pkt-dst-aws-service",
    "flow-direction",
    "traffic-path",
] as const;

/** The fields as EC2's CreateFlowLogs wants them. */
export const FLOW_LOG_FORMAT = FLOW_LOG_FIELDS.map((field) => `\${${field}}`).join(" ");

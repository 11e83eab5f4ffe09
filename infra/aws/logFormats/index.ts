import { CLOUD_TRAIL } from "./cloudTrail";
import { LAMBDA_LOGS } from "./lambdaLogs";
import { LOAD_BALANCER_LOGS } from "./loadBalancerLogs";
import type { LogFormat } from "./logFormat";
import { S3_ACCESS_LOGS } from "./s3AccessLogs";
import { VPC_FLOW_LOGS } from "./vpcFlowLogs";

export { CLOUD_TRAIL, LAMBDA_LOGS, LOAD_BALANCER_LOGS, S3_ACCESS_LOGS, VPC_FLOW_LOGS };

/** Every kind of log that there is a table for. */
export const LOG_FORMATS: readonly LogFormat[] = [
    CLOUD_TRAIL,
    VPC_FLOW_LOGS,
    S3_ACCESS_LOGS,
    LOAD_BALANCER_LOGS,
    LAMBDA_LOGS,
];

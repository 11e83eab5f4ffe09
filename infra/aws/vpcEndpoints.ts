/**
 * How services are reached from a VPC without a way to the internet.
 *
 * Sources: AWS PrivateLink Guide, "AWS services that integrate with AWS PrivateLink" and "Gateway endpoints".
 */

/**
 * Service prefix of IAM actions → last part of the endpoint's service name, where an interface endpoint exists.
 * Gateway endpoints are in {@link GATEWAY_SERVICES}.
 */
const INTERFACE_SERVICES = {
    athena: "athena",
    cloudwatch: "monitoring",
    ec2: "ec2",
    elasticmapreduce: "elasticmapreduce",
    "emr-serverless": "emr-serverless",
    es: "es",
    events: "events",
    firehose: "kinesis-firehose",
    glue: "glue",
    kinesis: "kinesis-streams",
    kms: "kms",
    lakeformation: "lakeformation",
    lambda: "lambda",
    logs: "logs",
    "rds-data": "rds-data",
    redshift: "redshift",
    "redshift-data": "redshift-data",
    "redshift-serverless": "redshift-serverless",
    secretsmanager: "secretsmanager",
    sns: "sns",
    sqs: "sqs",
    ssm: "ssm",
    states: "states",
    sts: "sts",
    xray: "xray",
} as const;

/** Services with a gateway: a route instead of network interfaces, and without a price. */
const GATEWAY_SERVICES = { dynamodb: "dynamodb", s3: "s3" } as const;

/** A service by the prefix of its IAM actions, e.g. `kms` or `redshift-data`. */
export type EndpointService = keyof typeof INTERFACE_SERVICES | keyof typeof GATEWAY_SERVICES;

/** Every service that a network can open a way to. */
export const ENDPOINT_SERVICES: readonly EndpointService[] = [
    ...(Object.keys(GATEWAY_SERVICES) as EndpointService[]),
    ...(Object.keys(INTERFACE_SERVICES) as EndpointService[]),
];

/** Whether the service is reached by a route rather than by network interfaces. */
export function hasGateway(service: EndpointService): service is keyof typeof GATEWAY_SERVICES {
    return Object.hasOwn(GATEWAY_SERVICES, service);
}

/** E.g. `com.amazonaws.eu-west-1.kinesis-streams`. */
export function endpointServiceName(service: EndpointService, region: string): string {
    const name = hasGateway(service) ? GATEWAY_SERVICES[service] : INTERFACE_SERVICES[service];
    return `com.amazonaws.${region}.${name}`;
}

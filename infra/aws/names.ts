import { createHash } from "node:crypto";

/**
 * What a service accepts as a name. Names are given, not generated, because a role's policy must name a
 * function before the function exists, and because people read them in consoles, alarms and bills.
 */
export interface NameRule {
    /** Longest name, in characters. */
    readonly maxLength: number;
    /** Between the parts; every character that the service refuses becomes it, too. */
    readonly separator: "-" | "_";
    /** Characters that the service refuses. */
    readonly refused: RegExp;
    readonly lowerCase: boolean;
    /** The service refuses two separators in a row, and one at an end. */
    readonly singleSeparators?: boolean;
}

/** The services' rules; the comments give the AWS page that states them. */
export const nameRules = {
    /** S3 User Guide, "General purpose bucket naming rules": 3–63, lower case, digits, hyphens. */
    bucket: { maxLength: 63, separator: "-", refused: /[^a-z0-9-]/g, lowerCase: true },
    /** IAM User Guide, "IAM and AWS STS quotas": role names up to 64. */
    role: { maxLength: 64, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** IAM API, PutRolePolicy: up to 128. */
    rolePolicy: { maxLength: 128, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** Lambda API, CreateFunction: up to 64. */
    lambdaFunction: { maxLength: 64, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** Kinesis API, CreateStream: up to 128. */
    stream: { maxLength: 128, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** Firehose API, CreateDeliveryStream: up to 64. */
    deliveryStream: { maxLength: 64, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** SQS API, CreateQueue: up to 80. */
    queue: { maxLength: 80, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** SNS API, CreateTopic: up to 256. */
    topic: { maxLength: 256, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** IoT API, CreateTopicRule: up to 128, letters, digits and underscores: a hyphen is refused. */
    topicRule: { maxLength: 128, separator: "_", refused: /[^A-Za-z0-9_]/g, lowerCase: false },
    /** Athena User Guide, "Name databases, tables, and columns": lower case, no hyphens without quoting; up to 255. */
    database: { maxLength: 255, separator: "_", refused: /[^a-z0-9_]/g, lowerCase: true },
    /** Athena API, CreateWorkGroup: up to 128. */
    workgroup: { maxLength: 128, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** Athena API, CreateNamedQuery: up to 128. */
    savedQuery: { maxLength: 128, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** CloudTrail API, CreateTrail: 3–128, no two separators in a row. */
    trail: {
        maxLength: 128,
        separator: "-",
        refused: /[^A-Za-z0-9-]/g,
        lowerCase: false,
        singleSeparators: true,
    },
    /** IAM User Guide, "IAM and AWS STS quotas": names of managed policies up to 128. */
    managedPolicy: { maxLength: 128, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** KMS API, CreateAlias: up to 256 with the prefix `alias/`. */
    keyAlias: { maxLength: 250, separator: "-", refused: /[^A-Za-z0-9_/-]/g, lowerCase: false },
    /** Managed Service for Apache Flink API, CreateApplication: up to 128. */
    flinkApplication: { maxLength: 128, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** CloudWatch API, PutMetricAlarm: up to 255. */
    alarm: { maxLength: 255, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** EC2 API, CreateSecurityGroup: up to 255, of which 27 are the random end; it must not start with `sg-`. */
    securityGroup: { maxLength: 228, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** Tagging Best Practices, "Tag naming limits": the value of a tag `Name`, which VPCs and their parts have for a name. */
    networkTag: { maxLength: 256, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** Redshift API, CreateCluster: 1–63, lower case, begins with a letter, no two hyphens in a row, none at the end. */
    redshiftCluster: {
        maxLength: 63,
        separator: "-",
        refused: /[^a-z0-9-]/g,
        lowerCase: true,
        singleSeparators: true,
    },
    /** Redshift API, CreateSnapshotCopyGrant and CreateSnapshotSchedule: as a cluster's identifier. */
    redshiftSchedule: {
        maxLength: 63,
        separator: "-",
        refused: /[^a-z0-9-]/g,
        lowerCase: true,
        singleSeparators: true,
    },
    /** Redshift API, CreateClusterParameterGroup and CreateClusterSubnetGroup: up to 255, as a cluster's identifier. */
    redshiftGroup: {
        maxLength: 255,
        separator: "-",
        refused: /[^a-z0-9-]/g,
        lowerCase: true,
        singleSeparators: true,
    },
    /** Redshift Serverless API, CreateNamespace and CreateWorkgroup: 3–64, lower case. */
    redshiftServerless: {
        maxLength: 64,
        separator: "-",
        refused: /[^a-z0-9-]/g,
        lowerCase: true,
        singleSeparators: true,
    },
    /** Redshift API, CreateScheduledAction: up to 60. */
    redshiftScheduledAction: { maxLength: 60, separator: "-", refused: /[^A-Za-z0-9-]/g, lowerCase: false },
    /** Redshift Database Developer Guide, "Names and identifiers": up to 127 bytes. */
    redshiftSchema: { maxLength: 127, separator: "_", refused: /[^a-z0-9_]/g, lowerCase: true },
    /** OpenSearch Service API, CreateDomain: 3–28, lower case, begins with a letter. */
    searchDomain: { maxLength: 28, separator: "-", refused: /[^a-z0-9-]/g, lowerCase: true },
    /** Cognito User Pools API, CreateUserPool, and Identity Pools API, CreateIdentityPool: up to 128. */
    cognitoPool: { maxLength: 128, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** Cognito User Pools API, CreateUserPoolDomain: up to 63, of which a hyphen and the account take 13. */
    cognitoDomain: {
        maxLength: 50,
        separator: "-",
        refused: /[^a-z0-9-]/g,
        lowerCase: true,
        singleSeparators: true,
    },
    /** CloudWatch Logs API, PutResourcePolicy: no bound is given. */
    logResourcePolicy: { maxLength: 128, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** DynamoDB API, CreateTable: 3–255. */
    dynamodbTable: { maxLength: 255, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** Secrets Manager API, CreateSecret: up to 512. */
    secret: { maxLength: 512, separator: "-", refused: /[^A-Za-z0-9_+=.@-]/g, lowerCase: false },
    /** EventBridge API, PutRule: up to 64. */
    eventRule: { maxLength: 64, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** Glue API, "Common data types": names of jobs, triggers, connections, crawlers and the like, up to 255. */
    glue: { maxLength: 255, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** EMR API, RunJobFlow: up to 256; also a name in EMR's events. */
    emrCluster: { maxLength: 256, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** EMR API, CreateSecurityConfiguration: up to 10280, of which 27 are a random end; short enough to read. */
    emrSecurityConfiguration: {
        maxLength: 228,
        separator: "-",
        refused: /[^A-Za-z0-9_.-]/g,
        lowerCase: false,
    },
    /** EMR Serverless API, CreateApplication: 1–64. */
    emrServerlessApplication: {
        maxLength: 64,
        separator: "-",
        refused: /[^A-Za-z0-9._/#-]/g,
        lowerCase: false,
    },
    /** EventBridge Scheduler API, CreateSchedule and CreateScheduleGroup: 1–64. */
    schedule: { maxLength: 64, separator: "-", refused: /[^A-Za-z0-9_.-]/g, lowerCase: false },
    /** Step Functions API, CreateStateMachine: up to 80. */
    stateMachine: { maxLength: 80, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** IAM User Guide, "IAM and AWS STS quotas": instance profile names up to 128. */
    instanceProfile: { maxLength: 128, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** QuickSight API, CreateDataSource and CreateDataSet: up to 512, `[\w-]`. */
    quicksightId: { maxLength: 512, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** API Gateway v2 API, CreateApi: up to 128. */
    httpApi: { maxLength: 128, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** QuickSight API, CreateFolder: a folder's name, up to 200. */
    quicksightFolder: { maxLength: 200, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
    /** QuickSight API, CreateVPCConnection: up to 1,000, `[\w-]`; the network interface is tagged with it. */
    quicksightConnection: { maxLength: 128, separator: "-", refused: /[^A-Za-z0-9_-]/g, lowerCase: false },
} as const satisfies Record<string, NameRule>;

export type NameKind = keyof typeof nameRules;

/** Hex digits that tell two names apart which would otherwise be spelled alike. */
const HASH_LENGTH = 6;

/**
 * A name that the service accepts, made from `parts`, e.g. `nameFor("role", "dev", "weather-stations", "delivery")`
 * is `dev-weather-stations-delivery`. Different parts give different names: where characters had to be replaced
 * or the name had to be cut, a hash of the parts is appended.
 *
 * @throws Error if no part has a character.
 */
export function nameFor(kind: NameKind, ...parts: readonly string[]): string {
    const rule: NameRule = nameRules[kind];
    const given = parts.filter((part) => part !== "");
    if (given.length === 0) {
        throw new Error(`nameFor("${kind}"): no parts were given; a name needs at least one`);
    }
    const cleaned = given.map((part) => clean(part, rule));
    const spelled = cleaned.map(({ text }) => text).join(rule.separator);
    const joined = rule.singleSeparators ? singled(spelled, rule) : spelled;
    const ambiguous = cleaned.some(({ altered }) => altered) || joined !== spelled;
    if (!ambiguous && joined.length <= rule.maxLength) {
        return joined;
    }
    const hash = createHash("sha256").update(given.join("\u0000")).digest("hex").slice(0, HASH_LENGTH);
    const room = rule.maxLength - HASH_LENGTH - 1;
    return `${trimmed(joined.slice(0, room), rule)}${rule.separator}${hash}`;
}

/** Where hyphens become underscores, a name with hyphens keeps its looks, and one with underscores is marked. */
function clean(part: string, rule: NameRule): { text: string; altered: boolean } {
    const cased = rule.lowerCase ? part.toLowerCase() : part;
    const underscored = rule.separator === "_";
    const spelled = underscored ? cased.replaceAll("-", "_") : cased;
    const text = spelled.replace(rule.refused, rule.separator);
    return { text, altered: cased !== part || text !== spelled || (underscored && part.includes("_")) };
}

function singled(text: string, rule: NameRule): string {
    return text
        .split(rule.separator)
        .filter((word) => word !== "")
        .join(rule.separator);
}

function trimmed(text: string, rule: NameRule): string {
    let end = text.length;
    while (end > 0 && text[end - 1] === rule.separator) {
        end -= 1;
    }
    return text.slice(0, end);
}

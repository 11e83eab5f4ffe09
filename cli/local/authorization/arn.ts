/** Amazon Resource Names. Source: IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)". */

export interface Arn {
    /** `aws`, `aws-cn` or `aws-us-gov`. */
    readonly partition: string;
    /** E.g. `kinesis`. */
    readonly service: string;
    /** Empty for global services and for S3. */
    readonly region: string;
    /** 12 digits; empty for S3. */
    readonly account: string;
    /** Everything after the fifth colon, e.g. `stream/readings` or `bucket/key`. */
    readonly resource: string;
}

/** The parts of an ARN; undefined for a text that is none. */
export function parseArn(text: string): Arn | undefined {
    const match = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/s.exec(text);
    if (!match) {
        return undefined;
    }
    const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
    return { partition, service, region, account, resource };
}

/**
 * The resource that carries the policy and the key for what an ARN names: an object's bucket, a qualified
 * function's function, a log stream's log group, the table of a DynamoDB stream or index. Other ARNs are returned as they are.
 */
export function owningArn(text: string): string {
    const arn = parseArn(text);
    if (!arn) {
        return text;
    }
    const head = `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:`;
    switch (arn.service) {
        case "s3":
            return head + (arn.resource.split("/")[0] ?? "");
        case "lambda":
            return head + arn.resource.split(":").slice(0, 2).join(":");
        case "logs":
            return head + arn.resource.split(":").slice(0, 2).join(":");
        case "kinesis":
        case "dynamodb":
            return head + arn.resource.split("/").slice(0, 2).join("/");
        default:
            return text;
    }
}

/**
 * What else must be allowed besides the resource itself. An action on a table of the Data Catalog needs the
 * table, its database and the catalog. Source: Glue Developer Guide, "Specifying AWS Glue resource ARNs".
 */
export function ancestorArns(text: string): readonly string[] {
    const arn = parseArn(text);
    if (arn?.service !== "glue") {
        return [];
    }
    const head = `arn:${arn.partition}:glue:${arn.region}:${arn.account}:`;
    const [kind, database] = arn.resource.split("/");
    if (kind === "table" || kind === "userDefinedFunction") {
        return [`${head}database/${database}`, `${head}catalog`];
    }
    return kind === "database" ? [`${head}catalog`] : [];
}

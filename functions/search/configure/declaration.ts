/** What a deployment declares of a search domain: the input of the function that applies it. */
export interface Declaration {
    /** `https://` and the domain's endpoint. */
    readonly endpoint: string;
    /** ARN of the function's own role: the domain's master user. */
    readonly masterRoleArn: string;
    /** ARNs of IAM roles that may do everything. */
    readonly administrators: readonly string[];
    /** ARN of the role of people who are logged in; absent: nobody logs in. */
    readonly peopleRoleArn?: string;
    /** Copies of each shard besides the first: 0 to 2. */
    readonly replicas: number;
    readonly indices: readonly IndexDeclaration[];
    readonly snapshots?: SnapshotDeclaration;
}

export interface IndexDeclaration {
    /** `<domain>.<index>`; of a series, the names before their date. */
    readonly name: string;
    /** Field → OpenSearch's type of it. */
    readonly fields: Readonly<Record<string, string>>;
    /** A new index each day or month, named `<name>-<date>`; absent: one index that is updated. */
    readonly series?: {
        /** Days after which a series' index is deleted, counted from its first document. */
        readonly deleteAfterDays: number;
    };
    /** ARNs of the roles that write documents. */
    readonly writers: readonly string[];
    /** ARNs of the roles that search. */
    readonly readers: readonly string[];
}

export interface SnapshotDeclaration {
    readonly bucket: string;
    readonly region: string;
    /** ARN of the role with which the domain writes to the bucket. */
    readonly roleArn: string;
    /** Days that a snapshot is kept. */
    readonly retentionDays: number;
    /** Hour of the day, UTC: 0 to 23. */
    readonly hour: number;
}

/** What belongs to an index: itself, or the indices of its series. */
export function indexPattern({ name, series }: IndexDeclaration): string {
    return series === undefined ? name : `${name}-*`;
}

/**
 * @throws Error naming every problem.
 */
export function checkDeclaration(value: unknown): Declaration {
    const given = (value ?? {}) as Partial<Declaration>;
    const problems: string[] = [];
    if (!/^https?:\/\/[^/]+$/.test(String(given.endpoint))) {
        problems.push(
            `endpoint is ${JSON.stringify(given.endpoint)}; https:// and the domain's endpoint are needed`,
        );
    }
    if (!String(given.masterRoleArn).startsWith("arn:"))
        problems.push("masterRoleArn is not the ARN of a role");
    if (!Array.isArray(given.administrators)) problems.push("administrators is no list");
    if (!(Number.isInteger(given.replicas) && given.replicas! >= 0 && given.replicas! <= 2)) {
        problems.push(`replicas is ${JSON.stringify(given.replicas)}; allowed: 0 to 2`);
    }
    if (!Array.isArray(given.indices)) problems.push("indices is no list");
    (given.indices ?? []).forEach((index, position) => {
        if (!/^[a-z][a-z0-9-]*\.[a-z][a-z0-9_]*$/.test(String(index?.name))) {
            problems.push(
                `indices[${position}].name is ${JSON.stringify(index?.name)}; <domain>.<index> is needed`,
            );
        }
        if (!(index?.fields instanceof Object)) problems.push(`indices[${position}].fields is no map`);
    });
    if (problems.length > 0) throw new Error(`declaration: ${problems.join("; ")}`);
    return given as Declaration;
}

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
    connectorJar,
    connectorUrl,
    type FlinkConnector,
    type FlinkRuntimeName,
} from "../../aws/flinkRuntimes";
import type { ReferenceArgs, StreamAnalyticsArgs } from "./args";
import type { CodeBucket } from "./bucket";
import { applicationStatements } from "./sql";

const ROOT = resolve(__dirname, "../../..");
/** The program that runs the statements. */
const RUNNER = join("functions", "streams", "main.py");
/** Connectors that were put here are taken instead of the repository's: for machines without a way to it. */
const LOCAL_CONNECTORS = join(".tributary", "connectors");

/** What the application runs: an archive in S3, and the reference data that it reads. */
export interface ApplicationPackage {
    /** Key of the archive; another one as soon as anything in it changes, which is how the service notices. */
    readonly codeKey: string;
    /** Reference → `s3://` URI of the folder or object that holds its rows. */
    readonly referencePaths: Readonly<Record<string, pulumi.Output<string>>>;
    /** What must be in place before the application starts. */
    readonly ready: readonly pulumi.Resource[];
}

/** Flink's settings, which the SQL relies on. */
const SETTINGS = {
    "table.local-time-zone": "UTC",
    // A shard without records must not hold back the windows of all others.
    "table.exec.source.idle-timeout": "60 s",
} as const;

/** Uploads what the application runs. */
export function packageApplication(
    name: string,
    args: StreamAnalyticsArgs,
    runtime: FlinkRuntimeName,
    bucket: CodeBucket,
    opts: pulumi.CustomResourceOptions,
): ApplicationPackage {
    const { files, connectors } = applicationFiles(name, args, runtime);
    const codeKey = `code/${name}-${contentHash(files, connectors)}.zip`;
    const code = new aws.s3.BucketObjectv2(
        `${name}-code`,
        {
            bucket: bucket.name,
            key: codeKey,
            source: archive(files, connectors, runtime, args.connectorRepository),
            contentType: "application/zip",
            kmsKeyId: args.keyArn,
            serverSideEncryption: "aws:kms",
        },
        { ...opts, dependsOn: bucket.ready as pulumi.Resource[] },
    );
    const uploaded = args.references.flatMap((reference) =>
        uploadReference(name, args, reference, bucket, opts),
    );
    return {
        codeKey,
        referencePaths: Object.fromEntries(
            args.references.map((reference) => [reference.name, referencePath(reference, bucket)]),
        ),
        ready: [code, ...uploaded],
    };
}

/** File in the archive → its text: the same in every environment. */
export function applicationFiles(
    name: string,
    args: StreamAnalyticsArgs,
    runtime: FlinkRuntimeName,
): { files: Readonly<Record<string, string>>; connectors: readonly FlinkConnector[] } {
    const connectors: FlinkConnector[] = args.outputs.some(({ destination }) => destination.deliveryStream)
        ? ["kinesis", "firehose"]
        : ["kinesis"];
    const statements = applicationStatements(args);
    const application = {
        application: name,
        settings: SETTINGS,
        // The first connector is the service's own option (`jarfile`); it takes no second one.
        jars: connectors.slice(1).map((connector) => libraryPath(connector, runtime)),
        statements: statements.map(({ file }) => `sql/${file}`),
    };
    const files = {
        "main.py": readFileSync(join(ROOT, RUNNER), "utf8"),
        "application.json": `${JSON.stringify(application, null, 2)}\n`,
        ...Object.fromEntries(statements.map(({ file, sql }) => [`sql/${file}`, `${sql}\n`])),
    };
    return { files, connectors };
}

/** Where a connector lies in the archive. */
export function libraryPath(connector: FlinkConnector, runtime: FlinkRuntimeName): string {
    return `lib/${connectorJar(connector, runtime)}`;
}

/** Released connectors never change: their names are enough. */
function contentHash(files: Readonly<Record<string, string>>, connectors: readonly FlinkConnector[]): string {
    const content = JSON.stringify([Object.entries(files).sort(), connectors]);
    return createHash("sha256").update(content).digest("hex").slice(0, 16);
}

function archive(
    files: Readonly<Record<string, string>>,
    connectors: readonly FlinkConnector[],
    runtime: FlinkRuntimeName,
    repository: string | undefined,
): pulumi.asset.Archive {
    const texts = Object.entries(files).map(
        ([path, text]) => [path, new pulumi.asset.StringAsset(text)] as const,
    );
    const libraries = connectors.map((connector) => {
        const local = join(ROOT, LOCAL_CONNECTORS, connectorJar(connector, runtime));
        const asset = existsSync(local)
            ? new pulumi.asset.FileAsset(local)
            : new pulumi.asset.RemoteAsset(connectorUrl(connector, runtime, repository));
        return [libraryPath(connector, runtime), asset] as const;
    });
    return new pulumi.asset.AssetArchive(Object.fromEntries([...texts, ...libraries]));
}

function uploadReference(
    name: string,
    args: StreamAnalyticsArgs,
    reference: ReferenceArgs,
    bucket: CodeBucket,
    opts: pulumi.CustomResourceOptions,
): aws.s3.BucketObjectv2[] {
    if (reference.file === undefined) {
        return [];
    }
    const object = new aws.s3.BucketObjectv2(
        `${name}-reference-${reference.name}`,
        {
            bucket: bucket.name,
            key: `${referencePrefix(reference)}${reference.name}.csv`,
            source: new pulumi.asset.FileAsset(reference.file),
            contentType: "text/csv",
            kmsKeyId: args.keyArn,
            serverSideEncryption: "aws:kms",
        },
        { ...opts, dependsOn: bucket.ready as pulumi.Resource[] },
    );
    return [object];
}

/** In the application's bucket: where a reference's uploaded rows lie. */
export function referencePrefix({ name }: ReferenceArgs): string {
    return `reference/${name}/`;
}

function referencePath(reference: ReferenceArgs, bucket: CodeBucket): pulumi.Output<string> {
    return reference.s3 === undefined
        ? pulumi.interpolate`s3://${bucket.name}/${referencePrefix(reference)}`
        : pulumi.output(`s3://${reference.s3.bucketName}/${reference.s3.key}`);
}

import type { kinesis } from "@pulumi/aws";
import type { Inputs } from "../rule";

type DeliveryStream = Inputs<kinesis.FirehoseDeliveryStreamArgs>;

/** Where objects are written, for the destination itself or for what it could not take. */
interface S3Block {
    readonly bucketArn?: string;
    readonly kmsKeyArn?: string;
    readonly prefix?: string;
    readonly errorOutputPrefix?: string;
    readonly cloudwatchLoggingOptions?: LoggingOptions;
}

export interface LoggingOptions {
    readonly enabled?: boolean;
    readonly logGroupName?: string;
    readonly logStreamName?: string;
}

interface DestinationBlock {
    readonly cloudwatchLoggingOptions?: LoggingOptions;
    readonly s3Configuration?: S3Block;
    readonly s3BackupConfiguration?: S3Block;
    readonly s3BackupMode?: string;
    readonly processingConfiguration?: {
        readonly enabled?: boolean;
        readonly processors?: readonly { readonly type?: string }[];
    };
}

export interface Destination {
    /** The property that configures it, e.g. `extendedS3Configuration`. */
    readonly path: string;
    readonly block: DestinationBlock;
    /** Where it writes objects, the property's path first; the backup included. */
    readonly s3: readonly { readonly path: string; readonly block: S3Block }[];
}

const PROPERTIES = [
    "extendedS3Configuration",
    "redshiftConfiguration",
    "opensearchConfiguration",
    "opensearchserverlessConfiguration",
    "elasticsearchConfiguration",
    "httpEndpointConfiguration",
    "icebergConfiguration",
    "snowflakeConfiguration",
    "splunkConfiguration",
] as const satisfies readonly (keyof DeliveryStream)[];

/** The destinations of a delivery stream; AWS takes exactly one, programs may say anything. */
export function destinations(props: DeliveryStream): Destination[] {
    return PROPERTIES.flatMap((path) => {
        const block = props[path] as (DestinationBlock & S3Block) | undefined;
        if (typeof block !== "object") {
            return [];
        }
        const s3 =
            path === "extendedS3Configuration" ? [{ path: path as string, block: block as S3Block }] : [];
        for (const property of ["s3Configuration", "s3BackupConfiguration"] as const) {
            const nested = block[property];
            if (typeof nested === "object") {
                s3.push({ path: `${path}.${property}`, block: nested });
            }
        }
        return [{ path, block, s3 }];
    });
}

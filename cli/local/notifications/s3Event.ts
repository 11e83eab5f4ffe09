import { hash } from "node:crypto";
import type { S3Event } from "aws-lambda";
import type { ObjectCreated } from "../runtime";

/** What an event says besides the object. */
export interface EventSource {
    readonly region: string;
    readonly accountId: string;
    readonly bucketArn: string;
    /** Does the bucket keep versions? */
    readonly versioned: boolean;
    /** The notification's id. */
    readonly configurationId: string;
}

/** Source: Amazon S3 User Guide, Event message structure. */
export function s3Event(created: ObjectCreated, source: EventSource): S3Event {
    const identity = hash("md5", `${created.bucket}/${created.key} ${created.eTag}`).toUpperCase();
    const versionId = source.versioned && { versionId: identity.slice(0, 32) };
    return {
        Records: [
            {
                eventVersion: "2.1",
                eventSource: "aws:s3",
                awsRegion: source.region,
                eventTime: new Date(created.time).toISOString(),
                eventName: created.eventName,
                userIdentity: {
                    principalId: `AWS:AROA${hash("md5", created.principalArn).slice(0, 16).toUpperCase()}:local`,
                },
                requestParameters: { sourceIPAddress: "127.0.0.1" },
                responseElements: { "x-amz-request-id": identity.slice(0, 16), "x-amz-id-2": identity },
                s3: {
                    s3SchemaVersion: "1.0",
                    configurationId: source.configurationId,
                    bucket: {
                        name: created.bucket,
                        ownerIdentity: { principalId: `A${source.accountId}` },
                        arn: source.bucketArn,
                    },
                    object: {
                        key: encodeKey(created.key),
                        size: created.size,
                        eTag: created.eTag,
                        ...versionId,
                        sequencer: created.time.toString(16).toUpperCase().padStart(18, "0"),
                    },
                },
            },
        ],
    };
}

/** What S3 sends to a queue when a notification is set up. */
export function s3TestEvent(bucket: string, time: number): object {
    return {
        Service: "Amazon S3",
        Event: "s3:TestEvent",
        Time: new Date(time).toISOString(),
        Bucket: bucket,
        RequestId: hash("md5", bucket).slice(0, 16).toUpperCase(),
        HostId: hash("md5", `${bucket} ${time}`),
    };
}

/** As HTML forms encode: `/` stays, a space becomes `+`, `day=1` becomes `day%3D1`. */
function encodeKey(key: string): string {
    return encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+");
}

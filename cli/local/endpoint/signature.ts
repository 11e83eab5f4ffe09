/**
 * Who calls which service, read from the signature that the SDK puts on each request. The signature itself is not
 * checked: the endpoint listens on the loopback interface only, and the keys are its own.
 * Source: IAM User Guide, "Elements of an AWS API request signature".
 */
export interface Signed {
    readonly accessKeyId: string;
    readonly region: string;
    /** E.g. `s3`. */
    readonly service: string;
}

const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,/;

/** Undefined for a request without Signature Version 4. */
export function readSignature(authorization: string | undefined): Signed | undefined {
    const match = AUTHORIZATION.exec(authorization ?? "");
    return match === null ? undefined : { accessKeyId: match[1]!, region: match[2]!, service: match[3]! };
}

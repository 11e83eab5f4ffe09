import { InvalidDocument } from "../documents";
import { holdsUnknown, UnknownValue } from "../unknown";

/** Types and texts that the rules for Amazon EMR look at. */

export const EMR_CLUSTER = "aws:emr/cluster:Cluster";
export const EMR_INSTANCE_FLEET = "aws:emr/instanceFleet:InstanceFleet";
export const EMR_INSTANCE_GROUP = "aws:emr/instanceGroup:InstanceGroup";
export const EMR_SECURITY_CONFIGURATION = "aws:emr/securityConfiguration:SecurityConfiguration";
export const EMR_PUBLIC_ACCESS = "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration";
export const SCHEDULE = "aws:scheduler/schedule:Schedule";

/** What a security configuration says of encryption, as far as the rules read it. */
export interface EncryptionConfiguration {
    readonly EnableAtRestEncryption?: unknown;
    readonly AtRestEncryptionConfiguration?: {
        readonly S3EncryptionConfiguration?: { readonly EncryptionMode?: unknown };
        readonly LocalDiskEncryptionConfiguration?: { readonly EnableEbsEncryption?: unknown };
    };
    readonly EnableInTransitEncryption?: unknown;
    readonly InTransitEncryptionConfiguration?: { readonly TLSCertificateConfiguration?: unknown };
}

/**
 * The object in a JSON text.
 *
 * @throws UnknownValue when a part of the text is not known yet, InvalidDocument when it is no object.
 */
export function jsonObject(text: unknown, path: string): Readonly<Record<string, unknown>> {
    if (typeof text !== "string" || text === "") {
        return {};
    }
    if (holdsUnknown(text)) {
        throw new UnknownValue(path);
    }
    try {
        const value: unknown = JSON.parse(text);
        if (typeof value === "object" && value !== null && !Array.isArray(value)) {
            return value as Readonly<Record<string, unknown>>;
        }
    } catch {
        // Told below.
    }
    throw new InvalidDocument(path, "not a JSON object");
}

/** What a security configuration says of encryption; nothing where it says nothing. */
export function encryptionOf(configuration: unknown): EncryptionConfiguration {
    const found = jsonObject(configuration, "configuration").EncryptionConfiguration;
    return typeof found === "object" && found !== null ? found : {};
}

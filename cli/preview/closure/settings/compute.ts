/** Glue and EMR: what encrypts disks, bookmarks and catalogs under a key is no resource of its own. */

import { input, type PlanIndex, text } from "../../../local/authorization/planIndex";
import type { AccessRequest } from "../../../local/authorization/request";
import type { PlanResource, PlanValue } from "../../plan";
import { arnOf, mapOf, readsObject, type Settings, textOf, usesKey } from "./requests";

export const compute: Settings = {
    "aws:emr/cluster:Cluster": (resource, index) => {
        const { serviceRole, securityConfiguration, logEncryptionKmsKeyId, ec2Attributes } = resource.inputs;
        return cluster(index, {
            service: serviceRole,
            profile: mapOf(ec2Attributes).instanceProfile,
            securityConfiguration,
            logKey: logEncryptionKmsKeyId,
        });
    },
    "aws:glue/crawler:Crawler": crawler,
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings": catalog,
    "aws:glue/job:Job": job,
    "aws:scheduler/schedule:Schedule": scheduledCluster,
};

const READ_AND_WRITE: readonly string[] = ["kms:GenerateDataKey", "kms:Decrypt"];

/** Source: Glue Developer Guide, "Encrypting your Data Catalog": with a service role, nobody else needs the key. */
function* catalog(resource: PlanResource): Iterable<AccessRequest> {
    const settings = mapOf(input(resource, "dataCatalogEncryptionSettings"));
    const atRest = mapOf(settings.encryptionAtRest);
    yield* usesKey(
        textOf(atRest.catalogEncryptionServiceRole),
        textOf(atRest.sseAwsKmsKeyId),
        READ_AND_WRITE,
    );
}

/** Source: Glue Developer Guide, "Encrypting data written by AWS Glue". */
function* job(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const role = text(resource, "roleArn");
    if (role === undefined) {
        return;
    }
    const [, partition = "aws"] = role.split(":");
    yield* readsObject(role, textOf(mapOf(input(resource, "command")).scriptLocation) ?? "", partition);
    const encryption = encryptionOf(resource, index);
    yield* usesKey(role, encryption.jobBookmarksEncryption, READ_AND_WRITE);
    yield* usesKey(role, encryption.s3Encryption, READ_AND_WRITE);
}

/** A crawler reads with Lake Formation's permissions; what it says of its work is encrypted in its own name. */
function* crawler(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const role = arnOf(index, "aws:iam/role:Role", input(resource, "role"));
    yield* usesKey(role, encryptionOf(resource, index).cloudwatchEncryption, READ_AND_WRITE);
}

/** Part of the security configuration that a job or crawler names → its key. */
function encryptionOf(resource: PlanResource, index: PlanIndex): Record<string, string | undefined> {
    const name = text(resource, "securityConfiguration") ?? "";
    const found = index.find("aws:glue/securityConfiguration:SecurityConfiguration", name, "name");
    const parts = mapOf(found && input(found, "encryptionConfiguration"));
    return Object.fromEntries(
        Object.entries(parts).map(([part, value]) => [part, textOf(mapOf(value).kmsKeyArn)]),
    );
}

/** What decides which keys a cluster uses, and with which roles. */
interface ClusterKeys {
    /** Name or ARN of a role. */
    readonly service: PlanValue | undefined;
    /** Name or ARN of the nodes' instance profile. */
    readonly profile: PlanValue | undefined;
    /** Its name. */
    readonly securityConfiguration: PlanValue | undefined;
    readonly logKey: PlanValue | undefined;
}

/**
 * EMR makes encrypted volumes in the service role's name, and lets EC2 use the key; nodes encrypt what they write.
 * Source: Amazon EMR Management Guide, "Create keys and certificates for data encryption".
 */
function* cluster(index: PlanIndex, keys: ClusterKeys): Iterable<AccessRequest> {
    const service = arnOf(index, "aws:iam/role:Role", keys.service);
    const profile = index.find(
        "aws:iam/instanceProfile:InstanceProfile",
        textOf(keys.profile) ?? "",
        "arn",
        "name",
    );
    const nodes = arnOf(index, "aws:iam/role:Role", profile && input(profile, "role"));
    const atRest = atRestEncryption(index, keys.securityConfiguration);
    const disks = mapOf(atRest.LocalDiskEncryptionConfiguration);
    const diskKey = textOf(disks.AwsKmsKey);
    yield* usesKey(nodes, diskKey, READ_AND_WRITE);
    if (disks.EnableEbsEncryption === true) {
        yield* usesKey(service, diskKey, ["kms:GenerateDataKeyWithoutPlaintext", "kms:Decrypt"]);
        yield* usesKey(service, diskKey, ["kms:CreateGrant"], { "kms:GrantIsForAWSResource": "true" });
    }
    yield* usesKey(nodes, textOf(mapOf(atRest.S3EncryptionConfiguration).AwsKmsKey), READ_AND_WRITE);
    yield* usesKey(nodes, textOf(keys.logKey), ["kms:GenerateDataKey"]);
}

function atRestEncryption(index: PlanIndex, name: PlanValue | undefined): ReturnType<typeof mapOf> {
    const type = "aws:emr/securityConfiguration:SecurityConfiguration";
    const found = index.find(type, textOf(name) ?? "", "name");
    const json = found && text(found, "configuration");
    const settings = json === undefined ? {} : mapOf(JSON.parse(json) as PlanValue);
    return mapOf(mapOf(settings.EncryptionConfiguration).AtRestEncryptionConfiguration);
}

/** A schedule that starts a cluster says in EMR's own words what a Cluster says in Pulumi's. */
function* scheduledCluster(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const target = mapOf(input(resource, "target"));
    const json = textOf(target.input);
    if (textOf(target.arn)?.endsWith(":aws-sdk:emr:runJobFlow") && json !== undefined) {
        const request = mapOf(JSON.parse(json) as PlanValue);
        yield* cluster(index, {
            service: request.ServiceRole,
            profile: request.JobFlowRole,
            securityConfiguration: request.SecurityConfiguration,
            logKey: request.LogEncryptionKmsKeyId,
        });
    }
}

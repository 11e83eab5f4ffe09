/** AWS Key Management Service. Source: AWS docs, "Key identifiers (KeyId)". */

import { type Compute, type Computed, type Subject, whole } from "./subject";

function key(subject: Subject): Computed {
    const keyId = subject.text("multiRegion") === "true" ? `mrk-${subject.hex(32)}` : subject.uuid();
    return { id: keyId, outputs: { keyId, arn: subject.arn("kms", `key/${keyId}`) } };
}

/** A replica has its primary's id, in another region. */
function replicaKey(subject: Subject): Computed {
    const primary = subject.text("primaryKeyArn");
    const keyId = primary.slice(primary.lastIndexOf("/") + 1);
    return { id: keyId, outputs: { keyId, arn: subject.arn("kms", `key/${keyId}`) } };
}

function alias(subject: Subject): Computed {
    const given = subject.text("name");
    const name = given === "" ? `alias/${subject.autoname("name", { limit: 250 })}` : given;
    const target = subject.text("targetKeyId");
    const targetKeyArn = target.startsWith("arn:") ? target : subject.arn("kms", `key/${target}`);
    return { id: name, outputs: { name, arn: subject.arn("kms", name), targetKeyArn } };
}

function grant(subject: Subject): Computed {
    const grantId = subject.hex(64);
    return { id: whole(`${subject.text("keyId")}:${grantId}`), outputs: { grantId } };
}

export const kms: Readonly<Record<string, Compute>> = {
    "aws:kms/key:Key": key,
    "aws:kms/replicaKey:ReplicaKey": replicaKey,
    "aws:kms/alias:Alias": alias,
    "aws:kms/grant:Grant": grant,
    "aws:kms/keyPolicy:KeyPolicy": (subject) => ({ id: subject.text("keyId") }),
};

/** Amazon DynamoDB, AWS Secrets Manager and Parameter Store. Source: AWS docs, "Service Authorization Reference". */

import { type Compute, type Computed, type Subject, whole } from "./subject";

function table(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 255 });
    const arn = subject.arn("dynamodb", `table/${name}`);
    if (subject.text("streamEnabled") !== "true") {
        return { id: name, outputs: { name, arn } };
    }
    // A stream is named by the time at which it was switched on.
    const streamLabel = "2026-01-01T00:00:00.000";
    const streamArn = whole(`${arn}/stream/${streamLabel}`);
    return { id: name, outputs: { name, arn, streamLabel, streamArn } };
}

/** AWS puts a hyphen and six letters behind a secret's name. */
function secret(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 512 });
    const arn = subject.arn("secretsmanager", `secret:${name}-${subject.letters(6)}`);
    return { id: arn, outputs: { name, arn } };
}

function secretVersion(subject: Subject): Computed {
    const versionId = subject.uuid();
    const arn = subject.text("secretId");
    return {
        id: whole(`${arn}|${versionId}`),
        outputs: { versionId, ...(arn.startsWith("arn:") ? { arn } : {}) },
    };
}

function parameter(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 1011 });
    return { id: name, outputs: { name, arn: subject.arn("ssm", `parameter/${name.replace(/^\//, "")}`) } };
}

export const stores: Readonly<Record<string, Compute>> = {
    "aws:dynamodb/table:Table": table,
    "aws:secretsmanager/secret:Secret": secret,
    "aws:secretsmanager/secretVersion:SecretVersion": secretVersion,
    "aws:secretsmanager/secretPolicy:SecretPolicy": (subject) => ({ id: subject.text("secretArn") }),
    "aws:ssm/parameter:Parameter": parameter,
};

/** AWS Identity and Access Management: no region in its ARNs. Source: AWS docs, "IAM identifiers". */

import { type Compute, type Computed, type Subject, whole } from "./subject";

/** Longest names. Source: AWS docs, "IAM and AWS STS quotas", "IAM name limits". */
const LIMITS = { role: 64, user: 64, group: 128, policy: 128, "instance-profile": 128 } as const;

/** Something with a path, a name and a unique id. */
function entity(
    kind: keyof typeof LIMITS,
    prefix: string,
): (subject: Subject) => {
    name: string;
    outputs: { name: string; path: string; arn: string; uniqueId: string };
} {
    return (subject) => {
        const name = subject.autoname("name", { limit: LIMITS[kind] });
        const path = subject.text("path") || "/";
        const arn = subject.arn("iam", `${kind}${path}${name}`, { region: "" });
        return { name, outputs: { name, path, arn, uniqueId: `${prefix}${subject.letters(17)}` } };
    };
}

function identifiedByName(kind: keyof typeof LIMITS, prefix: string): Compute {
    return (subject) => {
        const { name, outputs } = entity(kind, prefix)(subject);
        return { id: name, outputs };
    };
}

function policy(subject: Subject): Computed {
    const { outputs } = entity("policy", "ANPA")(subject);
    const { uniqueId, ...rest } = outputs;
    return { id: outputs.arn, outputs: { ...rest, policyId: uniqueId } };
}

function rolePolicy(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 128 });
    return { id: whole(`${subject.text("role")}:${name}`), outputs: { name } };
}

function serviceLinkedRole(subject: Subject): Computed {
    const service = subject.text("awsServiceName");
    const stem = (service.split(".")[0] ?? "").replace(/^./, (letter) => letter.toUpperCase());
    const custom = subject.text("customSuffix");
    const name = whole(`AWSServiceRoleFor${stem}${custom === "" ? "" : `_${custom}`}`);
    const path = whole(`/aws-service-role/${service}/`);
    const arn = subject.arn("iam", `role${path}${name}`, { region: "" });
    return { id: arn, outputs: { arn, name, path, uniqueId: `AROA${subject.letters(17)}` } };
}

export const iam: Readonly<Record<string, Compute>> = {
    "aws:iam/role:Role": identifiedByName("role", "AROA"),
    "aws:iam/user:User": identifiedByName("user", "AIDA"),
    "aws:iam/group:Group": identifiedByName("group", "AGPA"),
    "aws:iam/instanceProfile:InstanceProfile": identifiedByName("instance-profile", "AIPA"),
    "aws:iam/policy:Policy": policy,
    "aws:iam/rolePolicy:RolePolicy": rolePolicy,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (subject) => ({
        id: whole(`${subject.text("role")}/${subject.text("policyArn")}`),
    }),
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": serviceLinkedRole,
};

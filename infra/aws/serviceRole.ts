import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { nameFor } from "./names";
import { type Conditions, policyDocument, type Statement } from "./policyDocument";

export interface ServiceRoleArgs {
    /** Parts of the role's name, e.g. `["dev", "weather-stations", "delivery"]`. */
    readonly nameParts: readonly string[];
    readonly description: string;
    /** The service that assumes the role, e.g. `firehose.amazonaws.com`. */
    readonly service: string;
    /**
     * Conditions of the trust policy. Without them another customer could make the service use this role
     * (IAM User Guide, "The confused deputy problem").
     */
    readonly trustConditions?: Conditions;
    /** What the role may do: the only policy that it has. */
    readonly statements: readonly Statement[];
}

/** A role, and the policy that has to be in place before a service can use it. */
export interface ServiceRole {
    readonly arn: pulumi.Output<string>;
    readonly name: pulumi.Output<string>;
    /** Depend on it: a role without its policy is what "is unable to assume role" is about. */
    readonly policy: aws.iam.RolePolicy;
}

/** A role for one service and one job, with its permissions in one inline policy. */
export function serviceRole(
    name: string,
    args: ServiceRoleArgs,
    opts: pulumi.CustomResourceOptions,
): ServiceRole {
    const role = new aws.iam.Role(
        name,
        {
            name: nameFor("role", ...args.nameParts),
            description: args.description,
            assumeRolePolicy: policyDocument({
                sid: "ServiceMayAssume",
                principal: { service: args.service },
                actions: ["sts:AssumeRole"],
                conditions: args.trustConditions,
            }),
        },
        opts,
    );
    const policy = new aws.iam.RolePolicy(
        name,
        {
            name: nameFor("rolePolicy", ...args.nameParts),
            role: role.name,
            policy: policyDocument(...args.statements),
        },
        opts,
    );
    return { arn: role.arn, name: role.name, policy };
}

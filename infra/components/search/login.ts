import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import { policyDocument } from "../../aws/policyDocument";
import type { SearchDomainArgs } from "./args";

/** What a domain needs to let people log in. */
export interface Login {
    readonly userPoolId: pulumi.Input<string>;
    readonly identityPoolId: pulumi.Input<string>;
    /** The role of whoever is logged in. */
    readonly peopleRoleArn: pulumi.Input<string>;
    /** The role with which OpenSearch Service adds itself to both pools. */
    readonly serviceRoleArn: pulumi.Output<string>;
    /** The domain is refused before these are in place. */
    readonly ready: pulumi.Resource[];
}

/**
 * Login to Dashboards: people are in a user pool, and act with one IAM role. What that role may do in the domain is for
 * the domain's configuration to say.
 *
 * Source: Amazon OpenSearch Service Developer Guide, "Configuring Amazon Cognito authentication for OpenSearch Dashboards".
 */
export function createLogin(
    name: string,
    args: SearchDomainArgs,
    domainArn: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
): Login {
    const service = createServiceRole(name, args, opts);
    if (args.existingLogin) {
        return { ...args.existingLogin, serviceRoleArn: service.arn, ready: service.ready };
    }
    const users = createUserPool(name, args, opts);
    const identities = new aws.cognito.IdentityPool(
        `${name}-login`,
        {
            identityPoolName: nameFor("cognitoPool", args.environment, name),
            allowUnauthenticatedIdentities: false,
            allowClassicFlow: false,
        },
        // OpenSearch Service adds the client that it makes for itself; taking it away would end all logins.
        { ...opts, ignoreChanges: ["cognitoIdentityProviders"] },
    );
    const people = createPeopleRole(name, args, identities.id, domainArn, opts);
    const attachment = new aws.cognito.IdentityPoolRoleAttachment(
        `${name}-login`,
        { identityPoolId: identities.id, roles: { authenticated: people.arn } },
        opts,
    );
    return {
        userPoolId: users.pool.id,
        identityPoolId: identities.id,
        peopleRoleArn: people.arn,
        serviceRoleArn: service.arn,
        ready: [users.domain, attachment, ...service.ready],
    };
}

/** OpenSearch Service checks the role when the domain is made, and wants AWS's own policy on it. */
function createServiceRole(
    name: string,
    args: SearchDomainArgs,
    opts: pulumi.CustomResourceOptions,
): { arn: pulumi.Output<string>; ready: pulumi.Resource[] } {
    const role = new aws.iam.Role(
        `${name}-login-service`,
        {
            name: nameFor("role", args.environment, name, "login-service"),
            description: `OpenSearch Service lets people log in to ${name}`,
            assumeRolePolicy: policyDocument({
                sid: "ServiceMayAssume",
                principal: { service: "opensearchservice.amazonaws.com" },
                actions: ["sts:AssumeRole"],
                conditions: { StringEquals: { "aws:SourceAccount": args.account.id } },
            }),
        },
        opts,
    );
    const policy = new aws.iam.RolePolicyAttachment(
        `${name}-login-service`,
        {
            role: role.name,
            policyArn: `arn:${args.account.partition}:iam::aws:policy/AmazonOpenSearchServiceCognitoAccess`,
        },
        opts,
    );
    return { arn: role.arn, ready: [policy] };
}

function createUserPool(name: string, args: SearchDomainArgs, opts: pulumi.CustomResourceOptions) {
    const { account, environment, protectData, allowDeletion } = args;
    const mayDelete = allowDeletion && !protectData;
    const pool = new aws.cognito.UserPool(
        `${name}-login`,
        {
            name: nameFor("cognitoPool", environment, name),
            adminCreateUserConfig: { allowAdminCreateUserOnly: true },
            usernameAttributes: ["email"],
            autoVerifiedAttributes: ["email"],
            accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
            passwordPolicy: {
                minimumLength: 14,
                requireLowercase: true,
                requireUppercase: true,
                requireNumbers: true,
                requireSymbols: true,
                temporaryPasswordValidityDays: 3,
            },
            mfaConfiguration: "ON",
            softwareTokenMfaConfiguration: { enabled: true },
            deletionProtection: mayDelete ? "INACTIVE" : "ACTIVE",
        },
        { ...opts, protect: !mayDelete },
    );
    const domain = new aws.cognito.UserPoolDomain(
        `${name}-login`,
        {
            // Unique among all customers in the region.
            domain: pulumi.interpolate`${nameFor("cognitoDomain", environment, name)}-${account.id}`,
            userPoolId: pool.id,
        },
        opts,
    );
    return { pool, domain };
}

function createPeopleRole(
    name: string,
    { account, environment }: SearchDomainArgs,
    identityPoolId: pulumi.Output<string>,
    domainArn: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
): aws.iam.Role {
    const cognito = account.partition === "aws-us-gov" ? "cognito-identity-us-gov" : "cognito-identity";
    const role = new aws.iam.Role(
        `${name}-people`,
        {
            name: nameFor("role", environment, name, "people"),
            description: `People who are logged in to ${name}`,
            assumeRolePolicy: pulumi.jsonStringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Sid: "LoggedInPeopleMayAssume",
                        Effect: "Allow",
                        Principal: { Federated: `${cognito}.amazonaws.com` },
                        Action: "sts:AssumeRoleWithWebIdentity",
                        Condition: {
                            StringEquals: { [`${cognito}.amazonaws.com:aud`]: identityPoolId },
                            "ForAnyValue:StringLike": { [`${cognito}.amazonaws.com:amr`]: "authenticated" },
                        },
                    },
                ],
            }),
        },
        opts,
    );
    new aws.iam.RolePolicy(
        `${name}-people`,
        {
            name: nameFor("rolePolicy", environment, name, "people"),
            role: role.name,
            policy: policyDocument({
                sid: "UseDashboards",
                actions: SEARCH_ACTIONS,
                resources: [pulumi.interpolate`${domainArn}/*`],
            }),
        },
        opts,
    );
    return role;
}

/** All of a domain's HTTP verbs; what they may touch is for its own roles to say. */
export const SEARCH_ACTIONS: readonly string[] = ["Delete", "Get", "Head", "Patch", "Post", "Put"].map(
    (verb) => `es:ESHttp${verb}`,
);

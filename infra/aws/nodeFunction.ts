import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { encryptedLogGroup, mayWriteLogs } from "./logGroup";
import { nameFor } from "./names";
import type { Statement } from "./policyDocument";
import { serviceRole } from "./serviceRole";

/** The runtime of all functions: the Node version that the local run executes them on, too. */
export const NODE_RUNTIME = "nodejs22.x";

export interface NodeFunctionArgs {
    /** Parts of the function's name, e.g. `["dev", "weather-stations", "transform"]`. */
    readonly nameParts: readonly string[];
    readonly description: string;
    /** Absolute path of the bundle's `index.js`, which exports `handler`. */
    readonly bundle: string;
    /** File name → value, written as JSON beside the bundle: what the function needs to know of its surroundings. */
    readonly settings: Readonly<Record<string, pulumi.Input<unknown>>>;
    readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
    /** What the function may do besides writing its logs and traces. */
    readonly statements: readonly Statement[];
    readonly keyArn: pulumi.Input<string>;
    readonly logRetentionDays: number;
    /** Seconds: 1 to 900. */
    readonly timeoutSeconds: number;
    /** MiB: 128 to 10,240; a full processor from 1,769 on. */
    readonly memoryMib: number;
    /** Runs the function in a VPC; default: outside of all. */
    readonly placement?: FunctionPlacement;
}

export interface FunctionPlacement {
    /** In two availability zones or more. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    readonly securityGroupIds: readonly pulumi.Input<string>[];
}

export interface NodeFunction {
    readonly arn: pulumi.Output<string>;
    readonly name: pulumi.Output<string>;
    readonly roleArn: pulumi.Output<string>;
    readonly function: aws.lambda.Function;
}

/** Log groups of all functions whose name starts with these parts: for the policy of their key. */
export function functionLogGroups(...nameParts: readonly string[]): string {
    return `/aws/lambda/${nameParts.join("-")}*`;
}

/** A Lambda function on Node with its own role, its own encrypted log group, and tracing. */
export function nodeFunction(
    name: string,
    args: NodeFunctionArgs,
    opts: pulumi.CustomResourceOptions,
): NodeFunction {
    const functionName = nameFor("lambdaFunction", ...args.nameParts);
    const logGroup = encryptedLogGroup(
        name,
        {
            logGroupName: `/aws/lambda/${functionName}`,
            keyArn: args.keyArn,
            retentionDays: args.logRetentionDays,
        },
        opts,
    );
    const role = serviceRole(
        name,
        {
            nameParts: args.nameParts,
            description: args.description,
            service: "lambda.amazonaws.com",
            statements: [
                mayWriteLogs(logGroup),
                MAY_TRACE,
                ...(args.placement === undefined ? [] : [MAY_USE_VPC]),
                ...args.statements,
            ],
        },
        opts,
    );
    const fn = new aws.lambda.Function(
        name,
        {
            name: functionName,
            description: args.description,
            role: role.arn,
            runtime: NODE_RUNTIME,
            architectures: ["arm64"],
            handler: "index.handler",
            code: archive(args),
            timeout: args.timeoutSeconds,
            memorySize: args.memoryMib,
            environment: { variables: args.environment },
            tracingConfig: { mode: "Active" },
            loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
            ...(args.placement === undefined
                ? {}
                : {
                      vpcConfig: {
                          subnetIds: [...args.placement.subnetIds],
                          securityGroupIds: [...args.placement.securityGroupIds],
                      },
                  }),
        },
        // A function may be called as soon as it exists, so its permissions come first.
        { ...opts, dependsOn: [role.policy] },
    );
    return { arn: fn.arn, name: fn.name, roleArn: role.arn, function: fn };
}

/** X-Ray has no resources to name (AWS X-Ray Developer Guide, "How AWS X-Ray works with IAM"). */
const MAY_TRACE: Statement = {
    sid: "WriteTraces",
    actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    resources: ["*"],
};

/**
 * Lambda uses the function's role to put its network interfaces into the VPC, and asks for these actions on all resources
 * (Lambda Developer Guide, "Required IAM permissions" of "Giving Lambda functions access to resources in an Amazon VPC").
 */
const MAY_USE_VPC: Statement = {
    sid: "UseNetworkInterfaces",
    actions: [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
    ],
    resources: ["*"],
};

/** The settings are part of the code: they change together with it, and are not bound by the environment's 4 KB. */
function archive(args: NodeFunctionArgs): pulumi.Output<pulumi.asset.Archive> {
    return pulumi.output(args.settings).apply((settings) => {
        const files: Record<string, pulumi.asset.Asset> = {
            "index.js": new pulumi.asset.FileAsset(args.bundle),
        };
        for (const [file, value] of Object.entries(settings)) {
            files[file] = new pulumi.asset.StringAsset(`${JSON.stringify(value, null, 2)}\n`);
        }
        return new pulumi.asset.AssetArchive(files);
    });
}

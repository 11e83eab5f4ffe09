import type { DashboardVersionDefinition } from "@aws-sdk/client-quicksight";
import * as pulumi from "@pulumi/pulumi";

/** A dashboard or an analysis, by its definition. */
export interface DefinedAssetArgs {
    readonly region: pulumi.Input<string>;
    readonly awsAccountId: pulumi.Input<string>;
    /** Up to 512 letters, digits, `_` and `-`; unique in the account and region. */
    readonly assetId: pulumi.Input<string>;
    readonly name: pulumi.Input<string>;
    readonly definition: pulumi.Input<DashboardVersionDefinition>;
    readonly permissions: pulumi.Input<
        pulumi.Input<{ principal: pulumi.Input<string>; actions: readonly string[] }>[]
    >;
    readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /** Profile of the shared AWS configuration; default: the usual chain of credentials. */
    readonly profile?: pulumi.Input<string>;
}

/**
 * A QuickSight dashboard or analysis with its definition, which `aws.quicksight.Dashboard` cannot be given.
 *
 * It is served by a dynamic provider over the AWS SDK, `provider/`, rather than by `aws.cloudcontrol.Resource`. The
 * definition is a write-only property of `AWS::QuickSight::Dashboard`: Cloud Control applies a patch to what it can
 * read back, which has no definition, and the provider patches only what changed. So with Cloud Control
 *
 * - an update would fail or lose the definition, and a refresh could not see that somebody has redrawn a dashboard;
 * - a change of the title alone would have to send the whole of the definition, and does not.
 *
 * What speaks against dynamic providers is met like this:
 *
 * - *serialised closures*: none. The state holds the few constant lines below, which load `provider/entry.ts` from the
 *   checkout that deploys; so nothing is serialised on preview, and a change of our code is no change of a resource;
 * - *offline plan and diff*: the inputs are plain properties, the whole definition among them;
 * - *secrets*: there are none in the inputs, and credentials come from the environment of the deployment, as the AWS
 *   provider's do. `aws:profile` is passed on; a role that is given by `aws:assumeRole` has to be assumed before;
 * - *the wrong account*: every call names the account, and QuickSight refuses credentials of another one.
 */
class DefinedAsset extends pulumi.CustomResource {
    declare public readonly arn: pulumi.Output<string>;
    declare public readonly assetId: pulumi.Output<string>;

    constructor(
        kind: "Dashboard" | "Analysis",
        name: string,
        args: DefinedAssetArgs,
        opts: pulumi.CustomResourceOptions,
    ) {
        super(
            `pulumi-nodejs:quicksight:${kind}`,
            name,
            { ...args, arn: undefined, revision: undefined, __provider: loader(kind) },
            opts,
        );
    }
}

export class QuickSightDashboard extends DefinedAsset {
    constructor(name: string, args: DefinedAssetArgs, opts: pulumi.CustomResourceOptions) {
        super("Dashboard", name, args, opts);
    }
}

export class QuickSightAnalysis extends DefinedAsset {
    constructor(name: string, args: DefinedAssetArgs, opts: pulumi.CustomResourceOptions) {
        super("Analysis", name, args, opts);
    }
}

/**
 * What Pulumi's dynamic provider runs, in a process of its own that starts in the project's folder. It compiles
 * TypeScript as the program itself is compiled.
 */
function loader(kind: "Dashboard" | "Analysis"): string {
    return `exports.handler = () => {
    const { existsSync } = require("fs");
    const { dirname, join } = require("path");
    const file = "infra/components/dashboards/provider/entry.ts";
    let root = process.cwd();
    while (!existsSync(join(root, file)) && root !== dirname(root)) root = dirname(root);
    const load = require("module").createRequire(join(root, "package.json"));
    load("ts-node").register({ transpileOnly: true, dir: root });
    return load("./" + file).providers.${kind.toLowerCase()};
};
`;
}

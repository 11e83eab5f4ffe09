import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PropertyProblem, refuseProperties } from "../aws/propertiesError";
import type { DataLake } from "./dataLake";

export interface LakeTagsArgs {
    readonly lake: DataLake;
    /** Key → values, 1 to 1,000 of them, all in lower case. */
    readonly tags: Readonly<Record<string, readonly string[]>>;
}

/** LF-tags of an environment: words by which tables of all domains can be granted. */
export class LakeTags extends pulumi.ComponentResource {
    /** Tables are tagged, and tags granted, after these. */
    public readonly declared: readonly pulumi.Resource[];

    constructor(name: string, args: LakeTagsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:LakeTags", name, args, opts);
        refuseProperties(`LakeTags "${name}"`, problems(args.tags));
        this.declared = Object.entries(args.tags).map(
            ([key, values]) =>
                new aws.lakeformation.LfTag(
                    `${name}-${key}`,
                    { key, values: [...values] },
                    { parent: this, dependsOn: args.lake.governance as pulumi.Resource[] },
                ),
        );
        this.registerOutputs({});
    }
}

/** Lake Formation Developer Guide, "Creating LF-Tags": 1 to 1,000 values; what is written in capitals is not kept so. */
function problems(tags: LakeTagsArgs["tags"]): PropertyProblem[] {
    return Object.entries(tags).flatMap(([key, values]) => [
        ...(values.length < 1 || values.length > 1000
            ? [{ propertyPath: `tags.${key}`, reason: `has ${values.length} values; give 1 to 1,000` }]
            : []),
        ...[key, ...values]
            .filter((word) => word !== word.toLowerCase())
            .map((word) => ({
                propertyPath: `tags.${key}`,
                reason: `"${word}" has capitals, which Lake Formation does not keep; write ${word.toLowerCase()}`,
            })),
    ]);
}

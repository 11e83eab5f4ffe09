import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { ASSET_ACTIONS, type SharedAsset } from "../aws/quicksight";

/** Where the account's QuickSight people and groups live. */
export interface IdentityArgs {
    readonly account: AwsAccount;
    /** The one region of an account where its users and groups live. */
    readonly identityRegion: string;
    /** E.g. `default`. */
    readonly namespace: string;
}

/** ARN of `user/<name>` or `group/<name>`. */
export function principalArn(principal: string, args: IdentityArgs): pulumi.Output<string> {
    const { account, identityRegion, namespace } = args;
    const slash = principal.indexOf("/");
    const kind = principal.slice(0, slash);
    const name = principal.slice(slash + 1);
    return pulumi.interpolate`arn:${account.partition}:quicksight:${identityRegion}:${account.id}:${kind}/${namespace}/${name}`;
}

/** Who may do what with an asset; who is named as both is an owner. */
export function assetPermissions(
    asset: SharedAsset,
    who: { readonly viewers: readonly string[]; readonly owners?: readonly string[] },
    identity: IdentityArgs,
): { principal: pulumi.Output<string>; actions: string[] }[] {
    const owners = [...new Set(who.owners ?? [])];
    const viewers = [...new Set(who.viewers)].filter((viewer) => !owners.includes(viewer));
    const { owner, reader } = ASSET_ACTIONS[asset];
    return [
        ...owners.map((name) => ({ principal: principalArn(name, identity), actions: [...owner] })),
        ...viewers.map((name) => ({ principal: principalArn(name, identity), actions: [...reader] })),
    ];
}

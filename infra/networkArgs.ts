/** What an environment's file says about its network, in the words of the component. */

import type { AwsAccount } from "./aws/account";
import type { DataLake } from "./components/dataLake";
import type { NetworkArgs } from "./components/network";
import type { Environment } from "./config/model";

/** What a network is built on. */
interface Ground {
    readonly account: AwsAccount;
    readonly lake: DataLake;
    readonly deletion: { readonly protectData: boolean; readonly allowDeletion: boolean };
    /** Tags that services ask of the places where they start something. */
    readonly placementTags: Readonly<Record<string, string>> | undefined;
}

export function networkArgs(
    environment: Environment,
    { account, lake, deletion, placementTags }: Ground,
): NetworkArgs {
    const { existing, flowLogDays, trustedAccounts, ...own } = environment.settings.network;
    return {
        environment: environment.name,
        account,
        ...own,
        existing,
        flowLogs:
            flowLogDays === undefined
                ? undefined
                : {
                      retentionDays: flowLogDays,
                      accessLogs: { bucket: lake.accessLogs },
                  },
        trustedAccountIds: trustedAccounts,
        placementTags,
        ...deletion,
    };
}

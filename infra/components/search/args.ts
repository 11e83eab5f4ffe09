import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import type { KeyReference } from "../../aws/customerKey";
import type { SearchCapacity } from "../../aws/opensearch";
import type { NetworkPlacement } from "../network/args";

export interface SearchDomainArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    /** Private subnets in as many zones as the cluster spans, or more. */
    readonly network: NetworkPlacement;
    readonly capacity: SearchCapacity;
    /** E.g. `OpenSearch_3.3`. */
    readonly engineVersion: string;
    /** ARNs of IAM roles that may do everything in the domain; the deployer is not one by itself. */
    readonly administrators: readonly string[];
    /** Who logs in to Dashboards; default: a user pool of the domain's own, whose users administrators create. */
    readonly existingLogin?: ExistingLoginArgs;
    /** Encrypts data, logs and snapshots; default: a key of the domain's own. Its policy must let CloudWatch Logs use it. */
    readonly existingKey?: KeyReference;
    /** Days that daily snapshots are kept, besides AWS's own hourly ones: 1 or more. */
    readonly snapshotDays: number;
    /** Where access to the snapshots' bucket is logged; default: nowhere. */
    readonly accessLogs?: { readonly bucket: pulumi.Input<string>; readonly prefix: string };
    /** Hour, UTC, at which the ten quiet hours begin in which AWS changes the domain: 0 to 23. */
    readonly offPeakStartHour: number;
    /**
     * Makes the role with which OpenSearch Service works in VPCs. There is one in an account, and the console makes it:
     * exactly one environment of an account may. Default: false, and a missing one is refused before anything is built.
     */
    readonly createServiceLinkedRole?: boolean;
    /** ARN of the topic that alarms tell. */
    readonly alarmTopicArn: pulumi.Input<string>;
    readonly logRetentionDays: number;
    /** The environment's consent to deleting data. */
    readonly protectData: boolean;
    /** The domain's own consent: both are needed. */
    readonly allowDeletion: boolean;
}

/** A user pool with a domain name, an identity pool without guests, and the role of who is logged in. */
export interface ExistingLoginArgs {
    readonly userPoolId: pulumi.Input<string>;
    readonly identityPoolId: pulumi.Input<string>;
    readonly peopleRoleArn: pulumi.Input<string>;
}

/** Who connects to a search domain. */
export interface SearchConnectionArgs {
    /** Id of the security group that connects. */
    readonly from: pulumi.Input<string>;
    /** What passes, e.g. `HTTPS from the indexer of airports`. */
    readonly description: string;
}

/** What a deployment declares of one index. */
export interface SearchIndexDeclaration {
    /** `<domain>.<index>`. */
    readonly name: string;
    /** Field → OpenSearch's type of it. */
    readonly fields: Readonly<Record<string, string>>;
    /** One index each day or month, which is deleted so many days after its first document; default: a single index. */
    readonly series?: { readonly deleteAfterDays: number };
    /** ARNs of roles that write documents. */
    readonly writers: readonly pulumi.Input<string>[];
    /** ARNs of roles that search. */
    readonly readers: readonly pulumi.Input<string>[];
}

/**
 * Secrets that a service makes and rotates itself: no resource of the plan, but an output of the one that they are for.
 * Source: Secrets Manager User Guide, "Secrets managed by other AWS services".
 */
import type { PlanResource } from "../../preview/plan";
import { type PlanIndex, text } from "./planIndex";

/** Type → the output that names the secret, and the input that names its key. */
const OWNERS: Readonly<Record<string, { readonly secret: string; readonly key: string }>> = {
    "aws:redshift/cluster:Cluster": {
        secret: "masterPasswordSecretArn",
        key: "masterPasswordSecretKmsKeyId",
    },
    "aws:redshiftserverless/namespace:Namespace": {
        secret: "adminPasswordSecretArn",
        key: "adminPasswordSecretKmsKeyId",
    },
};

export interface ManagedSecret {
    /** What the secret is for. */
    readonly resource: PlanResource;
    readonly arn: string;
    /** The customer's key that encrypts it; absent: one of AWS's own. */
    readonly key?: string;
}

/** All of them in the plan. */
export function managedSecrets(index: PlanIndex): ManagedSecret[] {
    return Object.entries(OWNERS).flatMap(([type, { secret, key: keyInput }]) =>
        index.ofType(type).flatMap((resource) => {
            const arn = text(resource, secret);
            const key = text(resource, keyInput);
            return arn === undefined ? [] : [{ resource, arn, ...(key === undefined ? {} : { key }) }];
        }),
    );
}

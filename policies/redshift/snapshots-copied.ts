import type { redshift } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { resourceRegion } from "../regions";
import { stackRule } from "../rule";
import { given } from "../unknown";
import { CLUSTER, SNAPSHOT_COPY } from "./types";

const cluster = { type: CLUSTER, name: "warehouse", props: {} };
const other = { type: CLUSTER, name: "other", props: {} };
const copy = (of: string, props: object = { snapshotCopyGrantName: "copies" }) => ({
    type: SNAPSHOT_COPY[0],
    name: "copy",
    props: { clusterIdentifier: ref(of), destinationRegion: "eu-central-1", ...props },
});

export const redshiftSnapshotsCopied = stackRule<redshift.ClusterArgs>({
    id: "redshift/snapshots-copied",
    title: "Snapshots of Redshift clusters are copied to another region",
    reason: "Snapshots lie in the cluster's own region: when it fails, they are out of reach together with the cluster.",
    severity: "high",
    controls: [],
    enforcement: { sandbox: "disabled", production: "mandatory" },
    remediation: {
        tributary: "set tributary:disasterRecovery: { region: <another one> } in the environment's file.",
        pulumi: "add an aws.redshift.SnapshotCopy for the cluster, with a SnapshotCopyGrant in the destination region.",
    },
    types: [CLUSTER],
    *check(_props, { resource }, stack) {
        const copies = stack.referrers(resource, SNAPSHOT_COPY, "clusterIdentifier");
        if (copies.length === 0) {
            yield "no aws.redshift.SnapshotCopy refers to the cluster; it needs one into another region";
        }
        for (const one of copies) {
            const props = stack.inputsOf<redshift.SnapshotCopyArgs>(one);
            if (!given(props, "snapshotCopyGrantName")) {
                yield `snapshotCopyGrantName of "${one.name}" is not set; an encrypted snapshot is copied only with a grant in the destination region`;
            }
            const own = resourceRegion(resource);
            if (own !== undefined && props.destinationRegion === own) {
                yield `destinationRegion of "${one.name}" is ${own}, the cluster's own region; it must be another one`;
            }
        }
    },
    examples: {
        pass: [stackExample("they are copied, with a grant", cluster, copy("warehouse"))],
        fail: [
            stackExample("they are not copied", cluster),
            stackExample("another cluster's are copied", cluster, other, copy("other")),
            stackExample("there is no grant", cluster, copy("warehouse", {})),
            stackExample(
                "they are copied to where they are",
                { ...cluster, props: { region: "eu-central-1" } },
                copy("warehouse"),
            ),
        ],
    },
});

import type { emr } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, resourceRule } from "../rule";
import { given, isTrue } from "../unknown";
import { EMR_CLUSTER } from "./clusters";

export const clusterEnds = resourceRule<emr.ClusterArgs>({
    id: "emr/cluster-ends",
    title: "Clusters end by themselves, after their steps or when they are idle",
    reason: "A forgotten cluster costs as much as one that works.",
    severity: "medium",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "choose lifecycle: transient, or set idleMinutes in tributary:hadoop.",
        pulumi: "set autoTerminationPolicy: { idleTimeout: 3600 } on aws.emr.Cluster, or keepJobFlowAliveWhenNoSteps: false.",
    },
    types: [EMR_CLUSTER],
    *check(props) {
        if (given(props, "autoTerminationPolicy")) {
            if (props.autoTerminationPolicy?.idleTimeout === undefined) {
                yield "autoTerminationPolicy has no idleTimeout; give 60 to 604800 seconds";
            }
            return;
        }
        // EMR keeps clusters alive unless it is told otherwise.
        if (!given(props, "keepJobFlowAliveWhenNoSteps") || isTrue(props.keepJobFlowAliveWhenNoSteps)) {
            yield "autoTerminationPolicy is not set, and keepJobFlowAliveWhenNoSteps is not false; one of them must end the cluster";
        }
    },
    examples: {
        pass: [
            example("it ends when it is idle", EMR_CLUSTER, { autoTerminationPolicy: { idleTimeout: 3600 } }),
            example("it ends after its steps", EMR_CLUSTER, { keepJobFlowAliveWhenNoSteps: false }),
        ],
        fail: [
            example("nothing is said", EMR_CLUSTER, {}),
            example("it stays for ever", EMR_CLUSTER, { keepJobFlowAliveWhenNoSteps: true }),
            example("no time is given", EMR_CLUSTER, { autoTerminationPolicy: {} }),
        ],
    },
});

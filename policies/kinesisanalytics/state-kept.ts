import type { kinesisanalyticsv2 } from "@pulumi/aws";
import { example } from "../example";
import { FLINK_APPLICATION } from "../resourceTypes";
import { IN_PRODUCTION, resourceRule } from "../rule";
import { isTrue } from "../unknown";

const flink = (applicationConfiguration?: object) => ({
    runtimeEnvironment: "FLINK-1_20",
    ...(applicationConfiguration === undefined ? {} : { applicationConfiguration }),
});
const kept = { applicationSnapshotConfiguration: { snapshotsEnabled: true } };

export const stateKept = resourceRule<kinesisanalyticsv2.ApplicationArgs>({
    id: "kinesisanalytics/state-kept",
    title: "Flink applications keep what they know, over failures and deployments",
    reason: "Without checkpoints a failure loses the open windows, without snapshots every deployment does.",
    severity: "medium",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "StreamAnalytics does it for every application.",
        pulumi: "set applicationSnapshotConfiguration.snapshotsEnabled to true in applicationConfiguration, and leave checkpointConfiguration.checkpointingEnabled true.",
    },
    types: [FLINK_APPLICATION],
    *check({ runtimeEnvironment, applicationConfiguration }) {
        // Notebooks (Zeppelin) and the closed SQL service have no snapshots.
        if (!String(runtimeEnvironment).startsWith("FLINK-")) {
            return;
        }
        const snapshots = applicationConfiguration?.applicationSnapshotConfiguration;
        if (!isTrue(snapshots?.snapshotsEnabled)) {
            yield `applicationConfiguration.applicationSnapshotConfiguration.snapshotsEnabled is ${snapshots?.snapshotsEnabled ?? "not set"}; it must be true`;
        }
        const checkpoints = applicationConfiguration?.flinkApplicationConfiguration?.checkpointConfiguration;
        if (
            checkpoints?.configurationType === "CUSTOM" &&
            !isTrue(checkpoints.checkpointingEnabled ?? true)
        ) {
            yield "applicationConfiguration.flinkApplicationConfiguration.checkpointConfiguration.checkpointingEnabled is false; it must be true";
        }
    },
    examples: {
        pass: [
            example("no runtime of Flink is given", FLINK_APPLICATION, {}),
            example(
                "snapshots are on, and checkpoints as the service has them",
                FLINK_APPLICATION,
                flink(kept),
            ),
            example("it is a notebook", FLINK_APPLICATION, { runtimeEnvironment: "ZEPPELIN-FLINK-3_0" }),
            example(
                "checkpoints have an interval of their own",
                FLINK_APPLICATION,
                flink({
                    ...kept,
                    flinkApplicationConfiguration: {
                        checkpointConfiguration: { configurationType: "CUSTOM", checkpointingEnabled: true },
                    },
                }),
            ),
        ],
        fail: [
            example("nothing is said of snapshots", FLINK_APPLICATION, flink()),
            example(
                "checkpoints are off",
                FLINK_APPLICATION,
                flink({
                    ...kept,
                    flinkApplicationConfiguration: {
                        checkpointConfiguration: { configurationType: "CUSTOM", checkpointingEnabled: false },
                    },
                }),
            ),
        ],
    },
});

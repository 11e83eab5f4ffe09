import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { clusterSnapshots } from "../clients";
import { object, text } from "../redshift/settings";
import { ageOfNewest } from "./age";

const settings = object(
    { copies: JSON.parse(readFileSync(join(__dirname, "copies.json"), "utf8")) },
    "copies",
    "settings",
);
const clusterIdentifier = text(settings, "clusterIdentifier", "copies");
const region = text(settings, "region", "copies");
const metric = text(settings, "metric", "copies");
const logger = new Logger();
const metrics = new Metrics({ namespace: text(settings, "namespace", "copies") });
// Without Powertools' own dimension `service`: the alarm names exactly these two.
metrics.clearDefaultDimensions();
metrics.setDefaultDimensions({ ClusterIdentifier: clusterIdentifier, DestinationRegion: region });

/**
 * Publishes how old the newest copy of a cluster's snapshots in another region is, in seconds. Where there is no copy at
 * all nothing is published, and the alarm takes silence as a breach.
 */
export const handler = async (): Promise<void> => {
    const age = ageOfNewest(await clusterSnapshots(region, clusterIdentifier), Date.now());
    if (age === undefined) {
        logger.warn("no copy of a snapshot can be restored", { clusterIdentifier, region });
        return;
    }
    logger.info("newest copy of a snapshot", { clusterIdentifier, region, ageSeconds: age });
    metrics.addMetric(metric, "Seconds", age);
    metrics.publishStoredMetrics();
};

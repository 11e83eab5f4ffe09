import type { athena } from "@pulumi/aws";
import { example } from "../example";
import { WORKGROUP } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";

/** Bytes. Athena API, WorkGroupConfiguration (BytesScannedCutoffPerQuery). */
const SMALLEST_CUTOFF = 10_485_760;

export const workgroupScanCutoff = resourceRule<athena.WorkgroupArgs>({
    id: "athena/workgroup-scan-cutoff",
    title: "Workgroups stop queries that scan too much",
    reason: "Athena is paid by the byte scanned; one query without a partition filter can cost more than the rest of the month.",
    severity: "medium",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "set tributary:athena.scanCutoffGib in the environment's file.",
        pulumi: "set configuration.bytesScannedCutoffPerQuery on aws.athena.Workgroup, in bytes.",
    },
    types: [WORKGROUP],
    *check({ configuration }) {
        const cutoff = configuration?.bytesScannedCutoffPerQuery;
        if (cutoff === undefined) {
            yield "configuration.bytesScannedCutoffPerQuery is not set; a query needs an upper bound";
        } else if (!(Number(cutoff) >= SMALLEST_CUTOFF)) {
            yield `configuration.bytesScannedCutoffPerQuery is ${cutoff}; Athena takes ${SMALLEST_CUTOFF} bytes or more`;
        }
    },
    examples: {
        pass: [
            example("a query may scan 10 GiB", WORKGROUP, {
                configuration: { bytesScannedCutoffPerQuery: 10 * 2 ** 30 },
            }),
        ],
        fail: [
            example("nothing is said", WORKGROUP, {}),
            example("there is no bound", WORKGROUP, { configuration: {} }),
            example("the bound is below Athena's smallest", WORKGROUP, {
                configuration: { bytesScannedCutoffPerQuery: 1024 },
            }),
        ],
    },
});

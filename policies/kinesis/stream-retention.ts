import type { kinesis } from "@pulumi/aws";
import { example } from "../example";
import { STREAM } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";

/** Kinesis Data Streams Developer Guide, "Changing the data retention period". */
const DEFAULT_HOURS = 24;

export const streamRetention = resourceRule<kinesis.StreamArgs>({
    id: "kinesis/stream-retention",
    title: "Kinesis streams keep records long enough to repair what reads them",
    reason: "What a consumer could not read before the retention ends is lost; a weekend is longer than the default.",
    severity: "medium",
    controls: [fsbp("Kinesis.3")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "set tributary:stream.retentionHours in the environment's file.",
        pulumi: "set retentionPeriod on aws.kinesis.Stream, in hours.",
    },
    parameters: {
        minimumHours: {
            description: "Hours that a record must stay readable",
            minimum: 24,
            maximum: 8760,
            default: { sandbox: 24, production: 168 },
        },
    },
    types: [STREAM],
    *check({ retentionPeriod }, { parameters: { minimumHours = DEFAULT_HOURS } }) {
        if (Number(retentionPeriod ?? DEFAULT_HOURS) < minimumHours) {
            yield `retentionPeriod is ${retentionPeriod ?? `not set, which means ${DEFAULT_HOURS}`} hours; at least ${minimumHours} are needed`;
        }
    },
    examples: {
        pass: [example("it keeps records for a week", STREAM, { retentionPeriod: 168 })],
        fail: [
            example("it keeps records for less than a day", STREAM, { retentionPeriod: 12 }),
            example("nothing is said, which in production is too little", STREAM, {}),
        ],
    },
});

import assert from "node:assert/strict";
import { type RunResult, runPlan } from "../../cli/local/run";
import type { Plan } from "../../cli/preview/plan";
import { planOf } from "../../cli/preview/preview";
import { change, type PlanEdit, without, withoutStatement } from "./planEdits";
import { DEPARTURES, STATIONS, sample, temporaryRun } from "./sample";

const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const RULE = "aws:iot/topicRule:TopicRule";
const DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const NOTIFICATION = "aws:s3/bucketNotification:BucketNotification";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const GRANT = "aws:lakeformation/permissions:Permissions";
const QUEUE = "aws:sqs/queue:Queue";
const FUNCTION = "aws:lambda/function:Function";

interface Broken {
    readonly what: string;
    readonly edit: PlanEdit;
    /** Says where the chain is broken. */
    readonly names: RegExp;
    readonly pipeline?: string;
}

const STATION = "weather.stations";
const FLIGHT = "flights.departures";

const BROKEN: readonly Broken[] = [
    {
        what: "the topic rule",
        edit: without(RULE, "weather-stations"),
        names: /weather\.stations: 60 messages were published to topics such as stations\/seattle\/reading, but no topic rule/,
    },
    {
        what: "the topic rule's filter",
        edit: change(RULE, "weather-stations", (inputs) => {
            inputs.sql = String(inputs.sql).replace("stations/", "station/");
        }),
        names: /weather\.stations: 60 messages were published .* no topic rule of the plan has a filter that matches/,
    },
    {
        what: "the stream's name in the rule's action",
        edit: change(RULE, "weather-stations", (inputs) => {
            inputs.kineses = [{ ...(inputs.kineses as object[])[0], streamName: "elsewhere" }];
        }),
        names: /weather-stations forwards to the stream "elsewhere", which the plan does not have/,
    },
    {
        what: "the rule's permission to write to the stream",
        edit: withoutStatement(ROLE_POLICY, "weather-stations-rule", "WriteToStream"),
        names: /TopicRule weather-stations: role dev-weather-stations-rule may not kinesis:PutRecord on .*stream\/dev-weather-stations/,
    },
    {
        what: "the rule's permission to use the stream's key",
        edit: withoutStatement(ROLE_POLICY, "weather-stations-rule", "EncryptForStream"),
        names: /TopicRule weather-stations: role .* may not kms:GenerateDataKey .*needed for kinesis:PutRecord/,
    },
    {
        what: "IoT's trust in the rule's role",
        edit: withoutStatement(ROLE, "weather-stations-rule", "ServiceMayAssume", "assumeRolePolicy"),
        names: /TopicRule weather-stations: iot\.amazonaws\.com on behalf of .* may not assume .*dev-weather-stations-rule/,
    },
    {
        what: "the delivery stream's source",
        edit: change(DELIVERY, "weather-stations", (inputs) => {
            delete inputs.kinesisSourceConfiguration;
        }),
        names: /weather\.stations: 60 records reached Kinesis stream weather-stations, but no delivery stream .* nobody reads the stream/,
    },
    {
        what: "the delivery stream's permission to read the stream",
        edit: withoutStatement(ROLE_POLICY, "weather-stations-delivery", "ReadStream"),
        names: /FirehoseDeliveryStream weather-stations: role .* may not kinesis:GetRecords/,
    },
    {
        what: "the delivery stream's permission to invoke its transform",
        edit: withoutStatement(ROLE_POLICY, "weather-stations-delivery", "Transform"),
        names: /FirehoseDeliveryStream weather-stations: role .* may not lambda:InvokeFunction on .*stations-transform/,
    },
    {
        what: "the delivery stream's permission to write objects",
        edit: withoutStatement(ROLE_POLICY, "weather-stations-delivery", "WriteObjects"),
        names: /FirehoseDeliveryStream weather-stations: role .* may not s3:PutObject/,
    },
    {
        what: "Lake Formation's grant to the delivery stream",
        edit: without(GRANT, "weather-stations-delivery-schema"),
        names: /FirehoseDeliveryStream weather-stations: role .* may not DESCRIBE table dev_weather\.stations/,
    },
    {
        what: "the transform's trust in Lambda",
        edit: withoutStatement(ROLE, "weather-stations-transform", "ServiceMayAssume", "assumeRolePolicy"),
        names: /Function weather-stations-transform: lambda\.amazonaws\.com may not assume/,
    },
    {
        what: "the bucket's notifications",
        edit: without(NOTIFICATION, "arrivals"),
        names: /weather\.stations: 60 records reached S3 bucket lake-curated in \d+ objects, but no notification on bucket dev-lake-curated-.* matches weather\/stations\/.*\.parquet; reports never ran/,
    },
    {
        what: "the notification's suffix",
        edit: change(NOTIFICATION, "arrivals", (inputs) => {
            inputs.queues = [{ ...(inputs.queues as object[])[0], filterSuffix: ".csv" }];
        }),
        names: /no notification on bucket .* matches weather\/stations\/.*\.parquet; reports never ran/,
    },
    {
        what: "the queue's policy",
        edit: without("aws:sqs/queuePolicy:QueuePolicy", "weather-stations-arrivals"),
        names: /BucketNotification arrivals: s3\.amazonaws\.com on behalf of arn:aws:s3:::dev-lake-curated-.* may not sqs:SendMessage/,
    },
    {
        what: "S3's grant in the queue's key",
        edit: withoutStatement("aws:kms/key:Key", "weather", "S3MaySendEvents"),
        names: /BucketNotification arrivals: s3\.amazonaws\.com .* may not kms:GenerateDataKey .*needed for sqs:SendMessage/,
    },
    {
        what: "the event source mapping",
        edit: without(MAPPING, "weather-stations-arrivals"),
        names: /weather\.stations: \d+ messages reached SQS queue weather-stations-arrivals, but no event source mapping .* nobody reads the queue/,
    },
    {
        what: "an enabled event source mapping",
        edit: change(MAPPING, "weather-stations-arrivals", (inputs) => {
            inputs.enabled = false;
        }),
        names: /but event source mapping weather-stations-arrivals is disabled/,
    },
    {
        what: "the report function's permission to receive messages",
        edit: withoutStatement(ROLE_POLICY, "weather-stations-reports", "ReceiveArrivals"),
        names: /EventSourceMapping weather-stations-arrivals: role .* may not sqs:ReceiveMessage/,
    },
    {
        what: "the report function's permission to start queries",
        edit: withoutStatement(ROLE_POLICY, "weather-stations-reports", "StartReports"),
        names: /Function weather-stations-reports: role .* may not athena:StartQueryExecution on .*workgroup\/dev-weather/,
    },
    {
        what: "the report function's permission to write results",
        edit: withoutStatement(ROLE_POLICY, "weather-stations-reports", "WriteResults"),
        names: /weather\.stations: report monthly failed for the window .*: |may not s3:PutObject/,
    },
    {
        what: "Lake Formation's grant to the report function",
        edit: without(GRANT, "weather-stations-reports-stations"),
        names: /may not SELECT table dev_weather\.stations/,
    },
    {
        what: "the dead-letter queue of the redrive policy",
        edit: without(QUEUE, "weather-stations-reports-dlq"),
        names: /queue weather-stations-arrivals: its redrive policy names .*reports-dlq, which the plan does not have/,
    },
    {
        what: "the function's permission for S3, with direct notifications",
        edit: without("aws:lambda/permission:Permission", "flights-departures-arrivals"),
        names: /BucketNotification arrivals: s3\.amazonaws\.com .* may not lambda:InvokeFunction on .*departures-reports/,
        pipeline: FLIGHT,
    },
    {
        what: "the report function itself, with direct notifications",
        edit: without(FUNCTION, "flights-departures-reports"),
        names: /notification arrivals: the plan has neither a queue nor a function arn:aws:lambda:.*departures-reports/,
        pipeline: FLIGHT,
    },
];

describe("a plan that is brought to life", () => {
    let plan: Plan;
    const configuration = sample(STATIONS, DEPARTURES);

    before(async function () {
        this.timeout(60_000);
        plan = await planOf(configuration);
    });

    async function run(edited: Plan, pipeline: string): Promise<RunResult> {
        const { directory, remove } = temporaryRun();
        try {
            return await runPlan({
                plan: edited,
                configuration,
                directory,
                records: 60,
                pipelines: [pipeline],
            });
        } finally {
            remove();
        }
    }

    for (const pipeline of [STATION, FLIGHT]) {
        it(`delivers every record of ${pipeline} and runs its report`, async () => {
            const { ledger, problems, results } = await run(plan, pipeline);
            assert.deepEqual(problems, []);
            assert.equal(ledger.balanced, true);
            assert.deepEqual([ledger.pipelines[0]!.published, ledger.pipelines[0]!.delivered], [60, 60]);
            assert.ok(
                ledger.queries.length > 0 && ledger.queries.every(({ state }) => state === "SUCCEEDED"),
            );
            const [rows] = results.values();
            const counted = rows!.reduce((sum, row) => sum + Number(row.readings ?? row.flights), 0);
            assert.equal(counted, 60, "the report has seen every record");
        });
    }

    for (const { what, edit, names, pipeline = STATION } of BROKEN) {
        it(`fails without ${what}, and names the hop`, async () => {
            const { problems } = await run(edit(plan), pipeline);
            assert.ok(
                problems.some((problem) => names.test(problem)),
                `none of these names it:\n${problems.join("\n")}`,
            );
        });
    }
});

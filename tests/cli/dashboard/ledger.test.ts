import assert from "node:assert/strict";
import { drawAccount } from "../../../cli/dashboard/account";
import { drawDiagram } from "../../../cli/dashboard/diagram";
import { accountHops } from "../../../cli/dashboard/losses";
import { drawOutcome } from "../../../cli/dashboard/outcome";
import type { Hop } from "../../../cli/local/ledger";
import { HOPS, hopOf, ledgerOf, pipelineOf } from "./fixtures";

/** What a reader sees: the markup without its tags. */
function textOf(markup: { text: string } | string): string {
    const text = typeof markup === "string" ? markup : markup.text;
    return text
        .replace(/<[^>]*>/g, " ")
        .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
        .replace(/\s+/g, " ");
}

const lostAtDelivery = pipelineOf({
    delivered: 0,
    rejected: [],
    balanced: false,
    difference: 100,
    hops: [
        hopOf({ type: HOPS.stream, label: "Kinesis stream", out: 90 }),
        hopOf({ type: HOPS.delivery, label: "Delivery stream", in: 80, out: 0 }),
        hopOf({ type: HOPS.function, label: "Transform function", in: 0, out: 0 }),
    ],
});

describe("The account of a pipeline's hops", () => {
    const at = (location: string) => {
        const hops = [HOPS.rule, HOPS.stream, HOPS.delivery, HOPS.function].map((type) => hopOf({ type }));
        const queue = hopOf({ type: HOPS.queue, unit: "messages" });
        const pipeline = pipelineOf({
            hops: [...hops, queue],
            rejected: [{ reason: "r", count: 1, location }],
        });
        return accountHops(pipeline).find((account) => account.rejected.length > 0)?.hop.type;
    };

    it("finds the hop that put records aside by where they lie", () => {
        assert.equal(at("s3://raw/errors/weather/stations/rule/"), HOPS.rule);
        assert.equal(at("s3://raw/rejected/weather/stations/"), HOPS.function);
        assert.equal(at("s3://curated/errors/weather/stations/format-conversion-failed/"), HOPS.delivery);
        assert.equal(at("https://sqs.eu-west-1.amazonaws.com/123456789012/dead-letters"), HOPS.queue);
        assert.equal(at("s3://elsewhere/"), HOPS.function);
    });

    it("says what a hop kept and what never reached it", () => {
        const accounts = accountHops(lostAtDelivery).map(({ lost, missing }) => ({ lost, missing }));
        assert.deepEqual(accounts, [
            { lost: 10, missing: 0 },
            { lost: 80, missing: 10 },
            { lost: 0, missing: 0 },
        ]);
    });

    it("loses no record that was rejected with a reason", () => {
        const unbalanced = accountHops(pipelineOf({ balanced: false, difference: 1 }));
        assert.ok(unbalanced.every(({ lost }) => lost === 0));
    });

    it("finds what stopped behind the records, also when these balance", () => {
        const hops = [
            hopOf({ type: HOPS.stream }),
            hopOf({ type: HOPS.queue, unit: "messages", in: 2, out: 1 }),
            hopOf({ type: HOPS.workgroup, unit: "queries", in: 0, out: 0 }),
        ];
        assert.deepEqual(
            accountHops(pipelineOf({ hops })).map(({ lost }) => lost),
            [0, 1, 0],
        );
    });

    it("keeps dead-letter queues beside the way, and does not miss what lies in them", () => {
        const dead = hopOf({
            type: HOPS.queue,
            label: "SQS dead-letter queue",
            unit: "messages",
            in: 1,
            out: 0,
        });
        const queue = hopOf({ type: HOPS.queue, label: "SQS queue", unit: "messages", in: 3, out: 3 });
        const mapping = hopOf({ type: HOPS.mapping, unit: "messages", in: 3, out: 2 });
        const accounts = accountHops(
            pipelineOf({ hops: [hopOf({ type: HOPS.stream }), queue, dead, mapping] }),
        );
        assert.deepEqual(
            accounts.map(({ hop, lost, missing, deadLetters }) => [
                hop.type,
                lost,
                missing,
                deadLetters.length,
            ]),
            [
                [HOPS.stream, 0, 0, 0],
                [HOPS.queue, 0, 0, 1],
                [HOPS.mapping, 0, 0, 0],
            ],
        );
    });

    it("does not take messages that came again for messages that got lost", () => {
        const dead = hopOf({
            type: HOPS.queue,
            label: "SQS queue",
            name: "reports-dlq",
            unit: "messages",
            in: 100,
            out: 0,
        });
        const hops = [
            hopOf({ type: HOPS.queue, unit: "messages", in: 258, out: 258 }),
            hopOf({ type: HOPS.mapping, unit: "messages", in: 816, out: 158 }),
        ];
        const lost = (line: Hop[]) => accountHops(pipelineOf({ hops: line })).map((account) => account.lost);
        assert.deepEqual(lost([...hops, dead]), [0, 0]);
        assert.deepEqual(lost(hops), [0, 100]);
    });

    it("hangs a function's dead-letter queue on the function when there is no other queue", () => {
        const dead = hopOf({
            type: HOPS.queue,
            label: "SQS queue",
            name: "reports-dlq",
            unit: "messages",
            in: 0,
            out: 0,
        });
        const invoked = hopOf({ type: HOPS.function, unit: "invocations", name: "reports" });
        const accounts = accountHops(pipelineOf({ hops: [hopOf({ type: HOPS.stream }), dead, invoked] }));
        assert.deepEqual(
            accounts.map(({ hop, deadLetters }) => [hop.type, deadLetters.length]),
            [
                [HOPS.stream, 0],
                [HOPS.function, 1],
            ],
        );
    });

    it("follows records through the transform function, which counts invocations", () => {
        const line = (delivery: Partial<Hop>) => [
            hopOf({ type: HOPS.stream }),
            hopOf({ type: HOPS.function, unit: "invocations", in: 2, out: 2 }),
            hopOf({ type: HOPS.delivery, ...delivery }),
        ];
        const sound = accountHops(pipelineOf({ balanced: false, hops: line({ out: 97 }) }));
        assert.deepEqual(
            sound.map(({ lost, missing, onward }) => [lost, missing, onward]),
            [
                [0, 0, 100],
                [0, 0, 100],
                [0, 0, undefined],
            ],
        );
        const broken = accountHops(pipelineOf({ balanced: false, hops: line({ in: 0, out: 0 }) }));
        assert.deepEqual(
            broken.map(({ missing }) => missing),
            [0, 0, 100],
        );
    });

    it("expects nobody to wait for the objects of a pipeline that ends in its bucket", () => {
        const bucket = hopOf({ type: HOPS.bucket, unit: "objects", in: 2, out: 0 });
        const [, alone] = accountHops(pipelineOf({ hops: [hopOf({ type: HOPS.stream }), bucket] }));
        assert.equal(alone?.lost, 0);
        const [, watched] = accountHops(
            pipelineOf({
                hops: [hopOf({ type: HOPS.stream }), bucket, hopOf({ type: HOPS.queue, unit: "messages" })],
            }),
        );
        assert.equal(watched?.lost, 2);
    });

    it("does not compare counts of different units", () => {
        const hops = [
            hopOf({ type: HOPS.stream }),
            hopOf({ type: HOPS.queue, unit: "messages", in: 2, out: 2 }),
        ];
        assert.ok(accountHops(pipelineOf({ hops, balanced: false })).every(({ missing }) => missing === 0));
    });
});

describe("A pipeline's diagram", () => {
    it("shows the hops in their order, with their names, counts and details", () => {
        const text = textOf(drawDiagram(pipelineOf()).text.split("</div>")[0] ?? "");
        const places = [
            "Topic rule",
            "Kinesis stream",
            "Delivery stream",
            "Transform function",
            "Arrival queue",
        ].map((label) => text.indexOf(label));
        assert.ok(places.every((place) => place >= 0));
        assert.deepEqual(
            places,
            [...places].sort((a, b) => a - b),
        );
        assert.match(text, /100 records/);
        assert.match(text, /100 in → 97 out/);
        assert.match(text, /4 shards/);
    });

    it("lets rejected records branch off, with reason and place", () => {
        const text = textOf(drawDiagram(pipelineOf()));
        assert.match(text, /3 rejected 3 × at is missing s3:\/\/raw\/.*stations\//);
    });

    it("shows what ended in a dead-letter queue below the queue that it serves", () => {
        const queue = hopOf({ type: HOPS.queue, label: "SQS queue", unit: "messages", in: 3, out: 3 });
        const dead = (messages: number) =>
            hopOf({
                type: HOPS.queue,
                label: "SQS dead-letter queue",
                name: "the-dlq",
                unit: "messages",
                in: messages,
                out: 0,
            });
        const { text } = drawDiagram(pipelineOf({ hops: [queue, dead(2)] }));
        assert.match(textOf(text), /SQS queue a-resource 3 messages.*/);
        assert.match(textOf(text), /2 in the dead-letter queue the-dlq/);
        assert.ok(!text.includes("broken"));
        assert.ok(!textOf(drawDiagram(pipelineOf({ hops: [queue, dead(0)] }))).includes("the-dlq"));
    });

    it("is red exactly where records were lost", () => {
        assert.equal(drawDiagram(pipelineOf()).text.match(/class="hop broken"/g), null);
        const wide = drawDiagram(lostAtDelivery).text.split(`<div class="diagram at-`).at(-1) ?? "";
        assert.equal(wide.match(/class="hop broken"/g)?.length, 2);
        assert.match(textOf(wide), /80 records lost here/);
        assert.match(textOf(wide), /10 records never arrived/);
    });

    it("keeps every box and every line inside its drawing, for any number of hops", () => {
        for (let hops = 1; hops <= 14; hops++) {
            const pipeline = pipelineOf({
                hops: Array.from({ length: hops }, () =>
                    hopOf({ type: HOPS.function, name: "n".repeat(90) }),
                ),
            });
            for (const svg of drawDiagram(pipeline).text.matchAll(
                /<svg viewBox="0 0 (\d+) (\d+)"(.*?)<\/svg>/gs,
            )) {
                const [width, height] = [Number(svg[1]), Number(svg[2])];
                const boxes = [
                    ...(svg[3] ?? "").matchAll(
                        /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
                    ),
                ];
                assert.equal(boxes.length, hops);
                for (const [, x, y, w, h] of boxes) {
                    assert.ok(
                        Number(x) >= 0 && Number(x) + Number(w) <= width,
                        `${hops} hops, ${width} px wide`,
                    );
                    assert.ok(Number(y) + Number(h) <= height, `${hops} hops, ${height} px high`);
                }
            }
        }
    });

    it("fits narrow screens: one drawing has its hops below each other", () => {
        const narrow = drawDiagram(pipelineOf()).text.split("</div>")[0] ?? "";
        const columns = new Set([...narrow.matchAll(/<rect x="([\d.]+)"/g)].map((match) => match[1]));
        assert.equal(columns.size, 1);
        assert.match(narrow, /viewBox="0 0 300 /);
    });

    it("tells who does not see it what it shows", () => {
        const label = /aria-label="([^"]*)"/.exec(drawDiagram(lostAtDelivery).text)?.[1];
        assert.match(label ?? "", /Delivery stream 80 in, 0 out.*Lost at Kinesis stream, Delivery stream/);
    });
});

describe("The outcome of a run", () => {
    it("says first that every record is accounted for, of which environment, how many and how fast", () => {
        const text = textOf(drawOutcome(ledgerOf()));
        assert.match(
            text,
            /Environment dev Every record is accounted for published 100 delivered = 97 rejected \+ 3 seconds 12\.3/,
        );
    });

    it("says how many records are lost, and in which pipeline", () => {
        const text = textOf(drawOutcome(ledgerOf({ pipelines: [pipelineOf(), lostAtDelivery] })));
        assert.match(text, /100 records are lost Not balanced: weather \/ stations/);
        assert.match(text, /lost \+ 100/);
    });

    it("says when more came out than went in", () => {
        const text = textOf(
            drawOutcome(
                ledgerOf({ pipelines: [pipelineOf({ delivered: 100, balanced: false, difference: -3 })] }),
            ),
        );
        assert.match(text, /3 more records came out than went in/);
    });

    it("says where data stopped although every record is accounted for, and what else failed", () => {
        const hops = [
            hopOf({ type: HOPS.stream }),
            hopOf({ type: HOPS.bucket, label: "S3 bucket", unit: "objects", in: 2, out: 0 }),
            hopOf({ type: HOPS.queue, label: "SQS queue", unit: "messages", in: 0, out: 0 }),
        ];
        const stopped = drawOutcome(ledgerOf({ pipelines: [pipelineOf({ hops })] }), [
            "no notification <leads> on",
        ]);
        assert.match(
            textOf(stopped),
            /Every record is accounted for, but the run failed Data stopped at the S3 bucket of weather \/ stations \./,
        );
        assert.match(textOf(stopped), /no notification <leads> on/);
        assert.ok(stopped.text.includes('class="mark bad"'));
    });

    it("does not call a run fine whose ledger does not balance for another reason", () => {
        assert.match(textOf(drawOutcome(ledgerOf({ balanced: false }))), /The ledger does not balance/);
    });

    it("says when a report failed although the records balance", () => {
        const queries = ledgerOf().queries.map((query) => ({
            ...query,
            state: "FAILED" as const,
            error: "no such column",
        }));
        assert.match(textOf(drawOutcome(ledgerOf({ queries }))), /A report query failed/);
        assert.match(
            textOf(drawAccount(ledgerOf({ queries }))),
            /failed weather \/ hourly 2026-01-02 03:00:00 24 0\.05 s3:.* no such column/,
        );
    });
});

describe("The tables of the ledger", () => {
    it("list every reason, the most frequent first, with where the records lie", () => {
        const rejected = [
            { reason: "rare", count: 1, location: "s3://raw/rejected/a/" },
            { reason: "frequent", count: 1200, location: "s3://raw/rejected/b c/" },
        ];
        const { text } = drawAccount(ledgerOf({ pipelines: [pipelineOf({ rejected })] }));
        const table = textOf(text.slice(text.indexOf('id="rejected"')));
        assert.match(table, /1,200 frequent weather \/ stations s3:\/\/raw\/rejected\/b c\/ 1 rare/);
        assert.ok(text.includes('href="s3/raw/rejected/b%20c/"'), "leads to the objects beside the page");
    });

    it("lead nowhere outside of the run's folder", () => {
        for (const location of [
            "s3://../../etc/passwd",
            "s3:///etc/passwd",
            "javascript:alert(1)",
            "https://sqs/queue",
            "s3://b/../../../x",
        ]) {
            const { text } = drawAccount(
                ledgerOf({
                    pipelines: [pipelineOf({ rejected: [{ reason: "r", count: 1, location }] })],
                    queries: [],
                }),
            );
            assert.ok(!/href="(?!#)/.test(text), location);
        }
    });

    it("say so when they are empty", () => {
        const text = textOf(
            drawAccount(ledgerOf({ pipelines: [pipelineOf({ rejected: [], hops: [] })], queries: [] })),
        );
        assert.match(text, /No record was rejected/);
        assert.match(text, /No report was due in this run/);
        assert.match(text, /No records passed through this pipeline/);
    });
});

import type { PlanResource } from "../../preview/plan";
import type { ReplayedMessage } from "./dataSet";
import { randomNumbers, seedFor } from "./randomNumbers";

/** What can be made to go wrong on purpose, and what that looks like. */
export const FAULTS = {
    malformed: "messages that are no JSON",
    types: "messages with a value of a wrong type",
    duplicates: "messages that are sent twice",
    transform: "a transform function that throws: once for one batch, for good for another",
    report: "a report function that fails twice before it works",
    deadLetter: "a report function that fails for good on one message",
} as const;

export type Fault = keyof typeof FAULTS;

/** Of the messages, this share is damaged in each of the ways that are asked for. */
const SHARE = 0.005;

/** What was made to go wrong. */
export interface InjectedFault {
    readonly kind: Fault;
    /** A pipeline as `domain.pipeline`, or a function's name. */
    readonly where: string;
    count: number;
}

/** Chooses what goes wrong, by the seed, and keeps account of it. */
export class FaultInjector {
    readonly injected: InjectedFault[] = [];
    private readonly batches = new Map<string, string[]>();
    private doomed: { readonly urn: string; readonly message: string } | undefined;
    private readonly failures = new Map<string, number>();

    /** URNs of the functions that delivery streams invoke; all others are report functions. */
    transforms: ReadonlySet<string> = new Set();

    constructor(
        private readonly kinds: ReadonlySet<Fault>,
        private readonly seed: number,
    ) {}

    /** Damages messages of a pipeline; what comes out is what its devices send. */
    damager(label: string): (batch: readonly ReplayedMessage[]) => readonly ReplayedMessage[] {
        const messageKinds = (["malformed", "types", "duplicates"] as const).filter((kind) =>
            this.kinds.has(kind),
        );
        if (messageKinds.length === 0) {
            return (batch) => batch;
        }
        const random = randomNumbers(seedFor(this.seed, `faults ${label}`));
        return (batch) => {
            const sent: ReplayedMessage[] = [];
            for (const message of batch) {
                const kind = messageKinds[Math.floor(random() / SHARE)];
                if (kind === undefined) {
                    sent.push(message);
                    continue;
                }
                this.record(kind, label);
                sent.push(...DAMAGE[kind](message, random));
            }
            return sent;
        };
    }

    /** Why an invocation fails on purpose; nothing when it does not. */
    invocation(resource: PlanResource, payload: string): string | undefined {
        return this.transforms.has(resource.urn)
            ? this.transformInvocation(resource, payload)
            : this.reportInvocation(resource, payload);
    }

    /** How many messages were sent a second time. */
    duplicates(label: string): number {
        return this.injected.find(({ kind, where }) => kind === "duplicates" && where === label)?.count ?? 0;
    }

    /** The first batch fails once and passes then; the second fails as often as it is tried. */
    private transformInvocation(resource: PlanResource, payload: string): string | undefined {
        if (!this.kinds.has("transform")) {
            return undefined;
        }
        // A batch keeps its record ids when it is tried again.
        const batch = /"recordId":"([^"]+)"/.exec(payload.slice(0, 2000))?.[1] ?? "";
        let seen = this.batches.get(resource.urn);
        if (seen === undefined) {
            seen = [];
            this.batches.set(resource.urn, seen);
        }
        const first = !seen.includes(batch);
        if (first && seen.length < 3) {
            seen.push(batch);
        }
        const number = seen.indexOf(batch);
        if (number === 1 || (number === 0 && first)) {
            return this.record("transform", resource.name);
        }
        return undefined;
    }

    /** One message is lost for good; otherwise the first two invocations fail. */
    private reportInvocation(resource: PlanResource, payload: string): string | undefined {
        const { urn, name } = resource;
        if (payload.includes("s3:TestEvent") && !payload.includes("ObjectCreated")) {
            return undefined;
        }
        // One function has a message that it never survives: the others show that reports go on.
        this.doomed ??= { urn, message: /"messageId":"([^"]+)"/.exec(payload)?.[1] ?? payload };
        if (
            this.kinds.has("deadLetter") &&
            this.doomed.urn === urn &&
            payload.includes(this.doomed.message)
        ) {
            return this.record("deadLetter", name);
        }
        const failures = this.failures.get(urn) ?? 0;
        if (this.kinds.has("report") && failures < 2) {
            this.failures.set(urn, failures + 1);
            return this.record("report", name);
        }
        return undefined;
    }

    private record(kind: Fault, where: string): string {
        const known = this.injected.find((fault) => fault.kind === kind && fault.where === where);
        if (known) {
            known.count++;
        } else {
            this.injected.push({ kind, where, count: 1 });
        }
        return `on purpose, by --faults ${kind}`;
    }
}

const DAMAGE: Readonly<
    Record<
        "malformed" | "types" | "duplicates",
        (message: ReplayedMessage, random: () => number) => ReplayedMessage[]
    >
> = {
    // A JSON object that ends too early is never JSON.
    malformed: (message, random) => [
        {
            ...message,
            payload: message.payload.slice(0, 1 + Math.floor(random() * (message.payload.length - 1))),
        },
    ],
    types: (message, random) => {
        const fields = JSON.parse(message.payload) as Record<string, unknown>;
        const names = Object.keys(fields);
        fields[names[Math.floor(random() * names.length)]!] = { unexpected: ["object"] };
        return [{ ...message, payload: JSON.stringify(fields) }];
    },
    duplicates: (message) => [message, message],
};

/** Runs a Pulumi program in this process and records what it registers. */

import type { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { ResourceMonitorFeature } from "@pulumi/pulumi/proto/resource_pb";
import { RecordingEngine } from "./engine";
import { type Problem, ProgramError, problemOf } from "./failure";
import { RecordingMonitor } from "./monitor";
import type { Plan } from "./plan";
import { watchRejections } from "./rejections";

/** A program to record and the place it would be deployed to. */
export interface Program {
    readonly project: string;
    readonly stack: string;
    /** AWS region, e.g. `eu-west-1`. */
    readonly region: string;
    /** 12-digit account; default: {@link EXAMPLE_ACCOUNT}. */
    readonly accountId?: string | undefined;
    /** Configuration values as `pulumi.Config` reads them, e.g. `{ "aws:profile": "dev" }`; `aws:region` is added. */
    readonly config?: Readonly<Record<string, string>>;
    /** Makes the stack's resources; an object that it returns, or promises, has the stack's outputs. */
    readonly program: () => unknown;
}

/** Stands for the account where no environment says which: AWS's own example account. */
export const EXAMPLE_ACCOUNT = "123456789012";

const FEATURES = [
    ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
    ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
    ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
    ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
    ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
];

/** The parts of the SDK's state that a recording needs; its declarations leave them out as internal. */
interface Store {
    settings: { engine?: RecordingEngine; rpcDone: Promise<unknown> };
    readonly pendingResourceRegistrations: Map<object, { readonly label: string; readonly phase: string }>;
}

/** The SDK's own: every part of it finds the state of its recording here. */
const storage = (globalThis as unknown as { asyncLocalStorage: AsyncLocalStorage<Store> }).asyncLocalStorage;

const { LocalStore } = require("@pulumi/pulumi/runtime/state") as { LocalStore: new () => Store };

/**
 * Runs a program as `pulumi preview` would and returns the graph of its resources. Several recordings may run at the
 * same time.
 *
 * @throws ProgramError with everything that went wrong: what the program threw, in `apply` too, resources with one
 *     URN, functions that need AWS, errors that it logged.
 */
export async function recordProgram(program: Program): Promise<Plan> {
    const { project, stack, region } = program;
    const accountId = program.accountId ?? EXAMPLE_ACCOUNT;
    const config = { "aws:region": region, ...program.config };
    const monitor = new RecordingMonitor({ project, stack, region, accountId, config }, FEATURES);
    const engine = new RecordingEngine();
    const store = new LocalStore();
    const rejections = watchRejections(() => storage.getStore() === store);
    const thrown: unknown[] = [];
    try {
        await storage.run(store, async () => {
            pulumi.runtime.setMockOptions(monitor, project, stack, true);
            store.settings.engine = engine;
            pulumi.runtime.setAllConfig(config);
            await finished(store, async () => {
                try {
                    await pulumi.runtime.runInPulumiStack(async () => program.program());
                    await drained(store);
                } catch (error) {
                    thrown.push(error);
                    await settled();
                }
            });
            pulumi.runtime.disconnectSync();
        });
    } finally {
        rejections.stop();
    }
    const problems = [
        ...monitor.problems,
        ...[...new Set([...thrown, ...rejections.reasons])].map((reason) => problemOf(reason)),
        ...engine.errors.map((message): Problem => ({ message, frames: [] })),
    ];
    if (problems.length > 0) {
        throw new ProgramError(distinct(problems));
    }
    return { project, stack, region, accountId, resources: monitor.resources, warnings: engine.warnings };
}

/** Until no request is under way and none follows from an answer. */
async function drained(store: Store): Promise<void> {
    let seen: Promise<unknown>;
    do {
        seen = store.settings.rpcDone;
        await seen;
        await settled();
    } while (seen !== store.settings.rpcDone);
}

/** After the microtasks that are due, and after Node has reported their unhandled rejections. */
function settled(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
}

/** Runs something, and fails when the process has nothing left to do before it ends: it waits for itself. */
async function finished(store: Store, run: () => Promise<void>): Promise<void> {
    let giveUp: () => void = () => {};
    const stuck = new Promise<never>((_resolve, reject) => {
        giveUp = () => {
            const waiting = [...store.pendingResourceRegistrations.values()].map(
                ({ label, phase }) => `${label} waits for its ${phase}`,
            );
            const who =
                waiting.length === 0 ? "it awaits a promise that nobody resolves" : waiting.join("; ");
            reject(new ProgramError([{ message: `the program never ends: ${who}`, frames: [] }]));
        };
    });
    process.once("beforeExit", giveUp);
    try {
        await Promise.race([run(), stuck]);
    } finally {
        process.removeListener("beforeExit", giveUp);
    }
}

/** One cause may arrive on several ways; it is told once. */
function distinct(problems: readonly Problem[]): Problem[] {
    return [...new Map(problems.map((problem) => [problem.message, problem] as const)).values()];
}

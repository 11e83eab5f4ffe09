/**
 * What the Pulumi SDK does to help those who debug the SDK itself, and what a preview therefore leaves out: a third of
 * the time and half of the promises. The SDK's version is pinned; a test compares the plans with and without this.
 */

import * as pulumi from "@pulumi/pulumi";

/** Frames above a resource's constructor that are the SDK's own, and some of the program's. */
const FRAMES = 12;

/** Parts of the SDK that its declarations leave out as internal; each is called through its module's exports. */
interface Debuggable {
    debuggablePromise<T>(promise: Promise<T>, context: unknown): Promise<T>;
}

interface Callsite {
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
}

/** Spares the SDK's debugging in this process. Calling it again changes nothing. */
export function spareDebugging(): void {
    // Every promise is wrapped into two more, with a stack trace of its own, to find promises that never settle.
    const debuggable = require("@pulumi/pulumi/runtime/debuggable") as Debuggable;
    debuggable.debuggablePromise = (promise) => promise;

    // Every debug message becomes a request to the engine, which drops it.
    const log = pulumi.log as { debug: typeof pulumi.log.debug };
    log.debug = () => Promise.resolve();

    // The place of a resource is taken from the whole stack, however deep.
    const resource = pulumi.Resource as unknown as { callsites(): Callsite[] };
    resource.callsites = callsites;
}

/** The innermost frames of the stack, the caller's first. */
function callsites(): Callsite[] {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = FRAMES;
    const stack = new Error().stack ?? "";
    Error.stackTraceLimit = limit;
    return stack
        .split("\n")
        .slice(1)
        .map((frame) => {
            const place = / \(?([^()]+):(\d+):(\d+)\)?$/.exec(frame);
            const file = place?.[1]?.replace(/^at (async )?/, "");
            return file === undefined || file.startsWith("node:")
                ? {}
                : { file, line: Number(place?.[2]), column: Number(place?.[3]) };
        });
}

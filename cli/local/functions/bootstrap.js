/**
 * What runs inside a function's worker thread: Lambda's runtime interface in small. Plain JavaScript, because a
 * worker that has to load a TypeScript loader starts a third of a second later.
 * Source: AWS Lambda Developer Guide, Node.js handler and context object.
 */
const { join } = require("node:path");
const { parentPort, workerData } = require("node:worker_threads");

const { taskRoot, handler, context } = workerData;
let handle;
let initializationError;

try {
    const [file, ...path] = handler.split(".");
    let found = require(join(taskRoot, file));
    for (const name of path) {
        found = found?.[name];
    }
    if (typeof found !== "function") {
        throw Object.assign(new Error(`${handler} is undefined or not exported`), {
            name: "Runtime.HandlerNotFound",
        });
    }
    handle = found;
} catch (error) {
    initializationError = error;
}

const describe = (error) => ({
    errorType: error?.name ?? "Error",
    errorMessage: String(error?.message ?? error),
});

parentPort.on("message", async ({ requestId, payload, deadline, fault }) => {
    try {
        if (initializationError) {
            throw initializationError;
        }
        if (fault) {
            throw Object.assign(new Error(fault), { name: "InjectedFault" });
        }
        const result = await handle(JSON.parse(payload), {
            ...context,
            awsRequestId: requestId,
            callbackWaitsForEmptyEventLoop: true,
            getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
        });
        parentPort.postMessage({ ok: true, payload: JSON.stringify(result) ?? "null" });
    } catch (error) {
        parentPort.postMessage({ ok: false, ...describe(error) });
    }
});

process.on("unhandledRejection", (error) => {
    throw error;
});

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Athena } from "../athena/athena";
import type { ObjectStore } from "../objects/objectStore";
import type { Caller, Runtime } from "../runtime";
import { AthenaProtocol } from "./athenaProtocol";
import { S3Protocol } from "./s3Protocol";
import { readSignature } from "./signature";

/** A request as the protocols read it. */
export interface Call {
    readonly method: string;
    /** Still percent-encoded. */
    readonly path: string;
    readonly query: URLSearchParams;
    /** @param name in lower case */
    header(name: string): string | undefined;
    readonly body: Buffer;
    readonly requestId: string;
}

export interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

interface Protocol {
    answer(call: Call, caller: Caller): Answer;
}

/** S3's bound on a single put, which is also more than a function could hold. Source: S3 User Guide, "Uploading objects". */
const LARGEST_BODY = 5 * 1024 ** 3;

/**
 * Serves the AWS calls of the plan's functions over HTTP on the loopback interface, in the protocols that the SDK
 * speaks. Whoever calls has the role behind its access key, and every call is authorised.
 */
export class Endpoint {
    private readonly server: Server;
    private readonly protocols: Readonly<Record<string, Protocol>>;
    private requests = 0;

    constructor(
        private readonly runtime: Runtime,
        services: { readonly store: ObjectStore; readonly athena: Athena },
    ) {
        this.protocols = {
            s3: new S3Protocol(runtime, services.store),
            athena: new AthenaProtocol(services.athena),
        };
        this.server = createServer((request, response) => {
            // A defect must end the run and not the process: the clock reports what its deadlines throw.
            this.serve(request, response).catch((error: unknown) => {
                response.destroy();
                runtime.clock.at(runtime.clock.now(), () => Promise.reject(error));
            });
        });
    }

    /** @returns `http://127.0.0.1:<port>`, the port chosen by the system */
    async listen(): Promise<string> {
        await new Promise<void>((resolve, reject) => {
            this.server.once("error", reject);
            this.server.listen(0, "127.0.0.1", resolve);
        });
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    async close(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise<void>((resolve) => this.server.close(() => resolve()));
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const body = await readBody(request);
        if (body === undefined) {
            return;
        }
        const [path = "", query] = (request.url ?? "").split("?", 2);
        const call: Call = {
            method: request.method ?? "",
            path,
            query: new URLSearchParams(query),
            header: (name) => {
                const value = request.headers[name];
                return Array.isArray(value) ? value.join(", ") : value;
            },
            body,
            requestId: createHash("sha256")
                .update(String(this.requests++))
                .digest("hex")
                .slice(0, 16)
                .toUpperCase(),
        };
        const answer = this.answer(call);
        response.writeHead(answer.status, {
            ...answer.headers,
            "content-length": Buffer.byteLength(answer.body),
            "x-amzn-requestid": call.requestId,
            "x-amz-request-id": call.requestId,
        });
        response.end(answer.body);
    }

    private answer(call: Call): Answer {
        const signed = readSignature(call.header("authorization"));
        if (signed === undefined) {
            return refusal(
                403,
                "MissingAuthenticationTokenException",
                "The request has no signature of version 4",
            );
        }
        const caller = this.runtime.caller(signed.accessKeyId);
        if (caller === undefined) {
            return refusal(
                403,
                "InvalidClientTokenId",
                `The access key ${signed.accessKeyId} belongs to no function of the plan`,
            );
        }
        const protocol = this.protocols[signed.service];
        if (protocol === undefined) {
            const action = call.header("x-amz-target") ?? `${call.method} ${call.path}`;
            const message =
                `${caller.function.name} calls ${signed.service} (${action}); a local run serves ` +
                `${Object.keys(this.protocols).join(" and ")}; leave the call out of the function or run it on AWS`;
            this.runtime.fail({ resource: caller.function, message });
            return refusal(501, "UnknownServiceException", message);
        }
        return protocol.answer(call, caller);
    }
}

/** Undefined where the caller has gone away before the end, as a function does that times out. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
        for await (const chunk of request as AsyncIterable<Buffer>) {
            size += chunk.length;
            if (size > LARGEST_BODY) {
                request.destroy();
                return undefined;
            }
            chunks.push(chunk);
        }
    } catch {
        return undefined;
    }
    return Buffer.concat(chunks);
}

/** In the form that SDKs of JSON services read; S3's SDK takes the status. */
function refusal(status: number, code: string, message: string): Answer {
    return {
        status,
        headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code },
        body: JSON.stringify({ __type: code, message }),
    };
}

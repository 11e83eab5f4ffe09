import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it arrived. */
export interface Received {
    readonly method: string;
    /** Path and query. */
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}

export interface Reply {
    readonly status?: number;
    readonly headers?: Record<string, string>;
    readonly body?: string;
}

/** An HTTP server on loopback that stands in for AWS, so that the real SDK is tested with the real wire. */
export async function awsEndpoint(answer: (request: Received) => Reply) {
    const received: Received[] = [];
    const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk) => chunks.push(chunk));
        request.on("end", () => {
            const { method = "", url = "", headers } = request;
            const arrived = { method, url, headers, body: Buffer.concat(chunks).toString() };
            received.push(arrived);
            const reply = answer(arrived);
            response.writeHead(reply.status ?? 200, reply.headers);
            response.end(reply.body);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        received,
        /** What Lambda sets, and where the SDK then sends its calls; a name, since addresses hide how buckets are spelled. */
        environment: {
            AWS_REGION: "eu-west-1",
            AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
            AWS_SECRET_ACCESS_KEY: "secret",
            AWS_ENDPOINT_URL: `http://localhost:${(server.address() as AddressInfo).port}`,
        },
        close: () => {
            server.closeAllConnections();
            server.close();
        },
    };
}

/** Takes what the program logs, as the engine would. */

import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { nameOf, typeOf } from "./urn";

/** Severities of a message. Source: `LogSeverity` in Pulumi's engine protocol. */
const WARNING = 2;
const ERROR = 3;

/** The engine service of the SDK's protocol, as far as the SDK uses it. */
export class RecordingEngine {
    readonly warnings: string[] = [];
    readonly errors: string[] = [];

    log(request: LogRequest, reply: (error: null, response: object) => void): void {
        const severity: number = request.getSeverity();
        const urn = request.getUrn();
        const message =
            urn === "" ? request.getMessage() : `${typeOf(urn)} "${nameOf(urn)}": ${request.getMessage()}`;
        if (severity === WARNING) {
            this.warnings.push(message);
        } else if (severity === ERROR) {
            this.errors.push(message);
        }
        reply(null, {});
    }

    setRootResource(_request: object, reply: (error: null, response: object) => void): void {
        reply(null, {});
    }

    requirePulumiVersion(_request: object, reply: (error: null, response: object) => void): void {
        reply(null, {});
    }

    close(): void {}
}

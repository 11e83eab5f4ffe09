import type { VirtualClock } from "../clock";
import type { MessageBroker } from "../iot/messageBroker";
import { MqttListener } from "./mqttListener";

/** Real milliseconds without a message after which buffers are flushed and windows closed. */
const QUIET_MS = 1_000;

export interface MqttOptions {
    /** On 127.0.0.1. */
    readonly port: number;
    /** Seconds; absent: until the signal. */
    readonly seconds?: number;
    readonly signal?: AbortSignal;
    /** Is told when the broker listens, and whenever everything received has arrived. */
    readonly onListening?: (port: number) => void;
    readonly onSettled?: (received: number) => void;
}

/** Serves MQTT clients until time is up: records flow as they come, and what is buffered flows when clients pause. */
export async function serveMqtt(
    clock: VirtualClock,
    broker: MessageBroker,
    options: MqttOptions,
): Promise<void> {
    const listener = new MqttListener(broker, clock);
    const port = await listener.listen(options.port);
    options.onListening?.(port);
    const end = options.seconds === undefined ? Infinity : performance.now() + options.seconds * 1000;
    let settled = 0;
    clock.tick();
    while (!options.signal?.aborted && performance.now() < end) {
        await pause(100, options.signal);
        const quiet = performance.now() - listener.lastMessageAt > QUIET_MS;
        if (quiet && listener.received > settled) {
            settled = listener.received;
            await clock.settle();
            options.onSettled?.(settled);
        }
    }
    await listener.close();
    clock.freeze();
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
        const timer = setTimeout(done, milliseconds);
        function done() {
            clearTimeout(timer);
            signal?.removeEventListener("abort", done);
            resolve();
        }
        signal?.addEventListener("abort", done, { once: true });
    });
}

import { createServer, type Server } from "node:net";
import { UsageError } from "../../usage";
import type { MessageBroker } from "../iot/messageBroker";
import type { Clock } from "../runtime";

/** Messages that may wait before a client's next one is held back. */
const MOST_WAITING = 10_000;
const LARGEST_BATCH = 1_000;

/** An MQTT broker on loopback: what clients publish goes into the topic rules. */
export class MqttListener {
    private readonly waiting: { readonly topic: string; readonly payload: Buffer }[] = [];
    private readonly held: (() => void)[] = [];
    private server: Server | undefined;
    private closeBroker: (() => Promise<void>) | undefined;
    private pumping: Promise<void> | undefined;
    /** When the last message came, by `performance.now()`. */
    lastMessageAt = performance.now();
    received = 0;

    constructor(
        private readonly broker: MessageBroker,
        private readonly clock: Clock,
    ) {}

    /**
     * Listens on 127.0.0.1.
     * @param port 0 lets the system choose
     * @returns the port
     * @throws UsageError when the port is taken
     */
    async listen(port: number): Promise<number> {
        const { Aedes } = await import("aedes");
        const aedes = await Aedes.createBroker();
        aedes.authorizePublish = (client, packet, done) => {
            if (client === null || packet.topic.startsWith("$")) {
                done(client === null ? null : new Error("topics that begin with $ are reserved"));
                return;
            }
            this.take(packet.topic, Buffer.from(packet.payload));
            if (this.waiting.length < MOST_WAITING) {
                done(null);
            } else {
                this.held.push(() => done(null));
            }
        };
        this.server = createServer(aedes.handle);
        this.closeBroker = () => new Promise((resolve) => aedes.close(() => resolve()));
        return new Promise((resolve, reject) => {
            this.server!.once("error", (error) =>
                reject(
                    new UsageError(
                        `--mqtt ${port}: ${error.message}; name a port that is free, from 1024 to 65535`,
                    ),
                ),
            );
            this.server!.listen(port, "127.0.0.1", () => {
                const address = this.server!.address();
                resolve(typeof address === "object" && address ? address.port : port);
            });
        });
    }

    /** Disconnects all clients; resolves when everything received has been handed to the rules. */
    async close(): Promise<void> {
        await this.closeBroker?.();
        await new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
        await this.pumping;
    }

    private take(topic: string, payload: Buffer): void {
        this.received++;
        this.lastMessageAt = performance.now();
        this.waiting.push({ topic, payload });
        this.pumping ??= this.pump();
    }

    private async pump(): Promise<void> {
        // What arrives in one turn of the event loop makes one batch.
        await new Promise<void>((resolve) => setImmediate(resolve));
        while (this.waiting.length > 0) {
            await this.clock.during(this.broker.publish(this.waiting.splice(0, LARGEST_BATCH)));
            for (const release of this.held.splice(0)) {
                release();
            }
        }
        this.pumping = undefined;
    }
}

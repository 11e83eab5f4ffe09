import type { MultiBar, SingleBar } from "cli-progress";
import type { RunEvents } from "./run";

/** Shows how far a run has come; silent where nobody watches, except for what MQTT clients need to know. */
export class ProgressDisplay implements RunEvents {
    private bars: MultiBar | undefined;
    private readonly byLabel = new Map<string, SingleBar>();

    constructor(private readonly stream: NodeJS.WriteStream) {}

    published(label: string, published: number, total: number): void {
        if (!this.stream.isTTY) {
            return;
        }
        let bar = this.byLabel.get(label);
        if (bar === undefined) {
            bar = this.display().create(total, 0, { label });
            this.byLabel.set(label, bar);
        }
        bar.update(published);
    }

    listening(port: number): void {
        this.stop();
        this.stream.write(`Listening for MQTT clients on mqtt://127.0.0.1:${port}; Ctrl-C ends the run.\n`);
    }

    settled(received: number): void {
        this.stream.write(`${received.toLocaleString("en-US")} messages so far, all of them arrived.\n`);
    }

    phase(name: "publishing" | "settling" | "counting"): void {
        if (name === "publishing") {
            return;
        }
        this.stop();
        if (this.stream.isTTY) {
            const text =
                name === "settling"
                    ? "Flushing buffers, closing windows, running reports …"
                    : "Counting what lies on disk …";
            this.stream.write(`${text}\n`);
        }
    }

    /** Leaves the bars as they are. */
    stop(): void {
        this.bars?.stop();
        this.bars = undefined;
        this.byLabel.clear();
    }

    private display(): MultiBar {
        if (this.bars === undefined) {
            const { MultiBar: Bars, Presets } = require("cli-progress") as typeof import("cli-progress");
            this.bars = new Bars(
                {
                    format: "  {label}  {bar}  {value}/{total} records",
                    hideCursor: true,
                    fps: 5,
                    stream: this.stream,
                    formatValue: (value, _, type) =>
                        type === "value" || type === "total" ? value.toLocaleString("en-US") : String(value),
                },
                Presets.shades_classic,
            );
        }
        return this.bars;
    }
}

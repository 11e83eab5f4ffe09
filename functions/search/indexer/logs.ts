import { gunzipSync } from "node:zlib";
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from "aws-lambda";
import { type Change, projected } from "./change";
import type { IndexerSettings } from "./settings";

/**
 * Lines of a log group. A line that is a JSON object gives its fields; all lines have `timestamp`, `message`,
 * `log_group` and `log_stream`. A line's own id makes a repeated delivery harmless.
 */
export function changesOfLogs(event: CloudWatchLogsEvent, settings: IndexerSettings): Change[] {
    const data = JSON.parse(
        gunzipSync(Buffer.from(event.awslogs.data, "base64")).toString("utf8"),
    ) as CloudWatchLogsDecodedData;
    if (data.messageType !== "DATA_MESSAGE") return [];
    return data.logEvents.map(({ id, message, timestamp }) => ({
        index: `${settings.index}-${period(timestamp, settings.rotation ?? "day")}`,
        id,
        record: id,
        document: projected(
            {
                ...objectIn(message),
                timestamp: new Date(timestamp).toISOString(),
                message,
                log_group: data.logGroup,
                log_stream: data.logStream,
            },
            settings.fields,
        ),
    }));
}

/** As Firehose names a series' indices: `2026-01-31`, `2026-01`. */
function period(timestamp: number, rotation: "day" | "month"): string {
    return new Date(timestamp).toISOString().slice(0, rotation === "day" ? 10 : 7);
}

function objectIn(message: string): Readonly<Record<string, unknown>> {
    if (!message.trimStart().startsWith("{")) return {};
    try {
        return JSON.parse(message);
    } catch {
        return {};
    }
}

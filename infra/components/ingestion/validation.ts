import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import { type IngestionPipelineArgs, OnArrival, type SourceArgs, StreamMode } from "./args";

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateIngestionPipeline(name: string, args: IngestionPipelineArgs): void {
    const errors = [
        ...sourceProblems(args.source),
        ...deliveryProblems(args),
        ...partitionProblems(args),
        ...arrivalProblems(args),
    ];
    refuseProperties(`IngestionPipeline "${name}"`, errors);
}

function sourceProblems(source: SourceArgs): PropertyProblem[] {
    const chosen = Object.entries(source).filter(([, value]) => value !== undefined);
    const problems: PropertyProblem[] = [];
    if (chosen.length !== 1) {
        const found = chosen.length === 0 ? "none" : chosen.map(([kind]) => kind).join(" and ");
        problems.push({
            propertyPath: "source",
            reason: `${found} was given; give exactly one of iot, kinesis, directPut, cloudwatchLogs`,
        });
    }
    const stream = source.iot?.stream;
    if (stream?.mode === StreamMode.OnDemand && stream.shards !== undefined) {
        problems.push({
            propertyPath: "source.iot.stream.shards",
            reason: `${stream.shards} was given with on-demand mode, which scales by itself; leave it out, or choose provisioned mode`,
        });
    }
    if (stream?.mode === StreamMode.Provisioned && !inRange(stream.shards, 1, Number.MAX_SAFE_INTEGER)) {
        problems.push({
            propertyPath: "source.iot.stream.shards",
            reason: `${stream.shards ?? "nothing"} was given; provisioned mode needs 1 shard or more`,
        });
    }
    if (stream && !inRange(stream.retentionHours, 24, 8760)) {
        problems.push({
            propertyPath: "source.iot.stream.retentionHours",
            reason: `${stream.retentionHours} is not allowed; give 24 to 8760 hours`,
        });
    }
    return problems;
}

/** Firehose Developer Guide, "Convert input data format": a buffer of 64 MiB or more. */
function deliveryProblems({ delivery }: IngestionPipelineArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    if (!inRange(delivery.bufferMib, 64, 128)) {
        problems.push({
            propertyPath: "delivery.bufferMib",
            reason: `${delivery.bufferMib} is not allowed; give 64 to 128 MiB (format conversion needs 64)`,
        });
    }
    if (!inRange(delivery.bufferSeconds, 60, 900)) {
        problems.push({
            propertyPath: "delivery.bufferSeconds",
            reason: `${delivery.bufferSeconds} is not allowed; give 60 to 900 seconds`,
        });
    }
    return problems;
}

function partitionProblems({ partitionBy, columns, source }: IngestionPipelineArgs): PropertyProblem[] {
    if (!partitionBy) {
        return [];
    }
    const problems: PropertyProblem[] = [];
    const column = columns.find(({ name }) => name === partitionBy.column);
    if (column === undefined || !["timestamp", "date"].includes(column.type)) {
        const found = column === undefined ? "is not a column" : `is of type ${column.type}`;
        problems.push({
            propertyPath: "partitionBy.column",
            reason: `"${partitionBy.column}" ${found}; name a column of type timestamp or date`,
        });
    }
    if (source.cloudwatchLogs) {
        problems.push({
            propertyPath: "partitionBy",
            reason: "was given with cloudwatchLogs, whose records hold lines of several moments; leave it out: such pipelines are partitioned by the day of arrival",
        });
    }
    return problems;
}

function arrivalProblems({ onArrival, windowSeconds }: IngestionPipelineArgs): PropertyProblem[] {
    // A queue delays for 15 minutes at most (SQS Developer Guide, "Delay queues"); a function that waits costs money.
    const longest = onArrival === OnArrival.Queue ? 900 : 10;
    if (inRange(windowSeconds, 1, longest)) {
        return [];
    }
    return [
        {
            propertyPath: "windowSeconds",
            reason: `${windowSeconds} is not allowed with onArrival "${onArrival}"; give 1 to ${longest} seconds`,
        },
    ];
}

function inRange(value: number | undefined, least: number, most: number): boolean {
    return value !== undefined && Number.isInteger(value) && value >= least && value <= most;
}

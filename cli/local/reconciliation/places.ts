import type { PlanResource } from "../../preview/plan";
import { record, records, reveal, text } from "../resources";
import { type PipelineId, pipelineLabel, type ResourceIndex } from "../runtime";

/** A bucket and the beginning of the keys that count. */
export interface Place {
    readonly bucket: string;
    readonly prefix: string;
}

/** Where a pipeline's records can lie, by what its resources' settings say. */
export interface PipelinePlaces {
    readonly deliveryStream: PlanResource | undefined;
    /** The function that the delivery stream takes records through. */
    readonly transform: PlanResource | undefined;
    readonly curated: Place | undefined;
    /** Error objects of the delivery stream. */
    readonly errors: Place | undefined;
    /** What the transform function set aside. */
    readonly rejected: Place | undefined;
    /** Error objects of topic rules. */
    readonly ruleErrors: readonly Place[];
}

/** Follows a pipeline's delivery stream, its processor and its rules to the places that they write to. */
export function placesOf(index: ResourceIndex, id: PipelineId): PipelinePlaces {
    const own = (type: string) =>
        index.ofType(type).filter((resource) => {
            const owner = index.pipelineOf(resource);
            return owner !== undefined && pipelineLabel(owner) === pipelineLabel(id);
        });
    const [deliveryStream] = own("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream");
    const destination = record(deliveryStream?.inputs.extendedS3Configuration);
    const bucket = text(destination?.bucketArn)?.split(":::")[1];
    const transform = deliveryStream && transformOf(index, deliveryStream);
    const variables = record(reveal(record(reveal(transform?.inputs.environment))?.variables));
    const rejectedBucket = text(reveal(variables?.REJECTED_BUCKET));
    return {
        deliveryStream,
        transform,
        curated: bucket === undefined ? undefined : { bucket, prefix: head(text(destination?.prefix)) },
        errors:
            bucket === undefined ? undefined : { bucket, prefix: head(text(destination?.errorOutputPrefix)) },
        rejected:
            rejectedBucket === undefined
                ? undefined
                : { bucket: rejectedBucket, prefix: text(reveal(variables?.REJECTED_PREFIX)) ?? "" },
        ruleErrors: own("aws:iot/topicRule:TopicRule").flatMap((rule) => {
            const s3 = record(record(rule.inputs.errorAction)?.s3);
            const target = text(s3?.bucketName);
            return target === undefined ? [] : [{ bucket: target, prefix: head(text(s3?.key)) }];
        }),
    };
}

/** The function of a delivery stream's Lambda processor. */
export function transformOf(index: ResourceIndex, deliveryStream: PlanResource): PlanResource | undefined {
    const processing = record(record(deliveryStream.inputs.extendedS3Configuration)?.processingConfiguration);
    for (const processor of records(processing?.processors)) {
        for (const parameter of records(processor.parameters)) {
            if (parameter.parameterName === "LambdaArn") {
                const arn = text(parameter.parameterValue) ?? "";
                return index.byArn(arn.split(":").slice(0, 7).join(":"));
            }
        }
    }
    return undefined;
}

/** A prefix up to its first expression, `!{…}` or `${…}`. */
function head(prefix: string | undefined): string {
    return (prefix ?? "").split(/[!$]\{/)[0] ?? "";
}

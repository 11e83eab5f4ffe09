import { EXAMPLE_ACCOUNT, type Example, type ExampleResource } from "../../policies/example";
import type { PolicyResource } from "../../policies/resource";
import { UNKNOWN } from "../../policies/unknown";

/**
 * How much of an example is known: everything, as in a recorded plan; names alone, as the engine knows them before a
 * first deployment; or not even names.
 */
export type Knowledge = "everything" | "names" | "nothing";

export const KNOWLEDGE: readonly Knowledge[] = ["everything", "names", "nothing"];

const REFERENCE = /ref\(([\w-]+)\.(\w+)\)/g;
/** Types whose physical name the engine does not make up. */
const NAME_PROPERTY: Readonly<Record<string, string>> = {
    "aws:s3/bucket:Bucket": "bucket",
    "aws:sqs/queue:Queue": "name",
    "aws:lambda/function:Function": "name",
    "aws:cloudwatch/logGroup:LogGroup": "name",
};

export function urnOf({ type, name }: { readonly type: string; readonly name: string }): string {
    return `urn:pulumi:dev::example::${type}::${name}`;
}

/** The resources of an example as a rule meets them, references resolved as far as is known. */
export function examplePlan(example: Example, knowledge: Knowledge): PolicyResource[] {
    const byName = new Map(example.resources.map((resource) => [resource.name, resource]));
    const find = (name: string): ExampleResource => {
        const found = byName.get(name);
        if (!found) {
            throw new Error(`${example.title}: ref("${name}") names no resource of the example`);
        }
        return found;
    };
    return example.resources.map((resource) => {
        const propertyDependencies: Record<string, string[]> = {};
        const props: Record<string, unknown> = {};
        for (const [property, value] of Object.entries(named(resource, knowledge))) {
            const urns = new Set<string>();
            props[property] = resolve(value, (name, output) => {
                urns.add(urnOf(find(name)));
                return knowledge === "everything" ? outputsOf(find(name))[output] : undefined;
            });
            propertyDependencies[property] = [...urns];
        }
        const outputs = outputsOf(resource);
        return {
            urn: urnOf(resource),
            type: resource.type,
            name: resource.name,
            props,
            outputs:
                knowledge === "everything"
                    ? outputs
                    : Object.fromEntries(Object.keys(outputs).map((key) => [key, UNKNOWN])),
            dependencies: [...new Set(Object.values(propertyDependencies).flat())],
            propertyDependencies,
            protect: false,
        };
    });
}

function named(resource: ExampleResource, knowledge: Knowledge): ExampleResource["props"] {
    const property = NAME_PROPERTY[resource.type];
    return property === undefined || knowledge === "nothing"
        ? resource.props
        : { [property]: physicalName(resource), ...resource.props };
}

function resolve(value: unknown, output: (name: string, output: string) => string | undefined): unknown {
    if (typeof value === "string") {
        let unknown = false;
        const text = value.replace(REFERENCE, (_, name: string, key: string) => {
            const known = output(name, key);
            unknown ||= known === undefined;
            return known ?? "";
        });
        return unknown ? UNKNOWN : text;
    }
    if (Array.isArray(value)) {
        return value.map((element) => resolve(element, output));
    }
    if (typeof value === "object" && value !== null) {
        return Object.fromEntries(
            Object.entries(value).map(([key, element]) => [key, resolve(element, output)]),
        );
    }
    return value;
}

function physicalName({ name, props }: ExampleResource): string {
    const given = [props.bucket, props.name].find(
        (value) => typeof value === "string" && !value.includes("ref("),
    );
    return (given as string | undefined) ?? `${name}-1a2b3c4`;
}

function outputsOf(resource: ExampleResource): Record<string, string | undefined> {
    const name = physicalName(resource);
    const service = resource.type.slice("aws:".length, resource.type.indexOf("/"));
    if (service === "s3") {
        return { id: name, arn: `arn:aws:s3:::${name}`, bucket: name };
    }
    const arn = `arn:aws:${service}:eu-west-1:${EXAMPLE_ACCOUNT}:${name}`;
    const url = `https://sqs.eu-west-1.amazonaws.com/${EXAMPLE_ACCOUNT}/${name}`;
    return service === "sqs" ? { id: url, url, arn, name } : { id: name, arn, name };
}

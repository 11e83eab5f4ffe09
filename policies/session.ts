import {
    type PolicyResource as EngineResource,
    type ResourceValidationArgs,
    UnknownValueError,
} from "@pulumi/policy";
import { type Finding, isViolation } from "./check";
import type { PolicyResource } from "./resource";
import type { Rule } from "./rule";
import { Stack } from "./stack";
import { UNKNOWN } from "./unknown";

/** What the engine has shown, resource by resource, until it shows the whole stack; then a new round begins. */
export class Session {
    private readonly inputs = new Map<string, { readonly by: Rule; readonly resource: PolicyResource }>();
    private readonly undecided = new Map<Rule, Map<string, ReadonlySet<string>>>();
    private readonly decided = new Map<Rule, Set<string>>();
    private ended = false;

    /** Keeps a resource's inputs: the engine shows the whole stack by its outputs. */
    record(rule: Rule, args: ResourceValidationArgs): PolicyResource {
        if (this.ended) {
            this.inputs.clear();
            this.undecided.clear();
            this.decided.clear();
            this.ended = false;
        }
        const seen = this.inputs.get(args.urn);
        if (seen && seen.by !== rule) {
            return seen.resource;
        }
        const resource = {
            urn: args.urn,
            type: args.type,
            name: args.name,
            props: plainCopy(args.props),
            dependencies: [],
            propertyDependencies: {},
            protect: args.opts.protect,
        };
        this.inputs.set(args.urn, { by: rule, resource });
        return resource;
    }

    /** Keeps what a rule has said of a resource, and whether that was all. */
    leave(rule: Rule, urn: string, findings: readonly Finding[]): void {
        if (findings.every(isViolation)) {
            of(this.decided, rule, () => new Set<string>()).add(urn);
        } else {
            const messages = new Set(findings.filter(isViolation).map(({ message }) => message));
            of(this.undecided, rule, () => new Map<string, ReadonlySet<string>>()).set(urn, messages);
        }
    }

    /** The messages that a rule has reported of a resource; `all` when there is nothing to add. */
    said(rule: Rule, urn: string): "all" | ReadonlySet<string> {
        if (this.decided.get(rule)?.has(urn)) {
            return "all";
        }
        return this.undecided.get(rule)?.get(urn) ?? new Set();
    }

    /** The whole stack: inputs where they were shown, else the outputs, which hold them, too. */
    stack(resources: readonly EngineResource[]): Stack {
        this.ended = true;
        return new Stack(resources.map((resource) => this.toResource(resource)));
    }

    private toResource(resource: EngineResource): PolicyResource {
        let outputs: Record<string, unknown> | undefined;
        const inputs = this.inputs.get(resource.urn)?.resource.props;
        const outputsOnce = () => {
            outputs ??= plainCopy(resource.props);
            return outputs;
        };
        return {
            urn: resource.urn,
            type: resource.type,
            name: resource.name,
            // Most resources are not looked at by a rule: what they hold is copied when it is read.
            get props() {
                return inputs ?? outputsOnce();
            },
            get outputs() {
                return outputsOnce();
            },
            ...(resource.parent ? { parent: resource.parent.urn } : {}),
            dependencies: resource.dependencies.map(({ urn }) => urn),
            propertyDependencies: Object.fromEntries(
                Object.entries(resource.propertyDependencies).map(([property, sources]) => [
                    property,
                    sources.map(({ urn }) => urn),
                ]),
            ),
            protect: resource.opts.protect,
        };
    }
}

function of<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
    const found = map.get(key);
    if (found !== undefined) {
        return found;
    }
    const made = make();
    map.set(key, made);
    return made;
}

/** A plain copy of properties that throw where they are unknown; the sentinel stands there instead. */
function plainCopy(properties: Record<string, unknown>): Record<string, unknown> {
    return plain(properties) as Record<string, unknown>;
}

function plain(value: unknown): unknown {
    if (Array.isArray(value)) {
        return Array.from({ length: value.length }, (_, index) => read(value, index));
    }
    if (typeof value === "object" && value !== null) {
        const copy: Record<string, unknown> = {};
        for (const key of Object.keys(value)) {
            Object.defineProperty(copy, key, { value: read(value, key), enumerable: true });
        }
        return copy;
    }
    return value;
}

function read(container: object, key: string | number): unknown {
    try {
        return plain((container as Record<string | number, unknown>)[key]);
    } catch (error) {
        if (error instanceof UnknownValueError) {
            return UNKNOWN;
        }
        throw error;
    }
}

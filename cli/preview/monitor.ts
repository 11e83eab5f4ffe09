/** The other end of the Pulumi SDK: what the engine's resource monitor is to `pulumi up`, this is to a preview. */

import { fileURLToPath } from "node:url";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import type * as proto from "@pulumi/pulumi/proto/resource_pb";
import { aliasUrns } from "./aliases";
import { compute } from "./computed";
import { Subject, uuidOf } from "./computed/subject";
import { duration } from "./durations";
import type { Problem } from "./failure";
import { ANSWERED, answer, type Place } from "./invokes";
import { type PlanResource, UNKNOWN } from "./plan";
import { applyTransforms } from "./transforms";
import { createUrn, providerReference, providerUrn } from "./urn";
import {
    isObject,
    isSecret,
    type PlanObject,
    plain,
    secret,
    unwrapSecret,
    withoutReferences,
} from "./values";

/** What is recorded: where the program runs, and the configuration that its default providers get. */
export interface Target extends Place {
    readonly project: string;
    readonly stack: string;
    /** `aws:region` and the like. */
    readonly config: Readonly<Record<string, string>>;
}

/** A gRPC unary callback, as the generated clients have it. */
type Reply<T> = (error: { code: number; message: string; details: string } | null, response?: T) => void;

/** gRPC's code for a request that cannot be right. */
const INVALID_ARGUMENT = 3;

/** While it is recorded a resource may still get its outputs. */
type Recorded = { -readonly [Key in keyof PlanResource]: PlanResource[Key] };

/**
 * Answers the SDK's requests and keeps what they say. Messages are read as they come: the SDK is in the same process,
 * so nothing is serialised, and answers are objects with the few getters that the SDK calls.
 */
export class RecordingMonitor {
    readonly resources: Recorded[] = [];
    readonly problems: Problem[] = [];

    private readonly byUrn = new Map<string, Recorded>();
    private readonly places = new Map<string, string>();
    private readonly stackTransforms: Callback[] = [];

    constructor(
        private readonly target: Target,
        private readonly features: readonly number[],
    ) {}

    registerResource(request: proto.RegisterResourceRequest, reply: Reply<object>): void {
        const transforms = [...request.getTransformsList(), ...this.stackTransforms];
        if (transforms.length === 0) {
            reply(null, this.register(request));
            return;
        }
        applyTransforms(request, transforms).then(
            () => reply(null, this.register(request)),
            (error: Error) => reply(refusal(error.message)),
        );
    }

    private register(request: proto.RegisterResourceRequest): object {
        const type = request.getType();
        const name = request.getName();
        const custom = request.getCustom();
        const parent = this.byUrn.get(request.getParent());
        const urn = createUrn({ ...this.target, parent: parent?.urn, type, name });
        const place = placeOf(request);
        if (this.byUrn.has(urn)) {
            this.refuseDuplicate(urn, type, name, place);
        }
        const given = (request.getObject()?.toJavaScript() ?? {}) as PlanObject;
        const inputs = (custom ? withoutReferences(given) : plain(given)) as PlanObject;
        const provider = custom
            ? request.getProvider() || this.defaultProvider(type, request.getVersion())
            : undefined;
        const computed = custom
            ? this.computed(urn, type, name, inputs, provider, request.getImportid())
            : undefined;
        const secretOutputs = request.getAdditionalsecretoutputsList();
        const timeouts = timeoutsOf(request.getCustomtimeouts());
        const outputs = withSecrets({ ...computed?.outputs, ...inputs }, secretOutputs);
        const resource: Recorded = {
            urn,
            type,
            name,
            custom,
            ...(computed === undefined ? {} : { id: computed.id }),
            ...(request.getParent() === "" ? {} : { parent: request.getParent() }),
            inputs,
            outputs,
            dependencies: request.getDependenciesList(),
            propertyDependencies: propertyDependencies(request),
            protect: (request.hasProtect() ? request.getProtect() : parent?.protect) ?? false,
            ...(provider === undefined ? {} : { provider }),
            retainOnDelete:
                (request.hasRetainondelete() ? request.getRetainondelete() : parent?.retainOnDelete) ?? false,
            ignoreChanges: request.getIgnorechangesList(),
            replaceOnChanges: request.getReplaceonchangesList(),
            deleteBeforeReplace: request.getDeletebeforereplace(),
            aliases: aliasUrns(
                { ...this.target, parent: parent?.urn, type, name },
                request.getAliasesList(),
                parent?.aliases ?? [],
            ),
            additionalSecretOutputs: secretOutputs,
            ...(timeouts === undefined ? {} : { customTimeouts: timeouts }),
        };
        this.keep(resource, place);
        // A component sets its outputs itself; its inputs would only be turned into resources again.
        return registered(urn, computed?.id, custom ? outputs : {});
    }

    readResource(request: proto.ReadResourceRequest, reply: Reply<object>): void {
        const type = request.getType();
        const name = request.getName();
        const parent = request.getParent();
        const urn = createUrn({ ...this.target, parent, type, name });
        if (this.byUrn.has(urn)) {
            this.refuseDuplicate(urn, type, name, placeOf(request));
        }
        const inputs = (request.getProperties()?.toJavaScript() ?? {}) as PlanObject;
        const provider = request.getProvider() || this.defaultProvider(type, request.getVersion());
        const secretOutputs = request.getAdditionalsecretoutputsList();
        const outputs = withSecrets(inputs, secretOutputs);
        this.keep(
            {
                urn,
                type,
                name,
                custom: true,
                external: true,
                id: request.getId(),
                ...(parent === "" ? {} : { parent }),
                inputs,
                outputs,
                dependencies: request.getDependenciesList(),
                propertyDependencies: {},
                protect: false,
                ...(provider === undefined ? {} : { provider }),
                retainOnDelete: false,
                ignoreChanges: [],
                replaceOnChanges: [],
                deleteBeforeReplace: false,
                aliases: [],
                additionalSecretOutputs: secretOutputs,
            },
            placeOf(request),
        );
        reply(null, { getUrn: () => urn, getProperties: () => structure(outputs), getUnknown: () => false });
    }

    registerResourceOutputs(request: proto.RegisterResourceOutputsRequest, reply: Reply<object>): void {
        const resource = this.byUrn.get(request.getUrn());
        if (resource === undefined) {
            reply(refusal(`outputs of an unknown resource: ${request.getUrn()}`));
            return;
        }
        resource.outputs = (request.getOutputs()?.toJavaScript() ?? {}) as PlanObject;
        reply(null, {});
    }

    invoke(request: proto.ResourceInvokeRequest, reply: Reply<object>): void {
        const token = request.getTok();
        const args = (request.getArgs()?.toJavaScript() ?? {}) as PlanObject;
        if (token === "pulumi:pulumi:getResource") {
            this.readState(String(args.urn), reply);
            return;
        }
        const result = answer(token, args, {
            ...this.target,
            region: this.regionOf(args, request.getProvider()),
        });
        if (result === undefined) {
            reply(
                refusal(
                    `${token}: this function asks AWS, which a preview does not; it can answer ${ANSWERED.join(", ")}; ` +
                        "take the value from the configuration or from a resource's output",
                ),
            );
            return;
        }
        reply(null, {
            getFailuresList: () => [],
            getReturn: () => structure(result),
            getUnknown: () => false,
        });
    }

    call(request: proto.ResourceCallRequest, reply: Reply<object>): void {
        reply(
            refusal(
                `${request.getTok()}: methods of remote components run in their provider, which a preview does not start; ` +
                    "use a component written in this program",
            ),
        );
    }

    registerStackTransform(transform: Callback, reply: Reply<object>): void {
        this.stackTransforms.push(transform);
        reply(null, {});
    }

    registerStackInvokeTransform(_transform: Callback, reply: Reply<object>): void {
        reply(refusal("transforms of function calls are not supported in a preview; change the call itself"));
    }

    /** Hooks run around an operation on AWS; a preview has none. */
    registerResourceHook(_request: object, reply: Reply<object>): void {
        reply(null, {});
    }

    registerErrorHook(_request: object, reply: Reply<object>): void {
        reply(null, {});
    }

    registerPackage(_request: object, reply: Reply<object>): void {
        reply(refusal("parameterized packages run in their provider, which a preview does not start"));
    }

    getDeploymentInfo(_request: object, reply: Reply<object>): void {
        reply(null, { getSupportedfeaturesList: () => this.features });
    }

    private keep(resource: Recorded, place: string | undefined): void {
        this.resources.push(resource);
        if (!this.byUrn.has(resource.urn)) {
            this.byUrn.set(resource.urn, resource);
            this.places.set(resource.urn, place ?? "an unknown place");
        }
    }

    private refuseDuplicate(urn: string, type: string, name: string, place: string | undefined): void {
        const message =
            `two resources have the URN ${urn}: ${type} "${name}" is registered at ${this.places.get(urn)} and again at ` +
            `${place ?? "an unknown place"}; a URN must be unique; give one of them another name or another parent`;
        this.problems.push({ message, frames: [] });
    }

    /** The provider that the engine makes when a program names none: one for each package and version. */
    private defaultProvider(type: string, version: string): string | undefined {
        const pkg = type.split(":")[0] ?? "";
        if (pkg === "pulumi") {
            return undefined;
        }
        const name = version === "" ? "default" : `default_${version.replace(/[^A-Za-z0-9]/g, "_")}`;
        const providerType = `pulumi:providers:${pkg}`;
        const urn = createUrn({ ...this.target, type: providerType, name });
        const id = uuidOf(urn);
        if (!this.byUrn.has(urn)) {
            const inputs = { ...this.configOf(pkg), ...(version === "" ? {} : { version }) };
            const nothing = { dependencies: [], ignoreChanges: [], replaceOnChanges: [], aliases: [] };
            const flags = { custom: true, protect: false, retainOnDelete: false, deleteBeforeReplace: false };
            const lists = { ...nothing, propertyDependencies: {}, additionalSecretOutputs: [] };
            this.keep(
                { urn, type: providerType, name, id, inputs, outputs: inputs, ...flags, ...lists },
                undefined,
            );
        }
        return providerReference(urn, id);
    }

    /** The package's part of the stack's configuration, as its default provider gets it. */
    private configOf(pkg: string): PlanObject {
        const prefix = `${pkg}:`;
        return Object.fromEntries(
            Object.entries(this.target.config)
                .filter(([key]) => key.startsWith(prefix))
                .map(([key, value]) => [key.slice(prefix.length), value]),
        );
    }

    private computed(
        urn: string,
        type: string,
        name: string,
        inputs: PlanObject,
        provider: string | undefined,
        importId: string,
    ): { id: string; outputs: PlanObject } {
        if (type.startsWith("pulumi:providers:")) {
            return { id: uuidOf(urn), outputs: {} };
        }
        const region = this.regionOf(inputs, provider);
        const known = compute(type, new Subject(urn, name, inputs, region, this.target.accountId));
        const regional: PlanObject = type.startsWith("aws:") && !GLOBAL.test(type) ? { region } : {};
        const tags: PlanObject = isObject(inputs.tags) ? { tagsAll: inputs.tags } : {};
        return {
            id: importId || (known?.id ?? UNKNOWN),
            outputs: { ...regional, ...tags, ...known?.outputs },
        };
    }

    /** A resource's own region, else its provider's, else the environment's. */
    private regionOf(inputs: PlanObject, provider: string | undefined): string {
        const own = unwrapSecret(inputs.region);
        if (typeof own === "string" && own !== "") {
            return own;
        }
        const explicit = provider ? this.byUrn.get(providerUrn(provider))?.inputs.region : undefined;
        return typeof explicit === "string" ? explicit : this.target.region;
    }

    /** What the SDK asks when a program has a resource's URN only. */
    private readState(urn: string, reply: Reply<object>): void {
        const resource = this.byUrn.get(urn);
        if (resource === undefined) {
            reply(refusal(`there is no resource ${urn}`));
            return;
        }
        const { Struct } = require("google-protobuf/google/protobuf/struct_pb") as {
            Struct: { fromJavaScript(value: PlanObject): object };
        };
        const state = Struct.fromJavaScript({ urn, id: resource.id ?? "", state: { ...resource.outputs } });
        reply(null, { getFailuresList: () => [], getReturn: () => state });
    }
}

/** Services without a region: their resources have no `region` output. Source: provider docs, "Enhanced region support". */
const GLOBAL = /^aws:(iam|cloudfront|route53|organizations|globalaccelerator|shield|waf)\//;

/** An answer to a registration, with the getters that the SDK reads. */
function registered(urn: string, id: string | undefined, outputs: PlanObject): object {
    return {
        getUrn: () => urn,
        getId: () => (id === undefined || id === UNKNOWN ? "" : id),
        getObject: () => structure(outputs),
        getPropertydependenciesMap: () => undefined,
        getResult: () => 0,
        getUnknown: () => false,
    };
}

/** Stands for a protobuf `Struct` whose reader wants plain values only. */
function structure(value: PlanObject): { toJavaScript(): PlanObject } {
    return { toJavaScript: () => value };
}

function refusal(message: string): { code: number; message: string; details: string } {
    return { code: INVALID_ARGUMENT, message, details: message };
}

function withSecrets(outputs: PlanObject, secrets: readonly string[]): PlanObject {
    for (const key of secrets) {
        const value = outputs[key];
        if (value !== undefined && !isSecret(value)) {
            outputs[key] = secret(value);
        }
    }
    return outputs;
}

function propertyDependencies(request: proto.RegisterResourceRequest): Record<string, string[]> {
    const dependencies: Record<string, string[]> = {};
    for (const [property, message] of request.getPropertydependenciesMap().entries()) {
        const urns = message.getUrnsList();
        if (urns.length > 0) {
            dependencies[property] = urns;
        }
    }
    return dependencies;
}

function timeoutsOf(
    message: proto.RegisterResourceRequest.CustomTimeouts | undefined,
): PlanResource["customTimeouts"] | undefined {
    const given = Object.entries({
        create: message?.getCreate() ?? "",
        update: message?.getUpdate() ?? "",
        delete: message?.getDelete() ?? "",
    }).filter(([, value]) => value !== "");
    return given.length === 0
        ? undefined
        : Object.fromEntries(given.map(([key, value]) => [key, duration(value)]));
}

/** Where the program made a resource: `<file>:<line>:<column>`. */
function placeOf(request: proto.RegisterResourceRequest | proto.ReadResourceRequest): string | undefined {
    const position = request.getSourceposition();
    const uri = position?.getUri();
    return uri?.startsWith("file:")
        ? `${fileURLToPath(uri)}:${position?.getLine()}:${position?.getColumn()}`
        : undefined;
}

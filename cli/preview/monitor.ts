/** The other end of the Pulumi SDK: what the engine's resource monitor is to `pulumi up`, this is to a preview. */

import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import type * as proto from "@pulumi/pulumi/proto/resource_pb";
import { aliasUrns } from "./aliases";
import { found, type Reply, refusal, registered, returned, state } from "./answers";
import { compute } from "./computed";
import { Subject, uuidOf } from "./computed/subject";
import type { Problem } from "./failure";
import { ANSWERED, answer } from "./invokes";
import { type PlanResource, UNKNOWN } from "./plan";
import { defaultProvider, regionOf, type Target } from "./providers";
import { customTimeouts, placeOf, propertyDependencies, withSecrets } from "./registration";
import { applyTransforms } from "./transforms";
import { createUrn, providerReference } from "./urn";
import { isObject, type PlanObject, plain, withoutReferences } from "./values";

/** While it is recorded a resource may still get its outputs. */
type Recorded = { -readonly [Key in keyof PlanResource]: PlanResource[Key] };

/** Answers the SDK's requests and keeps what they say. */
export class RecordingMonitor {
    readonly resources: Recorded[] = [];
    readonly problems: Problem[] = [];

    private readonly byUrn = new Map<string, Recorded>();
    private readonly places = new Map<string, string | undefined>();
    private readonly stackTransforms: Callback[] = [];

    /** @param features what the SDK may ask for, of `ResourceMonitorFeature`. */
    constructor(
        private readonly target: Target,
        private readonly features: readonly number[],
    ) {}

    registerResource(request: proto.RegisterResourceRequest, reply: Reply): void {
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

    readResource(request: proto.ReadResourceRequest, reply: Reply): void {
        const type = request.getType();
        const name = request.getName();
        const parent = request.getParent();
        const urn = createUrn({ ...this.target, parent, type, name });
        const inputs = (request.getProperties()?.toJavaScript() ?? {}) as PlanObject;
        const provider = request.getProvider() || this.defaultProvider(type, request.getVersion());
        const additionalSecretOutputs = request.getAdditionalsecretoutputsList();
        const outputs = withSecrets(inputs, additionalSecretOutputs);
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
                additionalSecretOutputs,
            },
            placeOf(request),
        );
        reply(null, found(urn, outputs));
    }

    registerResourceOutputs(request: proto.RegisterResourceOutputsRequest, reply: Reply): void {
        const resource = this.byUrn.get(request.getUrn());
        if (resource === undefined) {
            reply(refusal(`outputs of an unknown resource: ${request.getUrn()}`));
            return;
        }
        resource.outputs = plain((request.getOutputs()?.toJavaScript() ?? {}) as PlanObject) as PlanObject;
        reply(null, {});
    }

    invoke(request: proto.ResourceInvokeRequest, reply: Reply): void {
        const token = request.getTok();
        const args = (request.getArgs()?.toJavaScript() ?? {}) as PlanObject;
        if (token === "pulumi:pulumi:getResource") {
            this.readState(String(args.urn), reply);
            return;
        }
        const region = regionOf(this.target, args, request.getProvider(), this.byUrn);
        const result = answer(token, args, { region, accountId: this.target.accountId });
        if (result === undefined) {
            reply(
                refusal(
                    `${token}: this function asks AWS, which a preview does not; it can answer ${ANSWERED.join(", ")}; ` +
                        "take the value from the configuration or from a resource's output",
                ),
            );
            return;
        }
        reply(null, returned(result));
    }

    call(request: proto.ResourceCallRequest, reply: Reply): void {
        reply(
            refusal(
                `${request.getTok()}: methods of remote components run in their provider, which a preview does not start; ` +
                    "use a component written in this program",
            ),
        );
    }

    registerStackTransform(transform: Callback, reply: Reply): void {
        this.stackTransforms.push(transform);
        reply(null, {});
    }

    registerStackInvokeTransform(_transform: Callback, reply: Reply): void {
        reply(refusal("transforms of function calls are not supported in a preview; change the call itself"));
    }

    /** Hooks run around an operation on AWS; a preview has none. */
    registerResourceHook(_request: object, reply: Reply): void {
        reply(null, {});
    }

    registerErrorHook(_request: object, reply: Reply): void {
        reply(null, {});
    }

    registerPackage(_request: object, reply: Reply): void {
        reply(refusal("parameterized packages run in their provider, which a preview does not start"));
    }

    getDeploymentInfo(_request: object, reply: Reply): void {
        reply(null, { getSupportedfeaturesList: () => this.features });
    }

    private register(request: proto.RegisterResourceRequest): object {
        const type = request.getType();
        const name = request.getName();
        const custom = request.getCustom();
        const parent = this.byUrn.get(request.getParent());
        const urn = createUrn({ ...this.target, parent: parent?.urn, type, name });
        const given = (request.getObject()?.toJavaScript() ?? {}) as PlanObject;
        const inputs = {
            ...((custom ? withoutReferences(given) : plain(given)) as PlanObject),
            // The engine tells a provider which version of itself is wanted.
            ...(type.startsWith(PROVIDER) && request.getVersion() !== ""
                ? { version: request.getVersion() }
                : {}),
        };
        const provider = custom
            ? request.getProvider() || this.defaultProvider(type, request.getVersion())
            : undefined;
        const computed = custom ? this.computed({ urn, type, name, inputs, provider }) : undefined;
        const id = request.getImportid() || computed?.id;
        const additionalSecretOutputs = request.getAdditionalsecretoutputsList();
        const outputs = withSecrets({ ...computed?.outputs, ...inputs }, additionalSecretOutputs);
        const timeouts = customTimeouts(request);
        const aliased = { ...this.target, parent: parent?.urn, type, name };
        const resource: Recorded = {
            urn,
            type,
            name,
            custom,
            ...(id === undefined ? {} : { id }),
            ...(parent === undefined ? {} : { parent: parent.urn }),
            inputs,
            outputs,
            dependencies: request.getDependenciesList(),
            propertyDependencies: propertyDependencies(request),
            // The engine lets children inherit these two, as the SDK does with protection.
            protect: (request.hasProtect() ? request.getProtect() : parent?.protect) ?? false,
            retainOnDelete:
                (request.hasRetainondelete() ? request.getRetainondelete() : parent?.retainOnDelete) ?? false,
            ...(provider === undefined ? {} : { provider }),
            ignoreChanges: request.getIgnorechangesList(),
            replaceOnChanges: request.getReplaceonchangesList(),
            deleteBeforeReplace: request.getDeletebeforereplace(),
            aliases: aliasUrns(aliased, request.getAliasesList(), parent?.aliases ?? []),
            additionalSecretOutputs,
            ...(timeouts === undefined ? {} : { customTimeouts: timeouts }),
        };
        this.keep(resource, placeOf(request));
        // A component sets its outputs itself; its inputs would only be turned into resources again.
        return registered(urn, id, custom ? outputs : {});
    }

    /** Adds a resource to the graph, or a problem where its URN is taken. */
    private keep(resource: Recorded, place: string | undefined): void {
        const { urn, type, name } = resource;
        if (this.byUrn.has(urn)) {
            const where = (at: string | undefined) => at ?? "an unknown place";
            this.problems.push({
                message:
                    `two resources have the URN ${urn}: ${type} "${name}" is registered at ` +
                    `${where(this.places.get(urn))} and again at ${where(place)}; a URN must be unique; ` +
                    "give one of them another name or another parent",
                frames: [],
            });
            return;
        }
        this.resources.push(resource);
        this.byUrn.set(urn, resource);
        this.places.set(urn, place);
    }

    /** Reference to the default provider of a type's package, which is recorded with the first resource that needs it. */
    private defaultProvider(type: string, version: string): string | undefined {
        const provider = defaultProvider(this.target, type, version);
        if (provider === undefined) {
            return undefined;
        }
        if (!this.byUrn.has(provider.urn)) {
            this.keep(provider, undefined);
        }
        return providerReference(provider.urn, provider.id ?? UNKNOWN);
    }

    private computed(resource: {
        urn: string;
        type: string;
        name: string;
        inputs: PlanObject;
        provider: string | undefined;
    }): { id: string; outputs: PlanObject } {
        const { urn, type, name, inputs, provider } = resource;
        if (type.startsWith(PROVIDER)) {
            return { id: uuidOf(urn), outputs: {} };
        }
        const region = regionOf(this.target, inputs, provider, this.byUrn);
        const known = compute(type, new Subject(urn, name, inputs, region, this.target.accountId));
        const regional: PlanObject = type.startsWith("aws:") && !GLOBAL.test(type) ? { region } : {};
        const tags: PlanObject = isObject(inputs.tags) ? { tagsAll: inputs.tags } : {};
        return { id: known?.id ?? UNKNOWN, outputs: { ...regional, ...tags, ...known?.outputs } };
    }

    /** What the SDK asks when a program has a resource's URN only. */
    private readState(urn: string, reply: Reply): void {
        const resource = this.byUrn.get(urn);
        if (resource === undefined) {
            reply(refusal(`there is no resource ${urn}`));
            return;
        }
        reply(null, state(urn, resource.id, { ...resource.outputs }));
    }
}

const PROVIDER = "pulumi:providers:";

/** Services without a region: their resources have no `region` output. Source: provider docs, "Enhanced region support". */
const GLOBAL = /^aws:(iam|cloudfront|route53|organizations|globalaccelerator|shield|waf)\//;

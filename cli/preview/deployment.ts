/** A plan on disk: a Pulumi deployment, the shape of `pulumi stack export`, so that Pulumi's own tools read it too. */

import { createHash } from "node:crypto";
import { durationOf, secondsOf } from "./durations";
import { type Plan, type PlanResource, type PlanValue, UNKNOWN } from "./plan";
import { nameOf } from "./urn";
import { isSecret, mapElements, type PlanObject, SIGNATURE_KEY, SIGNATURES, secret } from "./values";

/** What stands for a secret where secrets are not shown. */
export const HIDDEN = "[secret]";

/** `apitype.UntypedDeployment` with a `DeploymentV3`. Source: Pulumi's `sdk/go/common/apitype/core.go`. */
export interface Deployment {
    readonly version: 3;
    readonly deployment: {
        readonly manifest: { readonly time: string; readonly magic: string; readonly version: string };
        readonly resources: readonly DeploymentResource[];
        readonly metadata: Record<string, never>;
    };
    /** What a deployment has no place for; Pulumi's tools pass over it. */
    readonly tributary?: {
        readonly region: string;
        readonly accountId: string;
        readonly warnings: readonly string[];
    };
}

/** `apitype.ResourceV3`; fields that have their zero value are left out. */
export interface DeploymentResource {
    readonly urn: string;
    readonly custom: boolean;
    readonly id?: string;
    readonly type: string;
    readonly inputs?: PlanObject;
    readonly outputs?: PlanObject;
    readonly parent?: string;
    readonly protect?: boolean;
    readonly external?: boolean;
    readonly dependencies?: readonly string[];
    readonly provider?: string;
    readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
    readonly additionalSecretOutputs?: readonly string[];
    readonly aliases?: readonly string[];
    /** Seconds. */
    readonly customTimeouts?: {
        readonly create?: number;
        readonly update?: number;
        readonly delete?: number;
    };
    readonly retainOnDelete?: boolean;
    readonly ignoreChanges?: readonly string[];
    readonly replaceOnChanges?: readonly string[];
    readonly deleteBeforeReplace?: boolean;
}

/**
 * A plan as a deployment. Equal plans give equal deployments: the time of the manifest is Go's zero.
 *
 * @param options `showSecrets`: with the plaintext of secrets, as `pulumi stack export --show-secrets`; default: a
 *     placeholder stands in its place.
 */
export function toDeployment(plan: Plan, options: { readonly showSecrets?: boolean } = {}): Deployment {
    const showSecrets = options.showSecrets ?? false;
    const version = `v${require("@pulumi/pulumi/package.json").version}`;
    return {
        version: 3,
        deployment: {
            // The engine checks that `magic` belongs to the version. Source: `deploy.Manifest.NewMagic`.
            manifest: {
                time: "0001-01-01T00:00:00Z",
                magic: createHash("sha256").update(version).digest("hex"),
                version,
            },
            resources: plan.resources.map((resource) => toResource(resource, showSecrets)),
            metadata: {},
        },
        tributary: { region: plan.region, accountId: plan.accountId, warnings: plan.warnings },
    };
}

function toResource(resource: PlanResource, showSecrets: boolean): DeploymentResource {
    const { urn, custom, id, type, parent, provider, external } = resource;
    const values = (properties: Readonly<Record<string, PlanValue>>) =>
        sealed(properties, showSecrets) as PlanObject;
    return {
        urn,
        custom,
        ...(id === undefined ? {} : { id }),
        type,
        inputs: values(resource.inputs),
        outputs: values(resource.outputs),
        ...(parent === undefined ? {} : { parent }),
        ...given("protect", resource.protect),
        ...given("external", external ?? false),
        ...listed("dependencies", resource.dependencies),
        ...(provider === undefined ? {} : { provider }),
        ...(Object.keys(resource.propertyDependencies).length === 0
            ? {}
            : { propertyDependencies: resource.propertyDependencies }),
        ...listed("additionalSecretOutputs", resource.additionalSecretOutputs),
        ...listed("aliases", resource.aliases),
        ...timeoutSeconds(resource),
        ...given("retainOnDelete", resource.retainOnDelete),
        ...listed("ignoreChanges", resource.ignoreChanges),
        ...listed("replaceOnChanges", resource.replaceOnChanges),
        ...given("deleteBeforeReplace", resource.deleteBeforeReplace),
    };
}

function given<Key extends string>(key: Key, value: boolean): { [K in Key]?: true } {
    return (value ? { [key]: true } : {}) as { [K in Key]?: true };
}

function listed<Key extends string>(key: Key, values: readonly string[]): { [K in Key]?: readonly string[] } {
    return (values.length > 0 ? { [key]: values } : {}) as { [K in Key]?: readonly string[] };
}

function timeoutSeconds({ customTimeouts }: PlanResource): Pick<DeploymentResource, "customTimeouts"> {
    if (customTimeouts === undefined) {
        return {};
    }
    const seconds = Object.entries(customTimeouts).map(([operation, text]) => [
        operation,
        secondsOf(text) ?? 0,
    ]);
    return { customTimeouts: Object.fromEntries(seconds) };
}

/** Secrets in memory hold their value, in a deployment its JSON text. */
function sealed(value: PlanValue, showSecrets: boolean): PlanValue {
    const within = (element: PlanValue) => sealed(element, showSecrets);
    if (isSecret(value)) {
        const content = showSecrets ? within(value.value ?? null) : hidden(value.value ?? null);
        return { [SIGNATURE_KEY]: SIGNATURES.secret, plaintext: JSON.stringify(content) };
    }
    return mapElements(value, within);
}

/** That a value is unknown is no secret. */
function hidden(value: PlanValue): PlanValue {
    return value === UNKNOWN ? value : HIDDEN;
}

/**
 * The plan that a deployment file holds: one written by {@link toDeployment}, or by `pulumi stack export`, whose
 * encrypted secrets are unknown.
 *
 * @throws TypeError that says what is not as a deployment should be.
 */
export function fromDeployment(json: unknown): Plan {
    const file = json as Partial<Deployment> | null;
    if (file?.version !== 3 || !Array.isArray(file.deployment?.resources)) {
        throw new TypeError(
            `not a Pulumi deployment: version ${JSON.stringify(file?.version)} and ` +
                `${Array.isArray(file?.deployment?.resources) ? "" : "no "}list of resources were found; version 3 with ` +
                "deployment.resources is read; write the file with `pulumi stack export` or `tributary preview --out`",
        );
    }
    const resources = (file.deployment?.resources ?? []).map(fromResource);
    const [, , stack = "", , project = ""] = (resources[0]?.urn ?? "").split(":");
    return {
        project,
        stack,
        region: file.tributary?.region ?? regionOfProviders(resources),
        accountId: file.tributary?.accountId ?? accountOfArns(resources),
        resources,
        warnings: file.tributary?.warnings ?? [],
    };
}

function fromResource(resource: DeploymentResource): PlanResource {
    const { urn, custom, id, type, parent, provider, external, customTimeouts } = resource;
    return {
        urn,
        type,
        name: nameOf(urn),
        custom,
        ...(external ? { external } : {}),
        ...(id === undefined ? {} : { id }),
        ...(parent === undefined ? {} : { parent }),
        inputs: opened(resource.inputs ?? {}) as PlanObject,
        outputs: opened(resource.outputs ?? {}) as PlanObject,
        dependencies: resource.dependencies ?? [],
        propertyDependencies: Object.fromEntries(
            Object.entries(resource.propertyDependencies ?? {}).filter(
                ([, urns]) => urns !== null && urns.length > 0,
            ),
        ),
        protect: resource.protect ?? false,
        ...(provider === undefined ? {} : { provider }),
        retainOnDelete: resource.retainOnDelete ?? false,
        ignoreChanges: resource.ignoreChanges ?? [],
        replaceOnChanges: resource.replaceOnChanges ?? [],
        deleteBeforeReplace: resource.deleteBeforeReplace ?? false,
        aliases: resource.aliases ?? [],
        additionalSecretOutputs: resource.additionalSecretOutputs ?? [],
        ...(customTimeouts === undefined
            ? {}
            : {
                  customTimeouts: Object.fromEntries(
                      Object.entries(customTimeouts).map(([operation, seconds]) => [
                          operation,
                          durationOf(seconds),
                      ]),
                  ),
              }),
    };
}

function opened(value: PlanValue): PlanValue {
    if (isSecret(value)) {
        return typeof value.plaintext === "string"
            ? secret(opened(JSON.parse(value.plaintext)))
            : secret(UNKNOWN);
    }
    return mapElements(value, opened);
}

/** A file from elsewhere does not say its region: the first provider does. */
function regionOfProviders(resources: readonly PlanResource[]): string {
    const provider = resources.find(({ type }) => type === "pulumi:providers:aws");
    return typeof provider?.inputs.region === "string" ? provider.inputs.region : "us-east-1";
}

function accountOfArns(resources: readonly PlanResource[]): string {
    const accounts = resources.map(
        ({ outputs }) => /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(String(outputs.arn))?.[1],
    );
    return accounts.find((account) => account !== undefined) ?? "123456789012";
}

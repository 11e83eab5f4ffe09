/** A small stack that a rule is tried on. */
export interface Example {
    /** What the example shows, as the end of the sentence "passes / fails: …". */
    readonly title: string;
    /** The first one is the resource that is judged. */
    readonly resources: readonly ExampleResource[];
}

/**
 * A resource of an example. A text in its properties may hold {@link ref}erences: they stand for the other
 * resource's computed value, or for an unknown that depends on it, as they do before a first deployment.
 */
export interface ExampleResource {
    readonly type: string;
    readonly name: string;
    readonly props: Readonly<Record<string, unknown>>;
}

/** An example with one resource, for rules that look at one. */
export function example(title: string, type: string, props: ExampleResource["props"]): Example {
    return { title, resources: [{ type, name: "example", props }] };
}

/** An example with several resources. */
export function stackExample(title: string, ...resources: readonly ExampleResource[]): Example {
    return { title, resources };
}

/** Stands for a computed value of another resource of the example. */
export function ref(name: string, output: "id" | "arn" | "name" | "url" = "id"): string {
    return `ref(${name}.${output})`;
}

/** ARN of a customer's key, for examples. */
export const EXAMPLE_KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-1111-2222-3333-444455556666";

/** Account of all examples. */
export const EXAMPLE_ACCOUNT = "123456789012";

import { z } from "zod";

/** As much of JSON Schema as zod writes and the reference pages read. */
export interface JsonSchema {
    readonly $schema?: string;
    readonly $id?: string;
    readonly title?: string;
    readonly description?: string;
    readonly type?: string | readonly string[];
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly additionalProperties?: JsonSchema | boolean;
    readonly required?: readonly string[];
    readonly anyOf?: readonly JsonSchema[];
    readonly items?: JsonSchema;
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly default?: unknown;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly format?: string;
    readonly pattern?: string;
}

/** The JSON Schema of what a person writes; draft 7, which editors' YAML extensions know best. */
export function jsonSchema(schema: z.ZodType): JsonSchema {
    return z.toJSONSchema(schema, {
        io: "input",
        target: "draft-7",
        override: ({ jsonSchema: part }) => tidy(part),
    }) as JsonSchema;
}

/** Bounds that only say "a number that JavaScript holds", and a pattern that repeats its format, tell a reader nothing. */
function tidy(part: z.core.JSONSchema.BaseSchema): void {
    if (part.maximum === Number.MAX_SAFE_INTEGER) {
        delete part.maximum;
    }
    if (part.minimum === Number.MIN_SAFE_INTEGER) {
        delete part.minimum;
    }
    if (part.format === "email" || part.format === "date") {
        delete part.pattern;
    }
}

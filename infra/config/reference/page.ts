import type { JsonSchema } from "./jsonSchema";

/** A reference page: a table of keys for each map, the outer ones first. */
export function referencePage(schema: JsonSchema, introduction: string): string {
    const sections = tables("", schema);
    return [`# ${schema.title}`, "", introduction, "", ...sections, GENERATED, ""].join("\n");
}

/** Says where a page comes from, so that nobody edits it by hand. */
export const GENERATED = "_Written by `npm run schemas` from the schemas in `infra/config/`._";

interface Row {
    readonly key: string;
    readonly schema: JsonSchema;
    readonly required: boolean;
}

function tables(path: string, schema: JsonSchema): string[] {
    const rows = rowsOf(schema);
    if (rows.length === 0) {
        return [];
    }
    const heading =
        path === ""
            ? []
            : [`## \`${path}\``, "", ...(schema.description === undefined ? [] : [schema.description, ""])];
    const table = [
        "| Key | Value | Required | Meaning |",
        "| --- | --- | --- | --- |",
        ...rows.map(tableRow),
        "",
    ];
    const below = rows.flatMap(({ key, schema: value }) =>
        nested(path === "" ? key : `${path}.${key}`, value),
    );
    return [...heading, ...table, ...below];
}

function rowsOf({ properties, required = [] }: JsonSchema): Row[] {
    return Object.entries(properties ?? {}).map(([key, schema]) => ({
        key,
        schema,
        required: required.includes(key),
    }));
}

/** Maps inside: of fixed keys, of names that people choose (`<name>`), in lists (`[]`), and as one of several forms. */
function nested(path: string, schema: JsonSchema): string[] {
    const described = (inner: JsonSchema) => ({
        ...inner,
        description: inner.description ?? schema.description,
    });
    if (schema.properties !== undefined) {
        return tables(path, schema);
    }
    if (typeof schema.additionalProperties === "object") {
        return nested(`${path}.<name>`, described(schema.additionalProperties));
    }
    if (schema.items !== undefined) {
        return nested(`${path}[]`, described(schema.items));
    }
    return (schema.anyOf ?? []).flatMap((form) => nested(path, described(form)));
}

function tableRow({ key, schema, required }: Row): string {
    const fallback =
        schema.default === undefined || isEmpty(schema.default)
            ? ""
            : ` Default: \`${plain(schema.default)}\`.`;
    const cells = [
        `\`${key}\``,
        typeOf(schema),
        required ? "yes" : "",
        `${schema.description ?? ""}${fallback}`,
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

function isEmpty(value: unknown): boolean {
    return value === "" || (value instanceof Object && Object.keys(value).length === 0);
}

function plain(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

function typeOf(schema: JsonSchema): string {
    if (schema.enum !== undefined || schema.const !== undefined) {
        return (schema.enum ?? [schema.const]).map((value) => `\`${plain(value)}\``).join(", ");
    }
    if (schema.anyOf !== undefined && schema.type === undefined) {
        return [...new Set(schema.anyOf.map(typeOf))].join(" or ");
    }
    if (Array.isArray(schema.type)) {
        return schema.type.map((type) => typeOf({ type })).join(" or ");
    }
    if (schema.type === "array") {
        return `list of ${plural(typeOf(schema.items ?? {}))}`;
    }
    if (schema.type === "integer" || schema.type === "number") {
        return `${schema.type === "integer" ? "whole number" : "number"}${bounds(schema)}`;
    }
    const names: Readonly<Record<string, string>> = {
        string: "text",
        boolean: "`true` or `false`",
        object: "map",
    };
    const formats: Readonly<Record<string, string>> = { email: "e-mail address", date: "date, `yyyy-MM-dd`" };
    return formats[schema.format ?? ""] ?? names[String(schema.type)] ?? "anything";
}

function bounds({ minimum, maximum }: JsonSchema): string {
    return minimum === undefined || maximum === undefined ? "" : `, ${minimum} to ${maximum}`;
}

function plural(type: string): string {
    return { text: "texts", map: "maps" }[type] ?? type;
}

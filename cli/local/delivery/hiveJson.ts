import type { ColumnType } from "../athena/columnType";
import { type Field, fieldOf, Mismatch } from "./hiveField";
import { JsonNumber, type JsonValue, parseExactly, splitDocuments } from "./jsonDocuments";

/** A column that records are read into. */
export interface SchemaColumn {
    /** In lower case, as Glue keeps it. */
    readonly name: string;
    readonly type: ColumnType;
}

/** What a record's data came to: lines of JSON with the schema's names and types, or why it cannot be read. */
export type Deserialized =
    | {
          readonly ok: true /** Each with a line feed at its end. */;
          readonly lines: string;
          readonly rows: number;
      }
    | {
          readonly ok: false;
          /** Firehose's code: `DataFormatConversion.ParseError` or `DataFormatConversion.MalformedData`. */
          readonly code: string;
          readonly message: string;
      };

/**
 * Reads records as Hive's JSON SerDe does: names in any case, fields that the schema does not have are skipped,
 * values must have the JSON type of their column, timestamps are written `yyyy-MM-dd HH:mm:ss[.fraction]`.
 * Several documents in one record are several rows. Sources: Firehose Developer Guide, "Convert input data format";
 * Apache Hive, "HCatalog JsonSerDe".
 */
export class HiveJsonDeserializer {
    private readonly fields: ReadonlyMap<string, Field>;

    constructor(columns: readonly SchemaColumn[]) {
        this.fields = new Map(columns.map((column) => [column.name, fieldOf(column.type)]));
    }

    read(text: string): Deserialized {
        return this.readPlain(text) ?? this.readExactly(text);
    }

    /** A line of {@link read}, written anew with nothing but the schema's columns, each once. */
    rewrite(line: string): string {
        const read = this.readExactly(line);
        return read.ok ? read.lines : `${line}\n`;
    }

    /** The common case, fast: one object on one line whose fields need no change. */
    private readPlain(text: string): Deserialized | undefined {
        let row: unknown;
        try {
            row = JSON.parse(text);
        } catch {
            return undefined;
        }
        if (typeof row !== "object" || row === null || Array.isArray(row)) {
            return undefined;
        }
        const values = row as Record<string, unknown>;
        for (const name in values) {
            const field = this.fields.get(name);
            if (field === undefined) {
                if (this.fields.has(name.toLowerCase())) {
                    return undefined;
                }
            } else if (values[name] !== null && !field.plain(values[name])) {
                return undefined;
            }
        }
        const line = text.endsWith("\n") ? text.slice(0, -1) : text;
        return line.includes("\n") ? undefined : { ok: true, lines: `${line}\n`, rows: 1 };
    }

    /** Every case: documents are parsed with their exact numbers and written anew. */
    private readExactly(text: string): Deserialized {
        const documents = splitDocuments(text);
        if (documents.length === 0) {
            return parseError("the record is empty");
        }
        let lines = "";
        for (const document of documents) {
            let row: JsonValue;
            try {
                row = parseExactly(document);
            } catch (error) {
                return parseError((error as SyntaxError).message);
            }
            if (typeof row !== "object" || row === null || Array.isArray(row) || row instanceof JsonNumber) {
                return parseError("a record must be a JSON object");
            }
            const written = new Map<string, string>();
            for (const [key, value] of Object.entries(row)) {
                const name = key.toLowerCase();
                const field = this.fields.get(name);
                if (field === undefined || value === null) {
                    continue;
                }
                try {
                    written.set(name, `${JSON.stringify(name)}:${field.write(value)}`);
                } catch (error) {
                    if (error instanceof Mismatch) {
                        return malformed(`${name}: ${error.message}`);
                    }
                    throw error;
                }
            }
            lines += `{${[...written.values()].join(",")}}\n`;
        }
        return { ok: true, lines, rows: documents.length };
    }
}

function parseError(why: string): Deserialized {
    return {
        ok: false,
        code: "DataFormatConversion.ParseError",
        message: `Encountered malformed JSON. ${why}`,
    };
}

function malformed(why: string): Deserialized {
    return {
        ok: false,
        code: "DataFormatConversion.MalformedData",
        message: `Data does not match the schema. ${why}`,
    };
}

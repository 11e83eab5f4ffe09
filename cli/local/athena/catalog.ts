import type { PlanResource, PlanValue } from "../../preview/plan";
import { record, records, text } from "../resources";
import type { ResourceIndex } from "../runtime";
import { type ColumnType, parseColumnType } from "./columnType";

const DATABASE = "aws:glue/catalogDatabase:CatalogDatabase";
const TABLE = "aws:glue/catalogTable:CatalogTable";

export interface GlueColumn {
    /** In lower case, as Glue keeps it. */
    readonly name: string;
    /** As written in the plan. */
    readonly typeName: string;
    /** Absent for a type that a local run does not read or write. */
    readonly type?: ColumnType;
}

/** A table of the Data Catalog. */
export interface GlueTable {
    readonly resource: PlanResource;
    readonly database: string;
    readonly name: string;
    readonly columns: readonly GlueColumn[];
    readonly partitionKeys: readonly GlueColumn[];
    /** Where its objects lie; the prefix ends with a slash. */
    readonly location: S3Location | undefined;
    readonly parameters: Readonly<Record<string, string>>;
    /** Whether its objects are Parquet files. */
    readonly parquet: boolean;
}

export interface S3Location {
    readonly bucket: string;
    readonly prefix: string;
}

/** The databases and tables that a plan registers. */
export class GlueCatalog {
    readonly databases: ReadonlySet<string>;
    private readonly byName = new Map<string, GlueTable>();

    constructor(index: ResourceIndex) {
        this.databases = new Set(
            index
                .ofType(DATABASE)
                .map((resource) => (text(resource.outputs.name) ?? resource.name).toLowerCase()),
        );
        for (const resource of index.ofType(TABLE)) {
            const table = readTable(resource);
            this.byName.set(`${table.database}.${table.name}`, table);
        }
    }

    get tables(): readonly GlueTable[] {
        return [...this.byName.values()];
    }

    /** Names are not case-sensitive. */
    table(database: string, name: string): GlueTable | undefined {
        return this.byName.get(`${database}.${name}`.toLowerCase());
    }
}

/** Bucket and prefix of an `s3://` URI, the prefix with a slash at its end; undefined for another text. */
export function parseS3Uri(uri: string): S3Location | undefined {
    const match = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri);
    if (match === null) {
        return undefined;
    }
    const prefix = match[2] ?? "";
    return { bucket: match[1]!, prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/` };
}

function readTable(resource: PlanResource): GlueTable {
    const { inputs } = resource;
    const storage = record(inputs.storageDescriptor);
    const serDe = text(record(storage?.serDeInfo)?.serializationLibrary) ?? "";
    return {
        resource,
        database: (text(inputs.databaseName) ?? "").toLowerCase(),
        name: (text(inputs.name) ?? text(resource.outputs.name) ?? resource.name).toLowerCase(),
        columns: readColumns(storage?.columns),
        partitionKeys: readColumns(inputs.partitionKeys),
        location: parseS3Uri(text(storage?.location) ?? ""),
        parameters: readParameters(inputs.parameters),
        parquet: serDe.endsWith("ParquetHiveSerDe"),
    };
}

function readColumns(value: PlanValue | undefined): GlueColumn[] {
    return records(value).map((column) => {
        const typeName = text(column.type) ?? "string";
        return {
            name: (text(column.name) ?? "").toLowerCase(),
            typeName,
            type: parseColumnType(typeName),
        };
    });
}

function readParameters(value: PlanValue | undefined): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [key, parameter] of Object.entries(record(value) ?? {})) {
        if (typeof parameter === "string") {
            found[key] = parameter;
        }
    }
    return found;
}

/**
 * Grants by LF-tag and by cell filter, as far as they decide about a whole table or its columns.
 * Sources: Lake Formation Developer Guide, "Lake Formation tag-based access control", "Data filtering and cell-level
 * security in Lake Formation".
 */
import type { PlanResource } from "../../preview/plan";
import { isObject } from "../../preview/values";
import { input, type PlanIndex, texts } from "./planIndex";
import type { TableRequest } from "./request";

const RESOURCE_TAGS = "aws:lakeformation/resourceLfTags:ResourceLfTags";
const CELLS_FILTER = "aws:lakeformation/dataCellsFilter:DataCellsFilter";

/** Whether the table carries one of the values of each key that the grant names. */
export function coversByTags(index: PlanIndex, grant: PlanResource, request: TableRequest): boolean {
    const policy = input(grant, "lfTagPolicy");
    if (!isObject(policy) || policy.resourceType !== "TABLE" || !Array.isArray(policy.expressions)) {
        return false;
    }
    const tags = tagsOf(index, request);
    return (
        policy.expressions.length > 0 &&
        policy.expressions.every((expression) => {
            const value = isObject(expression) ? tags.get(String(expression.key)) : undefined;
            return value !== undefined && isObject(expression) && texts(expression.values).includes(value);
        })
    );
}

/** A table inherits the tags of its database; its own of the same key take their place. */
function tagsOf(index: PlanIndex, { database, table }: TableRequest): ReadonlyMap<string, string> {
    const inherited = new Map<string, string>();
    const own = new Map<string, string>();
    for (const resource of index.ofType(RESOURCE_TAGS)) {
        const onDatabase = input(resource, "database");
        const onTable = input(resource, "table");
        const place =
            isObject(onDatabase) && onDatabase.name === database
                ? inherited
                : isObject(onTable) && onTable.databaseName === database && covers(onTable, table)
                  ? own
                  : undefined;
        const tags = input(resource, "lfTags");
        for (const tag of place && Array.isArray(tags) ? tags : []) {
            if (isObject(tag)) {
                place?.set(String(tag.key), String(tag.value));
            }
        }
    }
    return new Map([...inherited, ...own]);
}

function covers(place: { readonly [key: string]: unknown }, table: string): boolean {
    return place.wildcard === true || place.name === table;
}

/** What a filter leaves of the table: `rows` says that some are missing, `columns` lets those through that are left. */
export interface Filtered {
    readonly rows: boolean;
    readonly columns: (column: string) => boolean;
    /** Whether no column is missing. */
    readonly allColumns: boolean;
}

/** The filter that a grant names; undefined where the grant names none on the table, or one that the plan has not. */
export function filterOf(index: PlanIndex, grant: PlanResource, request: TableRequest): Filtered | undefined {
    const named = input(grant, "dataCellsFilter");
    if (!isObject(named) || named.databaseName !== request.database || named.tableName !== request.table) {
        return undefined;
    }
    const data = index
        .ofType(CELLS_FILTER)
        .map((filter) => input(filter, "tableData"))
        .find(
            (one) =>
                isObject(one) &&
                one.name === named.name &&
                one.databaseName === request.database &&
                one.tableName === request.table,
        );
    if (!isObject(data)) {
        return undefined;
    }
    const { columnNames, columnWildcard, rowFilter } = data;
    const rows = !(isObject(rowFilter) && isObject(rowFilter.allRowsWildcard));
    if (isObject(columnWildcard)) {
        const excluded = texts(columnWildcard.excludedColumnNames);
        return { rows, columns: (column) => !excluded.includes(column), allColumns: excluded.length === 0 };
    }
    const included = texts(columnNames);
    return { rows, columns: (column) => included.includes(column), allColumns: false };
}

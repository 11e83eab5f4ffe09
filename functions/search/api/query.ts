import { whatIsAllowed } from "./suggestion";

/** A search that a caller asks for. */
export interface SearchQuery {
    readonly from: number;
    readonly size: number;
    /** OpenSearch's query. */
    readonly body: Readonly<Record<string, unknown>>;
}

/** The caller's mistakes: all of them. */
export class BadQuery extends Error {
    override readonly name = "BadQuery";

    constructor(readonly problems: readonly string[]) {
        super(problems.join("; "));
    }
}

const DEFAULT_SIZE = 20;
const LARGEST_SIZE = 100;
/** OpenSearch, index setting `max_result_window`: what is further down is not looked up. */
const WINDOW = 10_000;
/** More words than anybody types, and too few to burden the domain. */
const LONGEST_TEXT = 500;
/** `at.gte`, `at.lt` … beside a field. */
const RANGE = /^(.+)\.(gte|gt|lte|lt)$/;
const PAGING = ["q", "size", "from", "sort"];

/**
 * Reads the query string: `q` searches the text fields, `<field>` and `<field>.gte|gt|lte|lt` filter, `sort=<field>` or
 * `sort=-<field>` orders, `size` (1 to 100) and `from` page.
 *
 * @throws BadQuery naming every mistake.
 */
export function readQuery(
    parameters: Readonly<Record<string, string | undefined>>,
    fields: Readonly<Record<string, string>>,
): SearchQuery {
    const problems: string[] = [];
    const size = whole("size", parameters.size, DEFAULT_SIZE, 1, LARGEST_SIZE, problems);
    const from = whole("from", parameters.from, 0, 0, WINDOW - 1, problems);
    if (from + size > WINDOW) problems.push(`from + size is ${from + size}; at most ${WINDOW} are looked up`);
    const filter = filters(parameters, fields, problems);
    const must = words(parameters.q, fields, problems);
    const sort = order(parameters.sort, fields, problems);
    if (problems.length > 0) throw new BadQuery(problems);
    const body = {
        from,
        size,
        query: { bool: { filter, must } },
        ...(sort === undefined ? {} : { sort: [sort] }),
        track_total_hits: true,
    };
    return { from, size, body };
}

function whole(
    name: string,
    given: string | undefined,
    usual: number,
    least: number,
    most: number,
    problems: string[],
): number {
    if (given === undefined) return usual;
    const value = /^\d{1,6}$/.test(given) ? Number(given) : Number.NaN;
    if (value >= least && value <= most) return value;
    problems.push(`${name} is "${given}"; ${least} to ${most} are allowed`);
    return usual;
}

/** `simple_query_string` never fails on what a person types, and offers no way to scripts or to other fields. */
function words(
    text: string | undefined,
    fields: Readonly<Record<string, string>>,
    problems: string[],
): unknown[] {
    if (text === undefined || text.trim() === "") return [];
    const searched = Object.keys(fields).filter((field) => fields[field] === "text");
    if (text.length > LONGEST_TEXT) problems.push(`q has ${text.length} characters; at most ${LONGEST_TEXT}`);
    if (searched.length === 0) problems.push("q is given, and the index has no field of type text");
    return [{ simple_query_string: { query: text, fields: searched, default_operator: "and" } }];
}

function filters(
    parameters: Readonly<Record<string, string | undefined>>,
    fields: Readonly<Record<string, string>>,
    problems: string[],
): unknown[] {
    const ranges = new Map<string, Record<string, string>>();
    const terms: unknown[] = [];
    for (const [name, value = ""] of Object.entries(parameters)) {
        const [, ranged, bound] = RANGE.exec(name) ?? [];
        const field = ranged ?? name;
        if (PAGING.includes(name)) continue;
        const type = fields[field];
        if (type === undefined) {
            problems.push(
                `"${name}" is no parameter${whatIsAllowed(field, [...PAGING, ...Object.keys(fields)])}`,
            );
        } else if (type === "text") {
            problems.push(`"${name}" is of type text, which q searches; filter by another field`);
        } else if (ranged !== undefined && bound !== undefined) {
            ranges.set(field, { ...ranges.get(field), [bound]: value });
        } else {
            terms.push({ term: { [field]: value } });
        }
    }
    return [...terms, ...[...ranges].map(([field, bounds]) => ({ range: { [field]: bounds } }))];
}

function order(
    given: string | undefined,
    fields: Readonly<Record<string, string>>,
    problems: string[],
): Record<string, unknown> | undefined {
    if (given === undefined) return undefined;
    const field = given.replace(/^-/, "");
    const sortable = Object.keys(fields).filter(
        (name) => !["text", "geo_point"].includes(fields[name] ?? ""),
    );
    if (!sortable.includes(field)) problems.push(`sort is "${given}"${whatIsAllowed(field, sortable)}`);
    return { [field]: { order: given.startsWith("-") ? "desc" : "asc" } };
}

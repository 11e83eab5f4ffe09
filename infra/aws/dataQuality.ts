/**
 * Data Quality Definition Language, as far as a mistake in it can be seen without data.
 * Source: AWS Glue Developer Guide, "Data Quality Definition Language (DQDL) reference".
 */

/** Rule type → how many columns it names first. */
export const RULE_TYPES: Readonly<Record<string, 0 | 1 | 2>> = {
    ColumnCorrelation: 2,
    ColumnCount: 0,
    ColumnDataType: 1,
    ColumnExists: 1,
    ColumnLength: 1,
    ColumnNamesMatchPattern: 0,
    ColumnValues: 1,
    Completeness: 1,
    CustomSql: 0,
    DataFreshness: 1,
    DistinctValuesCount: 1,
    Entropy: 1,
    IsComplete: 1,
    IsPrimaryKey: 1,
    IsUnique: 1,
    Mean: 1,
    RowCount: 0,
    StandardDeviation: 1,
    Sum: 1,
    UniqueValueRatio: 1,
    Uniqueness: 1,
};

/** Longest ruleset, in characters (AWS Glue API, CreateDataQualityRuleset). */
export const MAX_RULESET = 65_536;

/**
 * Why this is not a rule about a table with these columns, or `undefined` where nothing is seen to be wrong.
 *
 * @param rule E.g. `ColumnValues "temperature" between -90 and 60`.
 */
export function ruleProblem(rule: string, columns: readonly string[]): string | undefined {
    const type = /^\(*\s*([A-Za-z]+)/.exec(rule)?.[1];
    const types = Object.keys(RULE_TYPES).join(", ");
    if (type === undefined || !Object.hasOwn(RULE_TYPES, type)) {
        return `"${type ?? rule}" is not a rule type of Glue Data Quality. Allowed: ${types}`;
    }
    const quotes = rule.match(/(?<!\\)"/g)?.length ?? 0;
    if (quotes % 2 !== 0) {
        return "has a quote without its partner; column names stand in double quotes";
    }
    const named = [...rule.matchAll(/\b([A-Z][A-Za-z]+)((?:\s+"[^"]*")*)/g)].flatMap(
        ([, word = "", texts = ""]) => (texts.match(/"[^"]*"/g) ?? []).slice(0, RULE_TYPES[word] ?? 0),
    );
    if (named.length < (RULE_TYPES[type] ?? 0)) {
        return `${type} names no column; write it in double quotes, e.g. ${type} "${columns[0] ?? "id"}"`;
    }
    const unknown = named.map((text) => text.slice(1, -1)).find((name) => !columns.includes(name));
    return unknown === undefined
        ? undefined
        : `"${unknown}" is not a column of the job. Allowed: ${columns.join(", ")}`;
}

/** The ruleset of several rules. */
export function ruleset(rules: readonly string[]): string {
    return `Rules = [\n${rules.map((rule) => `    ${rule}`).join(",\n")}\n]`;
}

import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import { topicFilterProblem } from "../../aws/topicFilter";
import type { IndexSourceArgs, SearchIndexArgs } from "./indexArgs";

/** Types that an index's fields may have; OpenSearch, "Supported field types". */
export const FIELD_TYPES: readonly string[] = [
    "boolean",
    "date",
    "double",
    "geo_point",
    "integer",
    "ip",
    "keyword",
    "long",
    "text",
];

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateSearchIndex(name: string, args: SearchIndexArgs): void {
    refuseProperties(`SearchIndex "${name}"`, [
        ...sourceProblems(args.source),
        ...fieldProblems(args),
        ...retentionProblems(args),
        ...logsProblems(args),
        ...apiProblems(args),
    ]);
}

function sourceProblems(source: IndexSourceArgs): PropertyProblem[] {
    const chosen = Object.entries(source).filter(([, value]) => value !== undefined);
    const problems: PropertyProblem[] = [];
    if (chosen.length !== 1) {
        const found = chosen.length === 0 ? "none" : chosen.map(([kind]) => kind).join(" and ");
        const reason = `${found} was given; give exactly one of directPut, iot, cloudwatchLogs, dynamodb, application`;
        problems.push({ propertyPath: "source", reason });
    }
    const filterProblem = source.iot && topicFilterProblem(source.iot.topicFilter);
    if (filterProblem !== undefined) {
        const reason = `"${source.iot?.topicFilter}" ${filterProblem}`;
        problems.push({ propertyPath: "source.iot.topicFilter", reason });
    }
    const keys = source.dynamodb?.key;
    if (keys && (keys.length < 1 || keys.length > 2)) {
        const reason = `${keys.length} attributes were given; give the partition key, and the sort key where there is one`;
        problems.push({ propertyPath: "source.dynamodb.key", reason });
    }
    return problems;
}

function fieldProblems({ fields, source }: SearchIndexArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = Object.entries(fields)
        .filter(([, type]) => !FIELD_TYPES.includes(type))
        .map(([field, type]) => ({
            propertyPath: `fields.${field}`,
            reason: `"${type}" is not a type of fields; give one of ${FIELD_TYPES.join(", ")}`,
        }));
    if (Object.keys(fields).length === 0) {
        problems.push({ propertyPath: "fields", reason: "no field was given; give what is searched for" });
    }
    for (const attribute of source.dynamodb?.key ?? []) {
        if (fields[attribute] === undefined) {
            const reason = `"${attribute}" is no field of the index; add it, so that what is found can be looked up in the table`;
            problems.push({ propertyPath: "source.dynamodb.key", reason });
        }
    }
    return problems;
}

function retentionProblems({ retentionDays, source }: SearchIndexArgs): PropertyProblem[] {
    if (source.dynamodb) {
        return retentionDays === undefined
            ? []
            : [
                  {
                      propertyPath: "retentionDays",
                      reason: `${retentionDays} was given with dynamodb, whose documents go when their items do; leave it out, and let the table expire items`,
                  },
              ];
    }
    return retentionDays !== undefined && Number.isInteger(retentionDays) && retentionDays >= 1
        ? []
        : [
              {
                  propertyPath: "retentionDays",
                  reason: `${retentionDays ?? "nothing"} was given; give 1 or more days: a series without an end fills the disks`,
              },
          ];
}

/** The function's lines would be indexed by itself, which would write new ones, without end. */
function logsProblems({ source, environment }: SearchIndexArgs): PropertyProblem[] {
    const { logGroup } = source.cloudwatchLogs ?? {};
    const own = `/aws/lambda/${environment}-`;
    return logGroup?.startsWith(own) && logGroup.endsWith("-search-index")
        ? [
              {
                  propertyPath: "source.cloudwatchLogs.logGroup",
                  reason: `"${logGroup}" is the log of a function that fills an index, which would read what it writes; give another log group`,
              },
          ]
        : [];
}

function apiProblems({ api }: SearchIndexArgs): PropertyProblem[] {
    if (!api) {
        return [];
    }
    const problems: PropertyProblem[] = api.callers
        .map((arn, index) => ({ arn, index }))
        .filter(({ arn }) => !/^arn:[a-z-]+:iam::\d{12}:role\/.+/.test(arn))
        .map(({ arn, index }) => ({
            propertyPath: `api.callers[${index}]`,
            reason: `"${arn}" is not the ARN of an IAM role; arn:aws:iam::123456789012:role/name is expected`,
        }));
    if (api.callers.length === 0) {
        problems.push({
            propertyPath: "api.callers",
            reason: "nobody may search; name the IAM roles that may",
        });
    }
    return problems;
}

import type { z } from "zod";
import { CALLABLE_FUNCTIONS } from "../../aws/athenaFunctions";
import { SHARED_CAST_TYPES } from "../../aws/athenaSql";
import { dashboardFile } from "../dashboardFile";
import { domainFile } from "../domainFile";
import { environmentFile } from "../environmentFile";
import type { TierSettings } from "../model";
import { hadoopDefaults, tierDefaults } from "../tiers";
import { jsonSchema } from "./jsonSchema";
import { GENERATED, referencePage } from "./page";

/** A file that is made from the schemas, checked in, and checked to be current. */
export interface GeneratedFile {
    /** Relative to the repository. */
    readonly path: string;
    readonly text: string;
}

/** For each kind of file: the JSON Schema for editors, and the reference page; and the page about report SQL. */
export function generatedFiles(): readonly GeneratedFile[] {
    const kinds: readonly (readonly [string, z.ZodType, string])[] = [
        ["environment", environmentFile, environmentIntroduction()],
        ["domain", domainFile, DOMAIN_INTRODUCTION],
        ["dashboard", dashboardFile, DASHBOARD_INTRODUCTION],
    ];
    const files = kinds.flatMap(([name, schema, introduction]) => {
        const json = jsonSchema(schema);
        return [
            { path: `schemas/${name}.schema.json`, text: `${JSON.stringify(json, null, 2)}\n` },
            { path: `docs/reference/${name}.md`, text: referencePage(json, introduction) },
        ];
    });
    return [...files, { path: "docs/reference/report-sql.md", text: reportSqlPage() }];
}

const VALIDATED =
    "Every key is checked, unknown ones are refused, and all problems of all files are told at once: `tributary validate`. " +
    "Editors complete and check the keys as you type where the file begins with the line that the examples begin with.";

const DOMAIN_INTRODUCTION = `A data team's folder: \`domains/<folder>/domain.yaml\`. ${VALIDATED}

\`\`\`yaml
# yaml-language-server: $schema=../../schemas/domain.schema.json
domain: weather
owner: weather-team@example.com
viewers: [group/analysts]
pipelines:
  stations:
    source: { iot: { topic: stations/+/reading } }
    columns:
      station: string
      observed_at: timestamp
      temperature: { type: double, description: "Air temperature in °C" }
    partitionBy: { day: observed_at }
    transform: transforms/stations.ts
    reports: { hourly: reports/hourly.sql }
dashboards:
  overview: dashboards/overview.yaml
\`\`\`

Paths are relative to the folder and stay in it. Pipelines and reports are tables of one database: their names differ.
A report is one SELECT over the pipelines of its domain, see [report-sql.md](report-sql.md).`;

const DASHBOARD_INTRODUCTION = `Charts over the reports of a domain: \`domains/<folder>/dashboards/<name>.yaml\`. ${VALIDATED}

\`\`\`yaml
# yaml-language-server: $schema=../../../schemas/dashboard.schema.json
title: Weather in Seattle
charts:
  - title: Temperature by hour (°C)
    type: line
    report: hourly
    x: hour
    y: { column: temperature, title: "°C", format: ".1f" }
\`\`\`

\`x: hour\` is short for \`x: { column: hour }\`. A \`number\` takes a \`value\`; a \`heatmap\` takes \`x\`, \`y\` and \`color\`;
all others take \`x\` and \`y\`, and \`color\` for a series each.`;

function environmentIntroduction(): string {
    const [sandbox, production] = [
        flat({ ...tierDefaults.sandbox, hadoop: hadoopDefaults.sandbox }),
        flat({ ...tierDefaults.production, hadoop: hadoopDefaults.production }),
    ];
    const keys = [...new Set([...Object.keys(sandbox), ...Object.keys(production)])];
    const rows = keys.map(
        (key) => `| \`tributary:${key}\` | ${sandbox[key] ?? "–"} | ${production[key] ?? "–"} |`,
    );
    return `An environment is a Pulumi stack file, \`environments/Pulumi.<name>.yaml\`: \`pulumi config set\` and the provider's own keys
work as everywhere. ${VALIDATED}

\`\`\`yaml
# yaml-language-server: $schema=../schemas/environment.schema.json
config:
  aws:region: eu-west-1
  tributary:tier: production
  tributary:domains: [weather, flights]
  tributary:alarms: { email: data-platform@example.com }
\`\`\`

What the tier decides unless the file says otherwise:

| Setting | sandbox | production |
| --- | --- | --- |
${rows.join("\n")}

The rows of \`tributary:hadoop\` hold where the file has that key.

Tier \`production\` needs an e-mail address for alarms. The environment named \`prod\` is of tier \`production\`, and its data
stays protected.`;
}

/** `{ stream: { shards: 1 } }` as `{ "stream.shards": 1 }`. */
function flat(settings: TierSettings): Record<string, unknown> {
    const entries = Object.entries(settings).flatMap(([key, value]) =>
        value instanceof Object
            ? Object.entries(value).map(([inner, leaf]) => [`${key}.${inner}`, leaf])
            : [[key, value]],
    );
    return Object.fromEntries(entries);
}

function reportSqlPage(): string {
    const functions = [...CALLABLE_FUNCTIONS]
        .filter((name) => name !== "unnest")
        .map((name) => `\`${name}\``);
    return `# SQL of reports

A report runs on Athena when it is deployed, and on DuckDB when it is checked and run locally; so it uses what means the
same to both. \`tributary validate\` binds it against the declared columns, without data, and tells the line of what does not fit.

- One SELECT over the pipelines of the domain. A pipeline is a table with its columns and its partition, a text: \`day\`,
  unless \`partitionBy\` names another unit.
- Every result column has a name of its own, of lower-case letters, digits and underscores (\`AS\`), and is of a type that
  a result's table holds: text, boolean, whole number, double, decimal, date, timestamp. \`window\` is taken: it is the
  partition of the results.
- \`GROUP BY\`, \`WHERE\` and \`HAVING\` do not know the names that the select list gives: repeat the expression, or write its
  number (\`GROUP BY 1\`).
- Whole numbers divide to whole numbers: \`CAST(late AS DOUBLE) / count(*)\`.
- \`1.5\` is a decimal, whose arithmetic differs between the two: write \`1.5e0\`, or CAST the result.
- Compare times with times: \`observed_at >= TIMESTAMP '2010-06-01 00:00:00'\`.
- Columns whose names are words of SQL are written in double quotes: \`"at"\`.

Functions: ${functions.join(", ")}.

Operators: \`+ - * / % ||\`, comparisons, \`AND OR NOT\`, \`BETWEEN\`, \`IN\`, \`LIKE\`, \`IS NULL\`, \`CASE\`, \`EXTRACT(… FROM …)\`,
\`CAST\` and \`TRY_CAST\` to ${SHARED_CAST_TYPES.map((type) => `\`${type}\``).join(", ")}.

${GENERATED}
`;
}

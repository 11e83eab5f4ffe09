import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Repository, validateAll } from "../../../infra/config/load";
import { ConfigurationError, formatProblem, type Problem } from "../../../infra/config/problem";

/** Files of a small repository: path → text, or bytes. */
export type Files = Readonly<Record<string, string | Uint8Array | undefined>>;

/** The smallest environment that is right. */
export const ENVIRONMENT = `config:
  aws:region: eu-west-1
  tributary:tier: sandbox
  tributary:domains: [weather]
`;

/** A small domain that is right. */
export const DOMAIN = `domain: weather
owner: weather-team@example.com
pipelines:
  stations:
    source: { iot: { topic: stations/+/reading } }
    columns:
      station: string
      at: timestamp
      temperature: double
      count_of: int
    partitionBy: { day: at }
    reports: { hourly: reports/hourly.sql }
dashboards:
  overview: dashboards/overview.yaml
`;

export const HOURLY = 'SELECT hour("at") AS hour, avg(temperature) AS temperature FROM stations GROUP BY 1\n';

export const DASHBOARD = `title: Weather
charts:
  - { title: Temperature, type: line, report: hourly, x: hour, y: temperature }
`;

const RIGHT: Files = {
    "Pulumi.yaml": "name: tributary\n",
    "package.json": JSON.stringify({ devDependencies: { "some-data": "1.0.0" } }),
    "environments/Pulumi.dev.yaml": ENVIRONMENT,
    "domains/weather/domain.yaml": DOMAIN,
    "domains/weather/reports/hourly.sql": HOURLY,
    "domains/weather/dashboards/overview.yaml": DASHBOARD,
};

/** Folders that the tests made; they go when the tests end. */
const made: string[] = [];
process.on("exit", () => {
    for (const folder of made) {
        rmSync(folder, { recursive: true, force: true });
    }
});

/** A right repository with some files replaced, added, or left out (`undefined`). */
export function repository(changes: Files = {}): string {
    const root = mkdtempSync(join(tmpdir(), "tributary-config-"));
    made.push(root);
    for (const [path, content] of Object.entries({ ...RIGHT, ...changes })) {
        if (content !== undefined) {
            mkdirSync(dirname(join(root, path)), { recursive: true });
            writeFileSync(join(root, path), content);
        }
    }
    return root;
}

/** What is read from a repository that is right but for these changes. */
export function read(changes: Files = {}): Promise<Repository> {
    return validateAll(repository(changes));
}

/** The problems of a repository with these changes. */
export async function problemsOf(changes: Files): Promise<readonly Problem[]> {
    return problemsIn(repository(changes));
}

/** The problems of a repository. */
export async function problemsIn(root: string): Promise<readonly Problem[]> {
    try {
        await validateAll(root);
        return [];
    } catch (error) {
        if (error instanceof ConfigurationError) {
            return error.problems;
        }
        throw error;
    }
}

/** The lines that a user sees. */
export async function complaints(changes: Files): Promise<readonly string[]> {
    return (await problemsOf(changes)).map(formatProblem);
}

/** The right domain with a piece of its text replaced. */
export function domainWith(piece: string, replacement: string): Files {
    if (!DOMAIN.includes(piece)) {
        throw new Error(`the domain has no ${piece}`);
    }
    return { "domains/weather/domain.yaml": DOMAIN.replace(piece, replacement) };
}

/** The right environment with keys added. */
export function environmentWith(...lines: readonly string[]): Files {
    return { "environments/Pulumi.dev.yaml": `${ENVIRONMENT}${lines.map((line) => `  ${line}\n`).join("")}` };
}

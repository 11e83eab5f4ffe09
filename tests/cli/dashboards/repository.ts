import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ENVIRONMENT = `config:
  aws:region: eu-west-1
  tributary:tier: sandbox
  tributary:domains: [weather]
`;

export const DOMAIN = `domain: weather
owner: weather-team@example.com
viewers: [group/analysts]
pipelines:
  stations:
    source: { directPut: {} }
    columns: { station: string, temperature: double }
    reports: { daily: daily.sql }
`;

/** A small repository of its own; with `root`, its domain's file is replaced. */
export function repository(
    domain = DOMAIN,
    root = mkdtempSync(join(tmpdir(), "tributary-dashboards-")),
): string {
    const files: Record<string, string> = {
        "Pulumi.yaml": "name: tributary\nruntime: nodejs\n",
        "environments/Pulumi.dev.yaml": ENVIRONMENT,
        "domains/weather/domain.yaml": domain,
        "domains/weather/daily.sql":
            "SELECT station, max(temperature) AS warmest FROM stations GROUP BY station\n",
    };
    for (const [file, text] of Object.entries(files)) {
        mkdirSync(join(root, file, ".."), { recursive: true });
        writeFileSync(join(root, file), text);
    }
    return root;
}

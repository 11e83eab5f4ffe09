import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pull } from "../../../cli/dashboards/pull";
import { program } from "../../../cli/main";
import { validateAll } from "../../../infra/config/load";
import { awsEndpoint, type Reply } from "../../functions/awsEndpoint";
import { DOMAIN, ENVIRONMENT, repository } from "./repository";

const dataSet = (id: string) => `arn:aws:quicksight:eu-west-1:123456789012:dataset/${id}`;
const column = (ColumnName: string) => ({ DataSetIdentifier: "Daily weather", ColumnName });

const definition = (over: Record<string, unknown> = {}) => ({
    DataSetIdentifierDeclarations: [
        { Identifier: "Daily weather", DataSetArn: dataSet("dev-weather-stations-daily") },
    ],
    Sheets: [
        {
            SheetId: "s",
            Visuals: [
                {
                    LineChartVisual: {
                        VisualId: "v",
                        Title: { FormatText: { RichText: "<visual-title>Temperature</visual-title>" } },
                        ChartConfiguration: {
                            FieldWells: {
                                LineChartAggregatedFieldWells: {
                                    Category: [
                                        {
                                            CategoricalDimensionField: {
                                                FieldId: "x",
                                                Column: column("station"),
                                            },
                                        },
                                    ],
                                    Values: [
                                        {
                                            NumericalMeasureField: {
                                                FieldId: "y",
                                                Column: column("warmest"),
                                            },
                                        },
                                    ],
                                },
                            },
                        },
                    },
                },
            ],
        },
    ],
    ...over,
});

const json = (body: unknown, status = 200, error?: string): Reply => ({
    status,
    headers: { "content-type": "application/json", ...(error ? { "x-amzn-errortype": error } : {}) },
    body: JSON.stringify(body),
});

/** Runs `tributary dashboards pull` in a repository of its own, against a QuickSight that answers so. */
async function pulling(
    answer: Reply,
    id = "d",
    options: Parameters<typeof pull>[1] = { account: "123456789012" },
): Promise<{ root: string; printed: string; requests: string[] }> {
    const root = repository();
    const endpoint = await awsEndpoint(() => answer);
    const before = { ...process.env };
    Object.assign(process.env, endpoint.environment);
    const printed: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = ((text: string) => printed.push(text) > 0) as typeof write;
    try {
        await pull(id, options, root);
    } finally {
        process.stdout.write = write;
        endpoint.close();
        for (const name of Object.keys(endpoint.environment)) {
            if (before[name] === undefined) delete process.env[name];
            else process.env[name] = before[name];
        }
    }
    return {
        root,
        printed: printed.join(""),
        requests: endpoint.received.map(({ method, url }) => `${method} ${url}`),
    };
}

const written = (root: string, name: string) =>
    JSON.parse(readFileSync(join(root, "domains/weather/dashboards", `${name}.json`), "utf8"));

describe("tributary dashboards pull", function () {
    this.timeout(30_000);

    it("writes what an author drew without anything of the environment where it was drawn", async () => {
        const { root, printed, requests } = await pulling(
            json({ Name: "Climate of Seattle (dev)", Definition: definition() }),
        );
        assert.deepEqual(requests, ["GET /accounts/123456789012/dashboards/d/definition"]);
        const file = written(root, "climate_of_seattle");
        assert.equal(file.title, "Climate of Seattle");
        assert.deepEqual(file.dataSets, { "Daily weather": "daily" });
        assert.doesNotMatch(JSON.stringify(file), /arn:aws|123456789012|dev/);
        assert.match(printed, /climate_of_seattle: dashboards\/climate_of_seattle\.json/);
    });

    it("writes a file that the domain takes, and whose charts the local page draws", async () => {
        const { root } = await pulling(json({ Name: "Climate", Definition: definition() }));
        repository(`${DOMAIN}dashboards:\n  climate: dashboards/climate.json\n`, root);
        const { domains } = await validateAll(root);
        const [dashboard] = domains[0]?.dashboards ?? [];
        assert.deepEqual(dashboard?.charts, [
            {
                title: "Temperature",
                type: "line",
                report: "daily",
                x: { column: "station" },
                y: { column: "warmest" },
                width: 1,
            },
        ]);
        assert.deepEqual(dashboard?.drawn?.definition.Sheets, definition().Sheets);
    });

    it("takes an analysis, and an ARN that tells kind, account and region", async () => {
        const arn = "arn:aws:quicksight:eu-west-1:123456789012:analysis/a-1";
        const { requests } = await pulling(json({ Name: "Climate", Definition: definition() }), arn, {});
        assert.deepEqual(requests, ["GET /accounts/123456789012/analyses/a-1/definition"]);
    });

    it("refuses data sets that are no reports, since no other environment has them", async () => {
        const uploaded = definition({
            DataSetIdentifierDeclarations: [{ Identifier: "My file", DataSetArn: dataSet("0b1c") }],
        });
        await assert.rejects(pulling(json({ Name: "Climate", Definition: uploaded })), {
            name: "UsageError",
            message:
                /shows data sets that are no reports of dev: "My file" \(.*dataset\/0b1c\); .*make them reports/,
        });
    });

    it("refuses columns that the checkout's reports do not return, with the nearest spelling", async () => {
        const text = JSON.stringify(definition()).replace('"warmest"', '"warmst"');
        await assert.rejects(pulling(json({ Name: "Climate", Definition: JSON.parse(text) })), {
            name: "UsageError",
            message:
                /"warmst" is neither a column nor a calculated field of the data set Daily weather; did you mean "warmest"\?/,
        });
    });

    it("says what to do where QuickSight refuses", async () => {
        const missing = json({ message: "not found" }, 404, "ResourceNotFoundException");
        await assert.rejects(
            pulling(missing),
            /there is no dashboard "d" in account 123456789012 in eu-west-1; for an analysis add --analysis/,
        );
        const denied = json({ message: "no" }, 403, "AccessDeniedException");
        await assert.rejects(pulling(denied), /the credentials need quicksight:DescribeDashboardDefinition/);
        const broken = json({
            Name: "Climate",
            Definition: definition(),
            Errors: [{ Type: "DATA_SET_NOT_FOUND", Message: "gone" }],
        });
        await assert.rejects(pulling(broken), /QuickSight finds it broken: DATA_SET_NOT_FOUND: gone/);
    });

    it("needs the account, a name and an id that can be ones", async () => {
        const fine = json({ Name: "…", Definition: definition() });
        await assert.rejects(pulling(fine, "d", {}), /the account is not known: give --account/);
        await assert.rejects(pulling(fine), /is no name for a dashboard; give --name/);
        await assert.rejects(pulling(fine, "a b"), /neither an id nor an ARN/);
        await assert.rejects(
            pulling(fine, "d", { account: "123456789012", domain: "wether" }),
            /"wether" is not a domain of dev; did you mean "weather"\?/,
        );
    });

    it("is in the help", () => {
        const help =
            program()
                .commands.find((command) => command.name() === "dashboards")
                ?.helpInformation() ?? "";
        assert.match(help, /pull/);
        assert.ok(ENVIRONMENT.includes("eu-west-1"));
    });
});

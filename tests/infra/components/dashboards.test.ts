import assert from "node:assert/strict";
import { Dashboards, type DashboardsArgs } from "../../../infra/components/dashboards";
import { chart, DAILY_ARN, dashboardsArgs } from "./dashboards/samples";
import { at, ofType, record, the } from "./recorded";

const DASHBOARD = "pulumi-nodejs:quicksight:Dashboard";
const ANALYSIS = "pulumi-nodejs:quicksight:Analysis";
const FOLDER = "aws:quicksight/folder:Folder";
const MEMBERSHIP = "aws:quicksight/folderMembership:FolderMembership";
const GROUP = "arn:aws:quicksight:us-east-1:123456789012:group/default/";

const build = (over: Partial<DashboardsArgs> = {}) =>
    record(() => new Dashboards("weather-dashboards", dashboardsArgs(over)));

const refusal = async (over: Partial<DashboardsArgs>): Promise<string> => {
    const error = await build(over).then(
        () => assert.fail("it was built"),
        (reason: Error) => reason,
    );
    return error.message;
};

describe("the dashboards of a domain", () => {
    it("are published with their whole definition, on this environment's data sets", async () => {
        const dashboard = the(await build(), DASHBOARD);
        assert.equal(dashboard.inputs.assetId, "test-weather-dashboards-overview");
        assert.deepEqual(at(dashboard, "definition", "DataSetIdentifierDeclarations"), [
            { Identifier: "daily", DataSetArn: DAILY_ARN },
        ]);
        const visual = at(dashboard, "definition", "Sheets", 0, "Visuals", 0) as object;
        assert.deepEqual(Object.keys(visual), ["LineChartVisual"]);
    });

    it("are shared with people and groups by QuickSight's permissions, where its users live", async () => {
        const plan = await build({ viewers: ["group/analysts", "user/ann"] });
        const permissions = at(the(plan, DASHBOARD), "permissions") as {
            principal: string;
            actions: string[];
        }[];
        assert.deepEqual(
            permissions.map(({ principal }) => principal),
            [`${GROUP}analysts`, "arn:aws:quicksight:us-east-1:123456789012:user/default/ann"],
        );
        for (const { actions } of permissions) {
            assert.ok(actions.includes("quicksight:QueryDashboard"));
            assert.ok(!actions.includes("quicksight:UpdateDashboard"));
        }
        assert.equal(ofType(plan, "aws:iam/policy:Policy").length, 0);
    });

    it("lie in the domain's folder, which the same people see", async () => {
        const plan = await build();
        const membership = the(plan, MEMBERSHIP);
        assert.equal(membership.inputs.folderId, the(plan, FOLDER).inputs.folderId);
        assert.equal(membership.inputs.memberId, the(plan, DASHBOARD).inputs.assetId);
        assert.equal(at(the(plan, FOLDER), "permissions", 0, "principal"), `${GROUP}analysts`);
    });

    it("are offered to authors as analyses, which the next deployment leaves as they drew them", async () => {
        const plan = await build({ authors: ["group/authors"] });
        const analysis = the(plan, ANALYSIS);
        assert.deepEqual(
            (at(analysis, "permissions") as { principal: string }[]).map(({ principal }) => principal),
            [`${GROUP}authors`],
        );
        assert.ok(
            (at(analysis, "permissions", 0, "actions") as string[]).includes("quicksight:UpdateAnalysis"),
        );
        assert.ok(analysis.ignoreChanges.includes("definition"));
        assert.equal(ofType(await build(), ANALYSIS).length, 0);
    });

    it("keep no program text in the state but the lines that load it", async () => {
        const plan = await build({ authors: ["group/authors"] });
        for (const type of [DASHBOARD, ANALYSIS]) {
            const loader = String(the(plan, type).inputs.__provider);
            assert.ok(loader.length < 1000, `${loader.length} characters`);
            assert.doesNotMatch(loader, /CreateDashboard|QuickSightClient/);
        }
    });

    it("of a drawn definition are deployed as drawn, with the data sets of the environment", async () => {
        const drawn = {
            dataSets: { "Daily weather": "daily" },
            definition: {
                Sheets: [
                    {
                        SheetId: "s",
                        Visuals: [
                            {
                                TableVisual: {
                                    VisualId: "t",
                                    ChartConfiguration: {
                                        FieldWells: {
                                            TableAggregatedFieldWells: {
                                                GroupBy: [
                                                    {
                                                        CategoricalDimensionField: {
                                                            FieldId: "f",
                                                            Column: {
                                                                DataSetIdentifier: "Daily weather",
                                                                ColumnName: "station",
                                                            },
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
            },
        };
        const dashboards = [{ name: "drawn", title: "Drawn", charts: [], drawn }];
        const dashboard = the(await build({ dashboards }), DASHBOARD);
        assert.deepEqual(at(dashboard, "definition"), {
            DataSetIdentifierDeclarations: [{ Identifier: "Daily weather", DataSetArn: DAILY_ARN }],
            ...drawn.definition,
        });
    });

    it("of two domains live in one stack", async () => {
        const plan = await record(() => {
            new Dashboards("weather-dashboards", dashboardsArgs());
            new Dashboards("flights-dashboards", dashboardsArgs({ domainName: "flights" }));
        });
        const ids = ofType(plan, DASHBOARD).map(({ inputs }) => inputs.assetId);
        assert.equal(new Set(ids).size, 2);
        assert.equal(new Set(ofType(plan, FOLDER).map(({ inputs }) => inputs.folderId)).size, 2);
    });

    it("refuse a chart of a report that is none, and name those that are", async () => {
        const dashboards = [{ name: "overview", title: "Weather", charts: [chart({ report: "dayly" })] }];
        assert.match(
            await refusal({ dashboards }),
            /dashboards\[0\]\.charts\[0\]\.report: "dayly" is not one of reports; give daily/,
        );
    });

    it("refuse a column that the report does not return, and name those that it does", async () => {
        const dashboards = [
            { name: "overview", title: "Weather", charts: [chart({ y: { column: "temp" } })] },
        ];
        assert.match(
            await refusal({ dashboards }),
            /ColumnName: "temp" is neither a column nor a calculated field of the data set daily; give day, station, readings, temperature/,
        );
    });

    it("refuse principals that QuickSight does not know, nobody at all, and more than it takes", async () => {
        assert.match(
            await refusal({ viewers: ["analysts"] }),
            /viewers\[0\]: "analysts" is not a QuickSight principal; give user\/<name> or group\/<name>/,
        );
        assert.match(await refusal({ viewers: [] }), /viewers: 0 people and groups were given.*give 1 to 64/);
        const many = Array.from({ length: 65 }, (_, index) => `user/u${index}`);
        assert.match(await refusal({ viewers: many }), /put people together in a group/);
    });

    it("refuse two of one name, and one without a chart, at once", async () => {
        const dashboards = [
            { name: "overview", title: "Weather", charts: [chart()] },
            { name: "overview", title: "Weather again", charts: [] },
        ];
        const message = await refusal({ dashboards });
        assert.match(message, /dashboards\[1\]\.name: "overview" stands twice/);
        assert.match(message, /dashboards\[1\]\.charts: 0 were given; a sheet has 1 to 50 visuals/);
    });
});

import assert from "node:assert/strict";
import type { Plan } from "../../../../cli/preview/plan";
import { DataLake } from "../../../../infra/components/dataLake";
import { LakeDomain } from "../../../../infra/components/lakeDomain";
import { LakeGovernance, type LakeGovernanceArgs } from "../../../../infra/components/lakeGovernance";
import { LakeTags } from "../../../../infra/components/lakeTags";
import { at, lakeArgs, ofType, record, the } from "../recorded";

const ROLE = "arn:aws:iam::123456789012:role/analysts";
const PERMISSIONS = "aws:lakeformation/permissions:Permissions";
const FILTER = "aws:lakeformation/dataCellsFilter:DataCellsFilter";

function build(over: Partial<LakeGovernanceArgs> = {}, names: readonly string[] = ["weather"]): void {
    const args = lakeArgs();
    const lake = new DataLake("lake", args);
    const tags = new LakeTags("tags", { lake, tags: { sensitivity: ["public", "personal"] } });
    for (const name of names) {
        const domain = new LakeDomain(name, {
            environment: "test",
            account: args.account,
            lake,
            tables: [
                {
                    name: "stations",
                    columns: [
                        { name: "station", type: "string" },
                        { name: "wind", type: "double" },
                    ],
                    partition: { name: "day", unit: "day", range: "2010-01-01,NOW+1DAYS" },
                },
            ],
            alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms",
            scanCutoffGib: 10,
            protectData: false,
            allowDeletion: true,
        });
        new LakeGovernance(`${name}-access`, {
            account: args.account,
            lake,
            domain,
            declaredTags: tags.declared,
            readers: [
                { name: "all", roles: [ROLE], tables: ["stations"] },
                { name: "some", roles: [`${ROLE}-2`], filter: "calm" },
                { name: "tagged", roles: [`${ROLE}-3`], tags: { sensitivity: ["public"] } },
            ],
            filters: [{ name: "calm", table: "stations", rows: "wind < 3", without: ["station"] }],
            tags: {
                domain: { sensitivity: "personal" },
                tables: { stations: { sensitivity: "public" } },
            },
            ...over,
        });
    }
}

describe("lake governance", () => {
    let plan: Plan;
    before(async () => {
        plan = await record(() => build());
    });

    it("grants readers their tables, to be read and not more", () => {
        const grant = the(plan, PERMISSIONS, "weather-access-all-1-stations");
        assert.equal(grant.inputs.principal, ROLE);
        assert.deepEqual(grant.inputs.permissions, ["DESCRIBE", "SELECT"]);
        assert.deepEqual(grant.inputs.table, { databaseName: "test_weather", name: "stations" });
    });

    it("grants rows and columns through a filter, and the table itself not at all", () => {
        const filter = the(plan, FILTER);
        assert.deepEqual(at(filter, "tableData", "rowFilter"), { filterExpression: "wind < 3" });
        assert.deepEqual(at(filter, "tableData", "columnWildcard"), { excludedColumnNames: ["station"] });
        const grants = ofType(plan, PERMISSIONS).filter(({ inputs }) => inputs.principal === `${ROLE}-2`);
        assert.deepEqual(
            grants.map(({ inputs }) => [inputs.permissions, inputs.table, inputs.dataCellsFilter]),
            [
                [
                    ["SELECT"],
                    undefined,
                    {
                        tableCatalogId: "123456789012",
                        databaseName: "test_weather",
                        tableName: "stations",
                        name: "calm",
                    },
                ],
            ],
        );
        assert.ok(grants[0]?.dependencies.includes(filter.urn));
    });

    it("grants by tags once they are declared and attached", () => {
        const grant = the(plan, PERMISSIONS, "weather-access-tagged-1");
        assert.deepEqual(at(grant, "lfTagPolicy", "expressions"), [
            { key: "sensitivity", values: ["public"] },
        ]);
        const declared = the(plan, "aws:lakeformation/lfTag:LfTag");
        const attached = ofType(plan, "aws:lakeformation/resourceLfTags:ResourceLfTags");
        assert.equal(attached.length, 2);
        for (const one of attached) {
            assert.ok(one.dependencies.includes(declared.urn));
            assert.ok(grant.dependencies.includes(one.urn));
        }
    });

    it("D24: settings and registered places come before every grant, filter and tag", () => {
        const settings = the(plan, "aws:lakeformation/dataLakeSettings:DataLakeSettings");
        for (const type of [PERMISSIONS, FILTER, "aws:lakeformation/lfTag:LfTag"]) {
            for (const resource of ofType(plan, type)) {
                assert.ok(resource.dependencies.includes(settings.urn), resource.name);
            }
        }
    });

    it("filters columns alone where no rows are named", async () => {
        const other = await record(() =>
            build({ filters: [{ name: "calm", table: "stations", columns: ["station"] }] }),
        );
        assert.deepEqual(at(the(other, FILTER), "tableData", "rowFilter"), { allRowsWildcard: {} });
        assert.deepEqual(at(the(other, FILTER), "tableData", "columnNames"), ["station"]);
    });

    it("two live in one stack", async () => {
        const both = await record(() => build({}, ["weather", "flights"]));
        assert.equal(ofType(both, FILTER).length, 2);
    });

    for (const [what, over, message] of [
        [
            "two ways",
            { readers: [{ name: "a", roles: [ROLE], tables: ["stations"], filter: "calm" }] },
            /2 of tables, filter and tags were given; give exactly one/,
        ],
        [
            "no way",
            { readers: [{ name: "a", roles: [ROLE] }] },
            /0 of tables, filter and tags were given; give exactly one/,
        ],
        [
            "a role",
            { readers: [{ name: "a", roles: ["ana"], tables: ["stations"] }] },
            /"ana" is not the ARN of an IAM role or user; give one like/,
        ],
        [
            "a filter",
            { readers: [{ name: "a", roles: [ROLE], filter: "clam" }] },
            /"clam" is not one of filters; allowed: calm/,
        ],
        [
            "a filter of everything",
            { filters: [{ name: "calm", table: "stations" }] },
            /leaves everything; give rows, columns or without/,
        ],
    ] as const) {
        it(`refuses ${what} that cannot be, and says what can`, async () => {
            await assert.rejects(
                record(() => build(over)),
                (error: Error) => message.test(`${error.message} ${String(error.cause ?? "")}`),
            );
        });
    }
});

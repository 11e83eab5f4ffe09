import assert from "node:assert/strict";
import { Authorizer } from "../../../../cli/local/authorization/authorizer";
import type { TableRequest } from "../../../../cli/local/authorization/request";
import type { PlanResource, PlanValue } from "../../../../cli/preview/plan";
import {
    CATALOG,
    CATALOGUED,
    DESCRIBE,
    database,
    GLUE,
    grant,
    LOCATION_ROLE,
    LOOK_UP,
    ON_TABLE,
    type Properties,
    READ,
    READ_OBJECTS,
    settings,
    table,
} from "./handMadeCatalog";
import { ACCOUNT, allow, bucket, document, plan, ROLE, resource, role, roleOnly, urn } from "./handMadePlan";

function decide(request: TableRequest, ...resources: readonly PlanResource[]) {
    return new Authorizer(plan(...resources)).authorizeTable(request);
}

describe("Tables under Lake Formation", () => {
    it("are seen by a role with IAM's and Lake Formation's leave, and not with one of them", () => {
        const granted = grant(["DESCRIBE"], ON_TABLE);
        const decision = decide(DESCRIBE, ...CATALOGUED, ...role([LOOK_UP]), granted);
        assert.equal(decision.allowed, true);
        assert.deepEqual(decision.assumptions, []);
        const ungranted = decide(DESCRIBE, ...CATALOGUED, ...role([LOOK_UP]));
        assert.equal(ungranted.allowed, false);
        assert.equal(
            ungranted.reason,
            "role writer may not DESCRIBE table dev_weather.stations: no Lake Formation grant allows it; " +
                "add it to a new aws:lakeformation/permissions:Permissions",
        );
        assert.match(
            decide(DESCRIBE, ...CATALOGUED, roleOnly(), granted).missing ?? "",
            /^glue:GetTable on /,
        );
    });

    it("are looked up through the table, its database and the catalog", () => {
        const granted = grant(["DESCRIBE"], ON_TABLE);
        for (const left of CATALOG) {
            const rest = CATALOG.filter((arn) => arn !== left);
            const decision = decide(
                DESCRIBE,
                ...CATALOGUED,
                ...role([allow("glue:GetTable", rest)]),
                granted,
            );
            assert.equal(decision.allowed, false, left);
            const named = left.replace("*", "stations");
            assert.equal(
                decision.missing,
                `glue:GetTable on ${named} in ${urn("aws:iam/rolePolicy:RolePolicy", "writer")}`,
            );
        }
    });

    it("are refused by the catalog's own policy", () => {
        const policy = document({
            Effect: "Deny",
            Action: "glue:Get*",
            Resource: `${GLUE}:table/dev_weather/*`,
            Principal: "*",
        });
        const catalog = resource("aws:glue/resourcePolicy:ResourcePolicy", "catalog", { policy });
        const granted = grant(["DESCRIBE"], ON_TABLE);
        assert.match(
            decide(DESCRIBE, ...CATALOGUED, ...role([LOOK_UP]), granted, catalog).reason,
            /denies it/,
        );
    });

    it("are looked up with the calls that the service makes", () => {
        const request = { ...DESCRIBE, actions: ["glue:GetTable", "glue:GetTableVersions"] };
        const granted = grant(["DESCRIBE"], ON_TABLE);
        assert.match(
            decide(request, ...CATALOGUED, ...role([LOOK_UP]), granted).missing ?? "",
            /glue:GetTableVersions/,
        );
    });

    it("are seen by whoever may read them", () => {
        const granted = grant(["SELECT"], ON_TABLE);
        assert.equal(decide(DESCRIBE, ...CATALOGUED, ...role([LOOK_UP]), granted).allowed, true);
    });

    it("are granted by name, by wildcard, and by column", () => {
        const reader = role([LOOK_UP, ...READ_OBJECTS]);
        const may = (on: Properties, columns?: string[], permissions = ["SELECT"]) =>
            decide(
                { ...READ, ...(columns ? { columns } : {}) },
                ...CATALOGUED,
                ...reader,
                grant(permissions, on),
            ).allowed;
        const columns = (more: Properties) => ({
            tableWithColumns: { databaseName: "dev_weather", name: "stations", ...more },
        });
        assert.equal(may(ON_TABLE), true);
        assert.equal(may(ON_TABLE, undefined, ["ALL"]), true);
        assert.equal(may(ON_TABLE, undefined, ["DESCRIBE", "INSERT"]), false);
        assert.equal(may({ table: { databaseName: "dev_weather", name: "another" } }), false);
        assert.equal(may({ table: { databaseName: "dev_weather", wildcard: true } }), true);
        assert.equal(may({ table: { databaseName: "dev_flights", wildcard: true } }), false);
        assert.equal(may({ database: { name: "dev_weather" } }, undefined, ["ALL"]), false);
        assert.equal(may(columns({ wildcard: true })), true);
        assert.equal(may(columns({ columnNames: ["at", "wind"] }), ["at"]), true);
        assert.equal(may(columns({ columnNames: ["at"] }), ["at", "wind"]), false);
        assert.equal(may(columns({ columnNames: ["at"] })), false);
        assert.equal(may(columns({ wildcard: true, excludedColumnNames: ["owner"] }), ["at"]), true);
        assert.equal(may(columns({ wildcard: true, excludedColumnNames: ["owner"] }), ["owner"]), false);
        assert.equal(may(columns({ wildcard: true, excludedColumnNames: ["owner"] })), false);
    });

    it("are granted to a role, or to everybody in the account, but to no other", () => {
        const reader = role([LOOK_UP, ...READ_OBJECTS]);
        const may = (principal: string) =>
            decide(READ, ...CATALOGUED, ...reader, grant(["SELECT"], ON_TABLE, principal)).allowed;
        assert.equal(may(ROLE), true);
        assert.equal(may(`${ACCOUNT}:IAMPrincipals`), true);
        assert.equal(may("IAM_ALLOWED_PRINCIPALS"), true);
        assert.equal(may(LOCATION_ROLE), false);
    });

    it("are left to IAM where the settings, the database or an absence of settings say so", () => {
        const reader = role([LOOK_UP, ...READ_OBJECTS]);
        const toEverybody = (principal: PlanValue) => ({
            createTableDefaultPermissions: [{ permissions: ["ALL"], principal }],
        });
        const may = (...resources: PlanResource[]) =>
            decide(READ, table(), bucket(), ...reader, ...resources).allowed;
        assert.equal(may(database()), true);
        assert.equal(may(database(), settings(toEverybody("IAM_ALLOWED_PRINCIPALS"))), true);
        assert.equal(
            may(
                database({ createTableDefaultPermissions: [] }),
                settings(toEverybody("IAM_ALLOWED_PRINCIPALS")),
            ),
            false,
        );
        assert.equal(
            may(database(toEverybody({ dataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" })), settings()),
            true,
        );
        assert.equal(may(database(), settings()), false);
    });

    it("are seen by the data lake's administrators, who may read only what they grant themselves", () => {
        const admin = [
            database(),
            table(),
            bucket(),
            ...role([LOOK_UP, ...READ_OBJECTS]),
            settings({ admins: [ROLE] }),
        ];
        assert.equal(decide(DESCRIBE, ...admin).allowed, true);
        assert.equal(decide(READ, ...admin).allowed, false);
    });

    it("are granted by the LF-tags that they carry, their own before their database's", () => {
        const reader = role([LOOK_UP, ...READ_OBJECTS]);
        const expressions = [{ key: "sensitivity", values: ["public", "internal"] }];
        const granted = grant(["SELECT"], { lfTagPolicy: { resourceType: "TABLE", expressions } });
        const tag = (value: string, place: Properties) =>
            resource("aws:lakeformation/resourceLfTags:ResourceLfTags", `tag-${value}`, {
                lfTags: [{ key: "sensitivity", value }],
                ...place,
            });
        const { databaseName, name } = ON_TABLE.table;
        const onDatabase = (value: string) => tag(value, { database: { name: databaseName } });
        const onTable = (value: string) => tag(value, { table: { databaseName, name } });
        const decision = (...tags: ReturnType<typeof tag>[]) =>
            decide(READ, ...CATALOGUED, ...reader, granted, ...tags);
        assert.equal(decision(onDatabase("public")).allowed, true);
        assert.equal(decision(onDatabase("personal"), onTable("internal")).allowed, true);
        assert.equal(decision(onDatabase("public"), onTable("personal")).allowed, false);
        assert.match(decision().reason, /carries none of the LF-tags/);
    });

    it("are granted in part by cell filters: columns that are left, and never rows that would have to be computed", () => {
        const reader = role([LOOK_UP, ...READ_OBJECTS]);
        const { databaseName, name } = ON_TABLE.table;
        const place = { databaseName, tableName: name, name: "part", tableCatalogId: "123456789012" };
        const granted = grant(["SELECT"], { dataCellsFilter: place });
        const filter = (rest: Properties) =>
            resource("aws:lakeformation/dataCellsFilter:DataCellsFilter", "part", {
                tableData: { ...place, ...rest },
            });
        const decision = (rest: Properties, columns?: string[]) =>
            decide({ ...READ, columns }, ...CATALOGUED, ...reader, granted, filter(rest));
        const some = { columnNames: ["station"], rowFilter: { allRowsWildcard: {} } };
        assert.equal(decision(some, ["station"]).allowed, true);
        assert.match(decision(some, ["station", "wind"]).reason, /leaves out columns that are read/);
        assert.equal(decision(some).allowed, false);
        const without = {
            columnWildcard: { excludedColumnNames: ["wind"] },
            rowFilter: { allRowsWildcard: {} },
        };
        assert.equal(decision(without, ["station"]).allowed, true);
        assert.equal(decision(without, ["wind"]).allowed, false);
        const rows = { columnNames: ["station"], rowFilter: { filterExpression: "station = 'Oslo'" } };
        assert.match(decision(rows, ["station"]).reason, /a local run does not compute/);
        const unknown = decide(READ, ...CATALOGUED, ...reader, granted);
        assert.match(unknown.reason, /is not one of the table's/);
    });

    it("that the plan does not have are refused by name", () => {
        assert.match(
            decide({ ...READ, table: "moons" }, ...CATALOGUED, ...role([LOOK_UP])).reason,
            /dev_weather\.moons: the plan has no such table/,
        );
    });

    it("name the grant that says too little", () => {
        const granted = grant(["DESCRIBE"], ON_TABLE);
        const decision = decide(READ, ...CATALOGUED, ...role([LOOK_UP, ...READ_OBJECTS]), granted);
        assert.ok(
            decision.reason.includes(`(${granted.urn} grants DESCRIBE only); add it to ${granted.urn}`),
        );
    });
});

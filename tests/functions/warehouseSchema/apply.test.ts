import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { checkRequest } from "../../../functions/warehouseSchema/request";
import { dataApiEndpoint, type StatementResult } from "../redshift/dataApi";
import { type FreshModules, freshModules } from "../redshift/freshModules";

const ROLE = "arn:aws:iam::123456789012:role/prod-warehouse-weather";
const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:redshift!prod-warehouse";
const REQUEST = {
    domain: "weather",
    schema: "weather",
    lake: { schema: "weather_lake", database: "prod_weather" },
    roleArn: ROLE,
    loader: "IAMR:prod-warehouse-load-weather",
    tables: [{ name: "stations", columns: [{ name: "station", type: "string" }] }],
};
/** Rows of the catalog once everything is as it shall be. */
const PRESENT = {
    columns: [["stations", "station", "character varying", "65535", null, null]],
    users: [["iamr:prod-warehouse-load-weather"]],
    lake: [["prod_weather", `{"IAM_ROLE":"${ROLE}"}`]],
};

describe("a domain's part of the warehouse", () => {
    const original = { ...process.env };
    let endpoint: Awaited<ReturnType<typeof dataApiEndpoint>>;
    let modules: FreshModules;
    let catalog: { columns: (string | null)[][]; users: string[][]; lake: string[][] };
    let failure: (statement: string) => string | undefined;

    beforeEach(async () => {
        catalog = { columns: [], users: [], lake: [] };
        failure = () => undefined;
        secret = undefined;
        endpoint = await dataApiEndpoint((statements): StatementResult => {
            const [first = ""] = statements;
            if (first.includes("svv_columns")) return { rows: catalog.columns };
            if (first.includes("pg_user")) return { rows: catalog.users };
            if (first.includes("svv_external_schemas")) return { rows: catalog.lake };
            const error = statements
                .map((statement) => failure(statement))
                .find((text) => text !== undefined);
            return error === undefined ? {} : { error };
        });
        Object.assign(process.env, endpoint.environment);
        modules = freshModules();
    });
    afterEach(() => {
        endpoint.close();
        process.env = { ...original };
    });

    /** What a secret holds. */
    let secret: string | undefined;
    const secrets = {
        isFilled: async () => secret !== undefined,
        put: async (_secretArn: string, value: string) => {
            secret = value;
        },
    };
    const FIREHOSE = { ...REQUEST, firehose: { user: "firehose_weather", secretArn: SECRET } };

    const target = { workgroupName: "prod-warehouse", database: "analytics", secretArn: SECRET };
    const apply = (request: object = REQUEST) =>
        modules.apply.applySchema(
            new modules.database.Database(target, () => Date.now() + 60_000),
            checkRequest(request),
            secrets,
        );
    const changes = () =>
        endpoint.calls
            .filter(({ operation }) => operation.endsWith("ExecuteStatement"))
            .flatMap(({ body }) => (body.Sqls as string[] | undefined) ?? [String(body.Sql)])
            .filter((statement) => !statement.startsWith("SELECT"));

    it("is made by the administrator in one transaction: schema, tables, user, grants", async () => {
        const applied = await apply();
        assert.deepEqual(applied.changes, [
            'CREATE TABLE "weather"."stations" ("station" varchar(65535)) DISTSTYLE AUTO SORTKEY AUTO',
        ]);
        const batch = endpoint.calls.find(({ operation }) => operation === "BatchExecuteStatement");
        assert.equal(batch?.body.SecretArn, SECRET);
        assert.equal(batch?.body.WorkgroupName, "prod-warehouse");
        const statements = batch?.body.Sqls as string[];
        assert.ok(statements.includes('CREATE USER "IAMR:prod-warehouse-load-weather" PASSWORD DISABLE'));
        assert.ok(statements.includes("REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL"));
        assert.ok(
            statements.includes(
                `GRANT ASSUMEROLE ON '${ROLE}' TO "IAMR:prod-warehouse-load-weather" FOR COPY, UNLOAD`,
            ),
        );
    });

    it("reads the lake through an external schema, which is made outside of transactions", async () => {
        await apply();
        const alone = endpoint.calls.filter(({ operation }) => operation === "ExecuteStatement");
        assert.ok(
            alone.some(
                ({ body }) =>
                    body.Sql ===
                    `CREATE EXTERNAL SCHEMA "weather_lake" FROM DATA CATALOG DATABASE 'prod_weather' IAM_ROLE '${ROLE}'`,
            ),
        );
    });

    it("changes nothing when it is as declared", async () => {
        Object.assign(catalog, PRESENT);
        assert.deepEqual((await apply()).changes, []);
        assert.deepEqual(
            changes().filter(
                (statement) =>
                    /^(CREATE (TABLE "|USER|EXTERNAL)|ALTER|DROP)/.test(statement) &&
                    !/IF NOT EXISTS/.test(statement),
            ),
            [],
        );
    });

    it("makes the external schema anew when the role or the database is another one", async () => {
        Object.assign(catalog, PRESENT, { lake: [["old_weather", `{"IAM_ROLE":"${ROLE}"}`]] });
        await apply();
        assert.deepEqual(
            changes()
                .filter((statement) => /weather_lake/.test(statement))
                .map((statement) => statement.split(" ", 2).join(" ")),
            ["DROP SCHEMA", "CREATE EXTERNAL", "GRANT USAGE"],
        );
    });

    it("refuses a destructive change before anything is changed", async () => {
        catalog.columns = [["stations", "gone", "integer", null, "32", "0"]];
        await assert.rejects(
            apply(),
            /the warehouse's tables of weather are not changed:\nweather\.stations\.gone: is in the warehouse/,
        );
        assert.deepEqual(changes(), []);
    });

    it("tells what Redshift says of a statement that fails", async () => {
        failure = (statement) =>
            statement.startsWith("CREATE USER") ? "ERROR: permission denied" : undefined;
        await assert.rejects(
            apply(),
            (error: Error) =>
                error instanceof modules.database.StatementFailed && /permission denied/.test(error.message),
        );
    });

    it("gives Firehose a user whose password lies in its secret, and nowhere else", async () => {
        await apply(FIREHOSE);
        const { username, password } = JSON.parse(secret ?? "{}");
        assert.equal(username, "firehose_weather");
        assert.match(password, /^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[\w-]{8,64}$/);
        const hash = createHash("md5").update(`${password}firehose_weather`).digest("hex");
        assert.ok(changes().includes(`CREATE USER "firehose_weather" PASSWORD 'md5${hash}'`));
        assert.ok(endpoint.calls.every(({ text }) => !text.includes(password)));
    });

    it("leaves Firehose's password alone once it is there, and makes a new one where its secret has none", async () => {
        Object.assign(catalog, PRESENT);
        secret = "there";
        await apply(FIREHOSE);
        assert.ok(!changes().some((statement) => /PASSWORD/.test(statement)));
        secret = undefined;
        await apply(FIREHOSE);
        assert.ok(
            changes().some((statement) => statement.startsWith('ALTER USER "firehose_weather" PASSWORD')),
        );
        assert.ok(secret !== undefined);
    });

    it("refuses a request that is none, and says where", () => {
        assert.throws(
            () => checkRequest({ ...REQUEST, lake: {} }),
            /request\.lake\.schema: undefined; a text is expected/,
        );
        assert.throws(() => checkRequest({ ...REQUEST, tables: [{}] }), /request\.tables\[0\]\.name/);
    });
});

import assert from "node:assert/strict";
import { SourceCrawler, type SourceCrawlerArgs } from "../../../../infra/components/sourceCrawler";
import { at, list, ofType, record, statements, the } from "../recorded";
import { ground } from "./fixture";

const CRAWLER = "aws:glue/crawler:Crawler";
const GRANT = "aws:lakeformation/permissions:Permissions";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

const build = (over: Partial<SourceCrawlerArgs> = {}) =>
    new SourceCrawler("weather-surveys-crawler", { ...ground(), folder: "surveys", ...over });
const recorded = (over: Partial<SourceCrawlerArgs> = {}) => record(() => build(over));

describe("a crawler", () => {
    it("reads its folder with Lake Formation's credentials, and has no permission on the bucket itself", async () => {
        const plan = await recorded();
        const crawler = the(plan, CRAWLER);
        assert.equal(at(crawler, "lakeFormationConfiguration", "useLakeFormationCredentials"), true);
        const own = statements(the(plan, ROLE_POLICY, "weather-surveys-crawler"));
        assert.equal(
            own.some(({ Action }) => list(Action).some((action) => action.startsWith("s3:"))),
            false,
        );
        const role = the(plan, "aws:iam/role:Role", "weather-surveys-crawler").outputs.arn;
        const location = the(plan, "aws:lakeformation/resource:Resource", "weather-surveys-crawler");
        const grant = the(plan, GRANT, "weather-surveys-crawler-location");
        assert.deepEqual(
            [grant.inputs.principal, grant.inputs.permissions],
            [role, ["DATA_LOCATION_ACCESS"]],
        );
        assert.equal(at(grant, "dataLocation", "arn"), location.inputs.arn);
        assert.match(String(location.inputs.arn), /lake-raw[^/]*\/uploads\/weather\/surveys$/);
        assert.ok(crawler.dependencies.includes(grant.urn), "the grants come first");
    });

    it("can make tables, and change those only that it has found", async () => {
        const plan = await recorded();
        const prefix = String(the(plan, CRAWLER).inputs.tablePrefix);
        for (const { Action, Resource } of statements(the(plan, ROLE_POLICY, "weather-surveys-crawler"))) {
            assert.equal(list(Action).includes("glue:DeleteTable"), false);
            for (const resource of list(Resource).filter((arn) => arn.includes(":table/"))) {
                assert.ok(resource.endsWith(`/${prefix}*`), resource);
            }
        }
        assert.deepEqual(the(plan, GRANT, "weather-surveys-crawler-database").inputs.permissions, [
            "CREATE_TABLE",
            "DESCRIBE",
        ]);
    });

    it("is read for by a role that reads nothing but its folder", async () => {
        const policy = statements(the(await recorded(), ROLE_POLICY, "weather-surveys-crawler-location"));
        const read = policy.find(({ Sid }) => Sid === "ReadFiles");
        assert.match(String(read?.Resource), /\/uploads\/weather\/surveys\/\*$/);
        assert.ok(policy.find(({ Sid }) => Sid === "ListFiles")?.Condition?.StringLike?.["s3:prefix"]);
    });

    it("writes its logs under a key that lets CloudWatch encrypt them", async () => {
        const plan = await recorded();
        const key = the(plan, "aws:kms/key:Key", "weather");
        const patterns = list(
            statements(key).find(({ Sid }) => Sid === "LogsMayEncryptTheirGroups")?.Condition?.ArnLike?.[
                "kms:EncryptionContext:aws:logs:arn"
            ] as string[],
        );
        assert.ok(patterns.some((pattern) => pattern.includes("/aws-glue/crawlers-role/test-weather")));
        assert.ok(the(plan, CRAWLER).inputs.securityConfiguration);
    });

    it("can be built twice in a stack", async () => {
        const plan = await record(() => {
            const around = ground();
            new SourceCrawler("weather-surveys-crawler", { ...around, folder: "surveys" });
            new SourceCrawler("weather-audits-crawler", { ...around, folder: "audits" });
        });
        assert.equal(new Set(ofType(plan, CRAWLER).map(({ outputs }) => outputs.name)).size, 2);
    });

    it("is refused with everything that is wrong in it, and told what is right", async () => {
        await assert.rejects(recorded({ folder: "../x", schedule: "hourly" }), (error: Error) => {
            assert.match(error.message, /folder: "\.\.\/x" is not a folder's name; give lower-case letters/);
            assert.match(error.message, /schedule: "hourly" is not a schedule; cron\(/);
            return true;
        });
    });
});

import assert from "node:assert/strict";
import { environmentName, readEnvironment } from "../../../infra/config/environment";
import type { Environment } from "../../../infra/config/model";
import { formatProblem } from "../../../infra/config/problem";
import { tierDefaults } from "../../../infra/config/tiers";
import { ENVIRONMENT, repository } from "./repository";

const SANDBOX = ENVIRONMENT;
const PRODUCTION = `${ENVIRONMENT.replace("sandbox", "production")}  tributary:alarms: { email: a@example.com }\n`;

function read(text: string, name = "dev") {
    return readEnvironment(repository({ [`environments/Pulumi.${name}.yaml`]: text }), name);
}

function right(text: string, name = "dev"): Environment {
    const { environment, problems } = read(text, name);
    assert.deepEqual(problems.map(formatProblem), []);
    assert.ok(environment);
    return environment;
}

/** The problems, without their places. */
function wrong(text: string, name = "dev"): string[] {
    const { environment, problems } = read(text, name);
    assert.equal(environment, undefined);
    return problems.map(({ path, message }) => `${path}: ${message}`);
}

function withKeys(text: string, ...lines: readonly string[]): string {
    return `${text}${lines.map((line) => `  ${line}\n`).join("")}`;
}

describe("an environment", () => {
    it("has its tier's defaults where the file says nothing", () => {
        assert.deepEqual(right(SANDBOX).settings, tierDefaults.sandbox);
        assert.deepEqual(right(PRODUCTION).settings, tierDefaults.production);
    });

    it("overrides single settings and keeps the others", () => {
        const { settings } = right(
            withKeys(
                SANDBOX,
                "tributary:stream: { retentionHours: 48 }",
                "tributary:logs: { retentionDays: 7 }",
            ),
        );
        assert.deepEqual(settings.stream, { mode: "provisioned", shards: 1, retentionHours: 48 });
        assert.deepEqual(settings.logs, { retentionDays: 7 });
        assert.deepEqual(settings.lake, tierDefaults.sandbox.lake);
    });

    it("can switch the move to Infrequent Access off", () => {
        const { settings } = right(withKeys(PRODUCTION, "tributary:lake: { curatedTransitionDays: never }"));
        assert.equal("curatedTransitionDays" in settings.lake, false);
        assert.equal(settings.lake.rawExpirationDays, tierDefaults.production.lake.rawExpirationDays);
    });

    it("has shards with provisioned streams, and none on demand", () => {
        assert.deepEqual(right(withKeys(SANDBOX, "tributary:stream: { mode: on-demand }")).settings.stream, {
            mode: "on-demand",
            retentionHours: 24,
        });
        assert.deepEqual(wrong(withKeys(SANDBOX, "tributary:stream: { mode: on-demand, shards: 2 }")), [
            "config.tributary:stream.shards: has shards with mode on-demand, where AWS chooses them; remove shards, or set mode: provisioned",
        ]);
        assert.deepEqual(wrong(withKeys(PRODUCTION, "tributary:stream: { shards: 2 }")), [
            "config.tributary:stream.shards: has shards with mode on-demand (the mode of the production tier), where AWS chooses them; remove shards, or set mode: provisioned",
        ]);
        assert.deepEqual(wrong(withKeys(PRODUCTION, "tributary:stream: { mode: provisioned }")), [
            "config.tributary:stream: has mode provisioned without shards; add shards, the number of them, or set mode: on-demand",
        ]);
    });

    it("refuses numbers that AWS refuses, with the bounds and the reason", () => {
        const found = wrong(
            withKeys(
                SANDBOX,
                "tributary:stream: { retentionHours: 8761 }",
                "tributary:delivery: { bufferMib: 63, bufferSeconds: 59 }",
                "tributary:lake: { curatedTransitionDays: 29, rawExpirationDays: 0 }",
                "tributary:logs: { retentionDays: 15 }",
                "tributary:athena: { scanCutoffGib: 0.5 }",
            ),
        );
        assert.deepEqual(found, [
            "config.tributary:stream.retentionHours: 8761 is not allowed: 24 to 8760 hours, because that is what Kinesis offers (8760 hours are a year)",
            "config.tributary:delivery.bufferMib: 63 is not allowed: 64 to 128 MiB, because conversion to Parquet needs 64 and Firehose buffers at most 128",
            "config.tributary:delivery.bufferSeconds: 59 is not allowed: 60 to 900 seconds, because shorter ones make many small objects and Firehose waits at most 900",
            "config.tributary:lake.rawExpirationDays: 0 is not allowed: 1 to 36500 days",
            "config.tributary:lake.curatedTransitionDays: 29 is not allowed: 30 to 36500 days, or never, because S3 moves nothing to Standard-Infrequent Access earlier than after 30 days",
            "config.tributary:athena.scanCutoffGib: 0.5 is not what is expected: a whole number is expected",
            "config.tributary:logs.retentionDays: 15 is not one of CloudWatch's retention steps. Allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days",
        ]);
    });

    it("named prod is of tier production and protects its data", () => {
        assert.match(
            wrong(SANDBOX, "prod").join(),
            /config\.tributary:tier: is sandbox; the environment named prod is of tier production, because/,
        );
        assert.match(
            wrong(withKeys(PRODUCTION, "tributary:protectData: false"), "prod").join(),
            /config\.tributary:protectData: is false; .*pulumi state unprotect/,
        );
        assert.equal(
            right(withKeys(PRODUCTION, "tributary:protectData: false"), "staging").settings.protectData,
            false,
        );
        assert.equal(right(PRODUCTION, "prod").settings.protectData, true);
    });

    it("of tier production tells somebody about its alarms", () => {
        assert.deepEqual(wrong(SANDBOX.replace("sandbox", "production")), [
            "config.tributary:alarms: has no email; tier production needs one, because an alarm that nobody receives watches nothing",
        ]);
        assert.deepEqual(right(SANDBOX).alarms, {});
    });

    it("needs a region, and points to the key that was perhaps meant", () => {
        assert.deepEqual(wrong(SANDBOX.replace("aws:region", "aws:regoin")), [
            'config.aws:region: is missing; a text is expected; "aws:regoin" is perhaps meant to be it',
        ]);
        assert.match(
            wrong(SANDBOX.replace("eu-west-1", "Ireland")).join(),
            /config\.aws:region: "Ireland" is not an AWS region/,
        );
    });

    it("passes the provider's and Pulumi's own keys through, and refuses others", () => {
        right(
            withKeys(
                SANDBOX,
                "aws:profile: somebody",
                "aws:defaultTags: { tags: { a: b } }",
                "pulumi:autonaming: { mode: verbatim }",
            ),
        );
        right(`secretsprovider: awskms://alias/x\nencryptedkey: abc\nenvironment: [base]\n${SANDBOX}`);
        assert.match(
            wrong(withKeys(SANDBOX, "tribtary:tier: sandbox")).join(),
            /unknown key "tribtary:tier"; did you mean "tributary:tier"\?/,
        );
        assert.match(
            wrong(`secretprovider: x\n${SANDBOX}`).join(),
            /secretprovider: unknown key "secretprovider"; did you mean "secretsprovider"\?/,
        );
        assert.match(
            wrong(withKeys(SANDBOX, "tributary:stream: { shard: 1 }")).join(),
            /tributary:stream\.shard: unknown key "shard"; did you mean "shards"\?/,
        );
    });

    it("takes what `pulumi config set` writes: lists and maps as JSON texts, true as a text", () => {
        const environment = right(
            withKeys(
                SANDBOX.replace("[weather]", `'["weather"]'`),
                `tributary:protectData: "true"`,
                `tributary:stream: '{"shards":2}'`,
            ),
        );
        assert.deepEqual(environment.domains, ["weather"]);
        assert.equal(environment.settings.protectData, true);
        assert.equal(environment.settings.stream.shards, 2);
    });

    it("does not read encrypted settings, and says so", () => {
        assert.deepEqual(wrong(withKeys(SANDBOX, "tributary:alarms: { secure: v1:abc }")), [
            "config.tributary:alarms: is encrypted; these settings are read without the stack's key, and none of them is a secret: set it without --secret",
        ]);
    });

    it("lives in one account at most, of 12 digits", () => {
        assert.equal(right(SANDBOX).accountId, undefined);
        assert.equal(
            right(withKeys(SANDBOX, 'aws:allowedAccountIds: ["012345678901"]')).accountId,
            "012345678901",
        );
        assert.equal(
            right(withKeys(SANDBOX, "aws:allowedAccountIds: [123456789012]")).accountId,
            "123456789012",
        );
        assert.match(
            wrong(withKeys(SANDBOX, "aws:allowedAccountIds: [12345]")).join(),
            /12345 is not an AWS account; 12 digits in quotes are expected/,
        );
        assert.match(
            wrong(withKeys(SANDBOX, 'aws:allowedAccountIds: ["123456789012", "210987654321"]')).join(),
            /names 2 accounts; one is expected/,
        );
    });

    it("names each domain once, and one at least", () => {
        assert.match(
            wrong(SANDBOX.replace("[weather]", "[weather, weather]")).join(),
            /"weather" stands twice in the list/,
        );
        assert.match(
            wrong(SANDBOX.replace("[weather]", "[]")).join(),
            /names no domain; at least one is expected/,
        );
    });

    it("has QuickSight's users in its own region unless it says otherwise", () => {
        const { identityRegion, namespace } = right(SANDBOX).quicksight;
        assert.deepEqual(
            { identityRegion, namespace },
            { identityRegion: "eu-west-1", namespace: "default" },
        );
        const other = right(withKeys(SANDBOX, "tributary:quicksight: { identityRegion: us-east-1 }"));
        assert.equal(other.quicksight.identityRegion, "us-east-1");
    });

    it("has administrators of Lake Formation that are IAM roles or users", () => {
        const role = "arn:aws:iam::123456789012:role/data/admin";
        assert.deepEqual(
            right(withKeys(SANDBOX, `tributary:lakeAdministrators: ["${role}"]`)).lakeAdministrators,
            [role],
        );
        assert.match(
            wrong(withKeys(SANDBOX, "tributary:lakeAdministrators: [admin]")).join(),
            /\[0\]: "admin" is not the ARN of an IAM role or user/,
        );
    });

    it("has a name from which AWS names can be made", () => {
        assert.equal(environmentName("Pulumi.dev.yaml"), "dev");
        assert.equal(environmentName("Pulumi.yaml"), undefined);
        assert.match(
            wrong(SANDBOX, "Dev_1").join(),
            /the file's name: "Dev_1" is not a name for an environment/,
        );
        assert.match(
            wrong(SANDBOX, `d${"x".repeat(24)}`).join(),
            /has 25 characters; at most 24 are allowed/,
        );
    });

    it("may be given twice over the same tier without one changing the other", () => {
        const before = structuredClone(tierDefaults);
        right(withKeys(SANDBOX, "tributary:stream: { shards: 9 }"));
        assert.deepEqual(tierDefaults, before);
    });
});

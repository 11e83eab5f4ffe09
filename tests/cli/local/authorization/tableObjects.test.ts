import assert from "node:assert/strict";
import { Authorizer } from "../../../../cli/local/authorization/authorizer";
import type { TableRequest } from "../../../../cli/local/authorization/request";
import type { PlanResource } from "../../../../cli/preview/plan";
import {
    CATALOGUED,
    grant,
    LOCATION_ROLE,
    LOOK_UP,
    location,
    locationRole,
    ON_TABLE,
    READ,
    READ_OBJECTS,
} from "./handMadeCatalog";
import {
    allow,
    BUCKET,
    bucketEncryption,
    DELEGATE,
    KEY,
    key,
    plan,
    ROLE,
    resource,
    role,
} from "./handMadePlan";

function decide(request: TableRequest, ...resources: readonly PlanResource[]) {
    return new Authorizer(plan(...resources)).authorizeTable(request);
}

describe("Objects of a table", () => {
    it("are read with the registered role's permissions and the reader's leave to ask for them", () => {
        const reader = role([LOOK_UP, allow("lakeformation:GetDataAccess", "*")]);
        const granted = grant(["SELECT"], ON_TABLE);
        const base = [...CATALOGUED, location(), granted];
        assert.equal(decide(READ, ...base, ...reader, ...locationRole(...READ_OBJECTS)).allowed, true);
        assert.match(
            decide(READ, ...base, ...role([LOOK_UP]), ...locationRole(...READ_OBJECTS)).missing ?? "",
            /lakeformation:GetDataAccess/,
        );
        assert.match(
            decide(READ, ...base, ...reader, ...locationRole(READ_OBJECTS[0]!)).reason,
            /^role location may not s3:GetObject on arn:aws:s3:::lake\/weather\/stations\//,
        );
        const untrusted = role(READ_OBJECTS, {}, "location");
        assert.match(
            decide(READ, ...base, ...reader, ...untrusted).reason,
            /^lakeformation.amazonaws.com may not assume/,
        );
    });

    it("are decrypted with the registered role's permissions", () => {
        const reader = role([LOOK_UP, allow("lakeformation:GetDataAccess", "*")]);
        const base = [
            ...CATALOGUED,
            location(),
            grant(["SELECT"], ON_TABLE),
            bucketEncryption(KEY, true),
            key(DELEGATE),
        ];
        const decrypt = allow("kms:Decrypt", KEY);
        assert.equal(
            decide(READ, ...base, ...reader, ...locationRole(...READ_OBJECTS, decrypt)).allowed,
            true,
        );
        const decision = decide(READ, ...base, ...reader, ...locationRole(...READ_OBJECTS));
        assert.match(
            decision.reason,
            /^role location may not kms:Decrypt on arn:aws:kms:\S+ \(needed for s3:GetObject/,
        );
    });

    it("are read with the reader's own permissions where their location is not registered", () => {
        const base = [...CATALOGUED, grant(["SELECT"], ON_TABLE)];
        const elsewhere = location({ arn: "arn:aws:s3:::lake/flights", roleArn: LOCATION_ROLE });
        for (const resources of [base, [...base, elsewhere]]) {
            assert.equal(decide(READ, ...resources, ...role([LOOK_UP, ...READ_OBJECTS])).allowed, true);
            assert.match(decide(READ, ...resources, ...role([LOOK_UP])).missing ?? "", /^s3:ListBucket on /);
        }
    });

    it("are read with the reader's own permissions at a hybrid location until the reader opts in", () => {
        const hybrid = location({ roleArn: LOCATION_ROLE, hybridAccessEnabled: true });
        const optIn = resource("aws:lakeformation/optIn:OptIn", "writer", {
            principal: { dataLakePrincipalIdentifier: ROLE },
        });
        const base = [
            ...CATALOGUED,
            grant(["SELECT"], ON_TABLE),
            hybrid,
            ...role([LOOK_UP, ...READ_OBJECTS]),
        ];
        assert.equal(decide(READ, ...base).allowed, true);
        assert.match(decide(READ, ...base, optIn).missing ?? "", /lakeformation:GetDataAccess/);
    });

    it("are written with the permission to put objects", () => {
        const write: TableRequest = { ...READ, permission: "INSERT" };
        const granted = grant(["INSERT"], ON_TABLE);
        const may = (action: string) =>
            decide(
                write,
                ...CATALOGUED,
                ...role([LOOK_UP, allow("s3:ListBucket", BUCKET), allow(action, `${BUCKET}/*`)]),
                granted,
            ).allowed;
        assert.equal(may("s3:PutObject"), true);
        assert.equal(may("s3:GetObject"), false);
    });

    it("belong to the innermost registered location, and to none that only begins alike", () => {
        const reader = role([LOOK_UP, allow("lakeformation:GetDataAccess", "*")]);
        const outer = resource("aws:lakeformation/resource:Resource", "outer", {
            arn: BUCKET,
            roleArn: ROLE,
        });
        const inner = resource("aws:lakeformation/resource:Resource", "inner", {
            arn: `${BUCKET}/weather`,
            roleArn: LOCATION_ROLE,
        });
        const alike = resource("aws:lakeformation/resource:Resource", "alike", {
            arn: `${BUCKET}/weather/stat`,
            roleArn: ROLE,
        });
        const base = [
            ...CATALOGUED,
            grant(["SELECT"], ON_TABLE),
            ...reader,
            ...locationRole(...READ_OBJECTS),
        ];
        for (const locations of [
            [outer, inner],
            [inner, outer],
            [inner, alike],
        ]) {
            assert.equal(decide(READ, ...base, ...locations).allowed, true);
        }
    });
});

import assert from "node:assert/strict";
import { currentAccount } from "../../../../infra/aws/account";
import { CatalogEncryption } from "../../../../infra/components/catalogEncryption";
import { at, list, REGION, record, statements, the } from "../recorded";

const SETTINGS = "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings";
const PATH = "dataCatalogEncryptionSettings";

const recorded = (over: { protectData?: boolean; existingKey?: { arn: string } } = {}) =>
    record(
        () =>
            new CatalogEncryption("catalog", {
                environment: "test",
                account: currentAccount(REGION),
                protectData: false,
                allowDeletion: true,
                ...over,
            }),
    );

describe("the encryption of the Data Catalog", () => {
    it("covers metadata and passwords with one customer key", async () => {
        const plan = await recorded();
        const key = the(plan, "aws:kms/key:Key").outputs.arn;
        const settings = the(plan, SETTINGS);
        assert.equal(at(settings, PATH, "encryptionAtRest", "sseAwsKmsKeyId"), key);
        assert.deepEqual(at(settings, PATH, "connectionPasswordEncryption"), {
            returnConnectionPasswordEncrypted: true,
            awsKmsKeyId: key,
        });
    });

    it("is Glue's own work, through a role that may use the key: readers of the catalog need no right to it", async () => {
        const plan = await recorded();
        const settings = the(plan, SETTINGS);
        const role = the(plan, "aws:iam/role:Role");
        assert.equal(
            at(settings, PATH, "encryptionAtRest", "catalogEncryptionMode"),
            "SSE-KMS-WITH-SERVICE-ROLE",
        );
        assert.equal(
            at(settings, PATH, "encryptionAtRest", "catalogEncryptionServiceRole"),
            role.outputs.arn,
        );
        const policy = the(plan, "aws:iam/rolePolicy:RolePolicy");
        assert.ok(settings.dependencies.includes(policy.urn));
        const [use] = statements(policy);
        assert.equal(use?.Resource, the(plan, "aws:kms/key:Key").outputs.arn);
        assert.deepEqual(list(use?.Action), ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]);
    });

    it("takes an existing key, and makes none", async () => {
        const arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
        const plan = await recorded({ existingKey: { arn } });
        assert.equal(
            plan.resources.some(({ type }) => type === "aws:kms/key:Key"),
            false,
        );
        assert.equal(at(the(plan, SETTINGS), PATH, "encryptionAtRest", "sseAwsKmsKeyId"), arn);
    });

    it("keeps its key where the environment protects its data: without it the catalog cannot be read", async () => {
        assert.equal(the(await recorded({ protectData: true }), "aws:kms/key:Key").protect, true);
        assert.equal(the(await recorded(), "aws:kms/key:Key").protect, false);
    });
});

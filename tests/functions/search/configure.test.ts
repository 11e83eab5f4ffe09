import assert from "node:assert/strict";
import { applyDeclaration } from "../../../functions/search/configure/apply";
import { checkDeclaration, type Declaration } from "../../../functions/search/configure/declaration";
import { OpenSearch } from "../../../functions/search/openSearch";
import { openSearchEndpoint } from "../openSearchEndpoint";

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const SECURITY = "/_plugins/_security/api";
const POLICY = "/_plugins/_ism/policies/tributary-weather.alerts";

const declaration = (over: Partial<Declaration> = {}): Declaration => ({
    endpoint: "http://localhost",
    masterRoleArn: role("configure"),
    administrators: [role("admin")],
    peopleRoleArn: role("people"),
    replicas: 2,
    indices: [
        {
            name: "weather.alerts",
            fields: { at: "date", text: "text" },
            series: { deleteAfterDays: 31 },
            writers: [role("delivery")],
            readers: [role("api")],
        },
    ],
    snapshots: {
        bucket: "snapshots",
        region: "eu-west-1",
        roleArn: role("snapshots"),
        retentionDays: 30,
        hour: 1,
    },
    ...over,
});

describe("the configuration of a search domain", () => {
    let server: Awaited<ReturnType<typeof openSearchEndpoint>>;
    let client: OpenSearch;
    beforeEach(async () => {
        server = await openSearchEndpoint();
        client = new OpenSearch({ endpoint: server.endpoint, region: "eu-west-1", backoffMs: 1 });
    });
    afterEach(() => server.close());
    const stored = (path: string) => server.domain.stored.get(path) as Record<string, never>;

    it("lets writers write, readers read and people look, each in the declared indices only", async () => {
        await applyDeclaration(client, declaration());
        const write = stored(`${SECURITY}/roles/tributary-weather.alerts-write`);
        assert.deepEqual(write.index_permissions, [
            { index_patterns: ["weather.alerts-*"], allowed_actions: ["create_index", "crud", "manage"] },
        ]);
        const read = stored(`${SECURITY}/roles/tributary-weather.alerts-read`);
        assert.deepEqual(read.index_permissions, [
            { index_patterns: ["weather.alerts-*"], allowed_actions: ["read"] },
        ]);
        const members = (name: string) => stored(`${SECURITY}/rolesmapping/${name}`).backend_roles;
        assert.deepEqual(members("tributary-weather.alerts-write"), [role("delivery")]);
        assert.deepEqual(members("tributary-weather.alerts-read"), [role("api")]);
        assert.deepEqual(members("tributary-people"), [role("people")]);
        assert.deepEqual(members("opensearch_dashboards_user"), [role("people")]);
        assert.deepEqual(members("all_access"), [role("configure"), role("admin")]);
    });

    it("gives indices to come their fields, their copies and their end", async () => {
        await applyDeclaration(client, declaration());
        const template = stored("/_index_template/tributary-weather.alerts") as Record<string, unknown>;
        assert.deepEqual(template.index_patterns, ["weather.alerts-*"]);
        assert.deepEqual(template.template, {
            settings: { number_of_shards: 1, number_of_replicas: 2 },
            mappings: { dynamic: false, properties: { at: { type: "date" }, text: { type: "text" } } },
        });
        const policy = stored(POLICY) as Record<string, unknown>;
        assert.match(JSON.stringify(policy.states), /"min_index_age":"31d"/);
        assert.deepEqual(policy.ism_template, [{ index_patterns: ["weather.alerts-*"], priority: 100 }]);
    });

    it("applied again changes no policy, and fails at none", async () => {
        await applyDeclaration(client, declaration());
        server.domain.writes.length = 0;
        await applyDeclaration(client, declaration());
        assert.deepEqual(
            server.domain.writes.filter((write) => /_ism|_sm/.test(write)),
            [],
        );
    });

    it("a changed retention replaces the policy's version, and reaches indices that exist", async () => {
        await applyDeclaration(client, declaration());
        server.domain.writes.length = 0;
        const [index] = declaration().indices;
        const changed = declaration({ indices: [{ ...index!, series: { deleteAfterDays: 8 } }] });
        await applyDeclaration(client, changed);
        assert.match(JSON.stringify(stored(POLICY)), /"min_index_age":"8d"/);
        assert.ok(server.domain.writes.includes("POST /_plugins/_ism/change_policy/weather.alerts-*"));
    });

    it("an index that nobody declares loses its roles and its template, and no data", async () => {
        await applyDeclaration(client, declaration());
        server.domain.writes.length = 0;
        const { removed } = await applyDeclaration(
            client,
            declaration({ indices: [], peopleRoleArn: undefined }),
        );
        assert.deepEqual([...removed].sort(), [
            "tributary-people",
            "tributary-weather.alerts",
            "tributary-weather.alerts-read",
            "tributary-weather.alerts-write",
        ]);
        assert.equal(stored(`${SECURITY}/rolesmapping/tributary-weather.alerts-write`), undefined);
        const deleted = server.domain.writes.filter((write) => write.startsWith("DELETE"));
        assert.ok(
            deleted.every((write) => /_security|_index_template/.test(write)),
            deleted.join(", "),
        );
    });

    it("snapshots go to the bucket with the domain's role, daily", async () => {
        await applyDeclaration(client, declaration());
        assert.deepEqual(stored("/_snapshot/tributary").settings, {
            bucket: "snapshots",
            region: "eu-west-1",
            role_arn: role("snapshots"),
            base_path: "snapshots",
        });
        assert.match(JSON.stringify(stored("/_plugins/_sm/policies/tributary")), /"0 1 \* \* \*"/);
    });

    it("a changed type of a field fails the deployment with OpenSearch's reason", async () => {
        server.domain.intercept = ({ method, url }) =>
            method === "PUT" && url.includes("_mapping")
                ? { status: 400, body: { error: { reason: "mapper [at] cannot be changed" } } }
                : undefined;
        await assert.rejects(
            applyDeclaration(client, declaration()),
            /_mapping: 400: mapper \[at\] cannot be changed/,
        );
    });

    it("signs requests for the domain's service, and tries a busy domain again", async () => {
        let refused = 0;
        server.domain.intercept = () => (refused++ < 2 ? { status: 429, body: {} } : undefined);
        await client.request("PUT", ["_snapshot", "x"], { type: "s3" });
        assert.equal(server.received.length, 3);
        assert.match(
            String(server.received[0]?.headers.authorization),
            /^AWS4-HMAC-SHA256 Credential=.*\/eu-west-1\/es\/aws4_request, SignedHeaders=.*x-amz-content-sha256/,
        );
    });

    it("spells patterns as the signature needs them", async () => {
        await client.request("PUT", ["a.b-*", "_mapping"], {});
        assert.equal(server.received[0]?.url, "/a.b-%2A/_mapping");
    });

    it("refuses what is no declaration, naming every problem", () => {
        assert.throws(
            () => checkDeclaration({ endpoint: "x", replicas: 7, indices: [{ name: "Bad" }] }),
            /endpoint is "x".*masterRoleArn.*administrators.*replicas is 7; allowed: 0 to 2.*indices\[0\]\.name is "Bad"/s,
        );
    });
});

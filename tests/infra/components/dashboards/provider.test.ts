import assert from "node:assert/strict";
import { QuickSightDashboard } from "../../../../infra/components/dashboards/definedAsset";
import {
    type AssetInputs,
    type AssetOutputs,
    assetProvider,
} from "../../../../infra/components/dashboards/provider/asset";
import { analysisCalls, dashboardCalls } from "../../../../infra/components/dashboards/provider/calls";
import { awsEndpoint, type Received, type Reply } from "../../../functions/awsEndpoint";
import { record, the } from "../recorded";
import { DAILY_ARN } from "./samples";

const ARN = "arn:aws:quicksight:eu-west-1:123456789012:dashboard/d";
const PATIENCE = { pollMilliseconds: 1, patienceMilliseconds: 200 };
const ANALYST = "arn:aws:quicksight:us-east-1:123456789012:group/default/analysts";

const asset = (over: Partial<AssetInputs> = {}): AssetInputs => ({
    region: "eu-west-1",
    awsAccountId: "123456789012",
    assetId: "d",
    name: "Weather",
    definition: { DataSetIdentifierDeclarations: [{ Identifier: "daily", DataSetArn: DAILY_ARN }] },
    permissions: [{ principal: ANALYST, actions: ["quicksight:DescribeDashboard"] }],
    tags: { owner: "weather" },
    ...over,
});

const json = (body: unknown, status = 200, error?: string): Reply => ({
    status,
    headers: { "content-type": "application/json", ...(error ? { "x-amzn-errortype": error } : {}) },
    body: JSON.stringify(body),
});

/** QuickSight, as far as one dashboard goes: versions that take a moment, and one that viewers see. */
class FakeQuickSight {
    versions: { status: string; looks: number; name: string; definition: unknown; errors?: unknown[] }[] = [];
    published = 0;
    permissions: { Principal: string; Actions: string[] }[] = [];
    outcome = "SUCCESSFUL";
    requests: string[] = [];

    answer({ method, url, body }: Received): Reply {
        const [path = "", query = ""] = url.split("?");
        this.requests.push(`${method} ${path}`);
        const input = body === "" ? {} : JSON.parse(body);
        if (path.startsWith("/resources/") || decodeURIComponent(path).startsWith("/resources/")) {
            return json({ Status: 200 });
        }
        if (path.endsWith("/permissions")) {
            if (method === "GET") return json({ Permissions: this.permissions });
            this.permissions.push(...(input.GrantPermissions ?? []));
            return json({ Permissions: this.permissions });
        }
        if (this.versions.length === 0 && method !== "POST") {
            return json({ message: "Dashboard d is not found" }, 404, "ResourceNotFoundException");
        }
        if (path.includes("/versions/")) {
            this.published = Number(path.split("/versions/")[1]);
            return json({ DashboardId: "d" });
        }
        if (path.endsWith("/definition")) {
            return json({ DashboardId: "d", Definition: this.versions[this.published - 1]?.definition });
        }
        if (method === "DELETE") {
            this.versions = [];
            return json({ DashboardId: "d" });
        }
        if (method === "GET") {
            const number = Number(/version-number=(\d+)/.exec(query)?.[1] ?? this.published);
            const version = this.versions[number - 1]!;
            version.looks -= 1;
            const kind = number === 1 ? "CREATION" : "UPDATE";
            const Status = `${kind}_${version.looks > 0 ? "IN_PROGRESS" : version.status}`;
            return json({
                Dashboard: {
                    Arn: ARN,
                    Name: version.name,
                    Version: { VersionNumber: number, Status, Errors: version.errors },
                },
            });
        }
        this.versions.push({
            status: this.outcome,
            looks: 3,
            name: input.Name,
            definition: input.Definition,
            ...(this.outcome === "FAILED"
                ? { errors: [{ Type: "COLUMN_TYPE_MISMATCH", Message: "day is no number" }] }
                : {}),
        });
        if (method === "POST") {
            this.published = 1;
            this.permissions = input.Permissions;
        }
        const VersionArn = `${ARN}/version/${this.versions.length}`;
        return json({ Arn: ARN, VersionArn, DashboardId: "d" }, 202);
    }
}

async function against<T>(
    fake: FakeQuickSight,
    run: () => Promise<T>,
): Promise<{ result: T; received: Received[] }> {
    const endpoint = await awsEndpoint((request) => fake.answer(request));
    const before = { ...process.env };
    Object.assign(process.env, endpoint.environment);
    try {
        return { result: await run(), received: endpoint.received };
    } finally {
        endpoint.close();
        for (const name of Object.keys(endpoint.environment)) {
            if (before[name] === undefined) delete process.env[name];
            else process.env[name] = before[name];
        }
    }
}

const provider = assetProvider(dashboardCalls, PATIENCE);

async function created(fake: FakeQuickSight, inputs = asset()): Promise<{ id: string; outs: AssetOutputs }> {
    const { result } = await against(fake, () => provider.create(inputs));
    return result as { id: string; outs: AssetOutputs };
}

describe("the provider of dashboards and analyses", () => {
    it("creates a dashboard with definition, sharing and tags, and is done when QuickSight is", async () => {
        const fake = new FakeQuickSight();
        const { result, received } = await against(fake, () => provider.create(asset()));
        assert.equal(result.id, "123456789012,eu-west-1,d");
        assert.equal(result.outs?.arn, ARN);
        assert.equal(result.outs?.revision, "1");
        const [create, ...looks] = received;
        assert.equal(`${create?.method} ${create?.url}`, "POST /accounts/123456789012/dashboards/d");
        assert.deepEqual(JSON.parse(create?.body ?? ""), {
            Definition: asset().definition,
            Name: "Weather",
            Permissions: [{ Principal: ANALYST, Actions: ["quicksight:DescribeDashboard"] }],
            Tags: [{ Key: "owner", Value: "weather" }],
            ValidationStrategy: { Mode: "STRICT" },
        });
        assert.equal(looks.length, 3, "it waits until the version is good");
    });

    it("says why QuickSight refused a definition, and leaves nothing in the way of the next attempt", async () => {
        const fake = new FakeQuickSight();
        fake.outcome = "FAILED";
        await assert.rejects(
            created(fake),
            /dashboard "Weather" \(d\): CREATION_FAILED: COLUMN_TYPE_MISMATCH: day is no number/,
        );
        assert.equal(fake.versions.length, 0);
    });

    it("shows an update to viewers only when it is good", async () => {
        const fake = new FakeQuickSight();
        const { id, outs } = await created(fake);
        const changed = asset({ definition: { ...asset().definition, Sheets: [{ SheetId: "s" }] } });
        const { result } = await against(fake, () => provider.update!(id, outs, changed));
        assert.equal(fake.published, 2);
        assert.equal(result.outs?.revision, "2");

        fake.outcome = "FAILED";
        const broken = asset({ name: "Broken" });
        await assert.rejects(
            against(fake, () => provider.update!(id, { ...outs, revision: "2" }, broken)),
            /UPDATE_FAILED/,
        );
        assert.equal(fake.published, 2, "viewers still see the version that works");
    });

    it("changes who sees a dashboard without making a version of it", async () => {
        const fake = new FakeQuickSight();
        const { id, outs } = await created(fake);
        const other = ANALYST.replace("analysts", "operations");
        const { received } = await against(fake, () =>
            provider.update!(
                id,
                outs,
                asset({ permissions: [{ principal: other, actions: ["quicksight:DescribeDashboard"] }] }),
            ),
        );
        assert.equal(fake.versions.length, 1);
        const change = JSON.parse(received.find(({ url }) => url.endsWith("/permissions"))?.body ?? "");
        assert.deepEqual(change, {
            GrantPermissions: [{ Principal: other, Actions: ["quicksight:DescribeDashboard"] }],
            RevokePermissions: [{ Principal: ANALYST, Actions: ["quicksight:DescribeDashboard"] }],
        });
    });

    it("finds on refresh what somebody has published by hand, and no difference where nobody has", async () => {
        const fake = new FakeQuickSight();
        const { id, outs } = await created(fake);
        fake.versions[0]!.definition = { ...asset().definition, Options: { WeekStart: "SUNDAY" } };
        const untouched = (await against(fake, () => provider.read!(id, outs))).result;
        assert.equal((await provider.diff!(id, untouched.props, asset())).changes, false);

        fake.versions.push({ ...fake.versions[0]!, definition: { Sheets: [{ SheetId: "by hand" }] } });
        fake.published = 2;
        const touched = (await against(fake, () => provider.read!(id, outs))).result;
        assert.deepEqual(touched.props?.definition, { Sheets: [{ SheetId: "by hand" }] });
        assert.equal((await provider.diff!(id, touched.props, asset())).changes, true);
    });

    it("notices that a dashboard is gone, and deletes one that is gone without a complaint", async () => {
        const fake = new FakeQuickSight();
        const { id, outs } = await created(fake);
        await against(fake, () => provider.delete!(id, outs));
        assert.equal(fake.versions.length, 0);
        await against(fake, () => provider.delete!(id, outs));
        assert.deepEqual((await against(fake, () => provider.read!(id, outs))).result, {});
    });

    it("imports a dashboard by account, region and id, and says so of any other id", async () => {
        const fake = new FakeQuickSight();
        const { id } = await created(fake);
        const { result } = await against(fake, () => provider.read!(id, undefined));
        assert.equal(result.props?.name, "Weather");
        assert.deepEqual(result.props?.definition, asset().definition);
        await assert.rejects(
            async () => provider.read!("d", undefined),
            /<account>,<region>,<id of the asset> is expected/,
        );
    });

    it("replaces a dashboard whose id, account or region changes, and updates one whose definition does", async () => {
        const old = { ...asset(), arn: ARN, revision: "1" };
        const plan = (over: Partial<AssetInputs>) => provider.diff!("", old, asset(over));
        assert.deepEqual((await plan({ assetId: "e" })).replaces, ["assetId"]);
        assert.deepEqual((await plan({ region: "eu-west-2" })).replaces, ["region"]);
        const { replaces, changes } = await plan({ name: "Climate" });
        assert.deepEqual({ replaces, changes }, { replaces: [], changes: true });
        assert.equal((await plan({ tags: { owner: "weather" } })).changes, false);
    });

    it("does not wait forever for QuickSight", async () => {
        const fake = new FakeQuickSight();
        fake.answer = ({ method }) =>
            method === "GET"
                ? json({ Dashboard: { Version: { VersionNumber: 1, Status: "CREATION_IN_PROGRESS" } } })
                : json({ VersionArn: `${ARN}/version/1` }, 202);
        await assert.rejects(created(fake), /still CREATION_IN_PROGRESS after .* look at it in QuickSight/);
    });

    it("deletes an analysis for good, so that its id is free again", async () => {
        const fake = new FakeQuickSight();
        fake.answer = () => json({});
        const { received } = await against(fake, () =>
            assetProvider(analysisCalls, PATIENCE).delete!("", { ...asset(), arn: "", revision: "" }),
        );
        assert.match(received[0]?.url ?? "", /\/analyses\/d\?force-delete-without-recovery=true/);
    });

    it("is found by the lines that the state holds, from any folder of the project", async () => {
        const plan = await record(
            () =>
                new QuickSightDashboard(
                    "d",
                    { ...asset(), permissions: [], definition: asset().definition },
                    {},
                ),
        );
        const loader = String(the(plan, "pulumi-nodejs:quicksight:Dashboard").inputs.__provider);
        const exported: { handler?: () => unknown } = {};
        new Function("exports", "require", loader)(exported, require);
        const here = process.cwd();
        process.chdir("infra");
        try {
            const loaded = exported.handler?.() as Record<string, unknown>;
            assert.deepEqual(Object.keys(loaded).sort(), ["create", "delete", "diff", "read", "update"]);
        } finally {
            process.chdir(here);
        }
    });
});

import { awsEndpoint, type Received } from "./awsEndpoint";

interface Document {
    readonly [key: string]: unknown;
}

/**
 * As much of an OpenSearch domain as the functions use, in memory: it versions policies and refuses a change that does
 * not name the version, as the real one does.
 */
export class FakeDomain {
    readonly stored = new Map<string, Document>();
    readonly versions = new Map<string, number>();
    readonly writes: string[] = [];
    /** Answers instead of the domain, where it answers at all. */
    intercept: (request: Received) => { status: number; body: unknown } | undefined = () => undefined;

    answer(request: Received): { status: number; body: unknown } {
        const intercepted = this.intercept(request);
        if (intercepted) return intercepted;
        const url = new URL(request.url, "http://localhost");
        const path = decodeURIComponent(url.pathname);
        if (request.method === "GET") return this.read(path);
        this.writes.push(`${request.method} ${path}`);
        const body = request.body === "" ? {} : JSON.parse(request.body);
        if (request.method === "DELETE") {
            return { status: this.stored.delete(path) ? 200 : 404, body: {} };
        }
        if (/^\/_plugins\/_(ism|sm)\/policies\//.test(path)) return this.writeVersioned(path, url, body);
        this.stored.set(path, body);
        return { status: 200, body: { acknowledged: true } };
    }

    private read(path: string): { status: number; body: unknown } {
        if (path === "/_plugins/_security/api/roles") {
            const roles = this.under("/_plugins/_security/api/roles/");
            return { status: 200, body: { all_access: { reserved: true }, ...roles } };
        }
        if (path === "/_index_template/tributary-*") {
            const names = Object.keys(this.under("/_index_template/"));
            return { status: 200, body: { index_templates: names.map((name) => ({ name })) } };
        }
        const found = this.stored.get(path);
        if (found === undefined) return { status: 404, body: { error: "not found" } };
        const version = { _seq_no: this.versions.get(path), _primary_term: 1 };
        const property = path.includes("/_sm/") ? "sm_policy" : "policy";
        // What OpenSearch adds by itself must not count as a difference.
        return { status: 200, body: { ...version, [property]: { ...found, last_updated_time: 1 } } };
    }

    private writeVersioned(path: string, url: URL, body: Document): { status: number; body: unknown } {
        const version = this.versions.get(path);
        const named = url.searchParams.get("if_seq_no");
        if (version !== undefined && named !== String(version)) {
            return { status: 409, body: { error: { reason: "version conflict" } } };
        }
        this.versions.set(path, (version ?? 0) + 1);
        this.stored.set(path, (body.policy ?? body) as Document);
        return { status: 200, body: {} };
    }

    private under(prefix: string): Record<string, Document> {
        const entries = [...this.stored].filter(([path]) => path.startsWith(prefix));
        return Object.fromEntries(entries.map(([path, value]) => [path.slice(prefix.length), value]));
    }
}

/** A {@link FakeDomain} that listens on loopback. */
export async function openSearchEndpoint() {
    const domain = new FakeDomain();
    const server = await awsEndpoint((request) => {
        const { status, body } = domain.answer(request);
        return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    });
    return { domain, ...server, endpoint: server.environment.AWS_ENDPOINT_URL };
}

import { isDeepStrictEqual } from "node:util";
import type { OpenSearch } from "../openSearch";

/**
 * Creates or updates what OpenSearch versions: its APIs refuse a change that does not name the version it replaces.
 *
 * @param property where the answer holds the document, e.g. `policy`
 * @returns whether something was changed: a document whose declared keys are as they should be stays as it is.
 */
export async function putVersioned(
    client: OpenSearch,
    path: readonly string[],
    property: string,
    document: Readonly<Record<string, unknown>>,
    create: "PUT" | "POST" = "PUT",
): Promise<boolean> {
    const { status, body } = await client.request("GET", path, undefined, { allowed: [404] });
    const payload = property === "policy" ? { policy: document } : document;
    if (status === 404) {
        await client.request(create, path, create === "POST" ? document : payload);
        return true;
    }
    const found = body as Record<string, unknown> & { _seq_no?: number; _primary_term?: number };
    if (holds(found[property], document)) return false;
    await client.request("PUT", path, create === "POST" ? document : payload, {
        query: { if_seq_no: String(found._seq_no), if_primary_term: String(found._primary_term) },
    });
    return true;
}

/** Whether everything that is declared is there; OpenSearch adds keys of its own, at every level. */
function holds(found: unknown, declared: unknown): boolean {
    if (Array.isArray(declared)) {
        return (
            Array.isArray(found) &&
            found.length === declared.length &&
            declared.every((element, index) => holds(found[index], element))
        );
    }
    if (typeof declared === "object" && declared !== null) {
        return (
            typeof found === "object" &&
            found !== null &&
            Object.entries(declared).every(([key, value]) =>
                holds((found as Record<string, unknown>)[key], value),
            )
        );
    }
    return isDeepStrictEqual(found, declared);
}

import { identifier } from "./sql";

/** The table of a schema that remembers which objects have been loaded. No pipeline can be called so. */
export const LEDGER = "_loaded_objects";

export function ledgerTable(schema: string): string {
    return identifier(schema, LEDGER);
}

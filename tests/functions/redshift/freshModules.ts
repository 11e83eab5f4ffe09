/** Modules of functions as a new execution environment would have them. */
export interface FreshModules {
    readonly clients: typeof import("../../../functions/clients");
    readonly database: typeof import("../../../functions/redshift/database");
    readonly apply: typeof import("../../../functions/warehouseSchema/apply");
}

/** Clients are made once a process, as in Lambda; a test with an endpoint of its own needs new ones. */
export function freshModules(): FreshModules {
    for (const name of ["clients", "redshift/database", "warehouseSchema/apply"]) {
        delete require.cache[require.resolve(`../../../functions/${name}`)];
    }
    return {
        clients: require("../../../functions/clients"),
        database: require("../../../functions/redshift/database"),
        apply: require("../../../functions/warehouseSchema/apply"),
    };
}

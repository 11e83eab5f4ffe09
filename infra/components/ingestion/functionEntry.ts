/** Source of a function's entry point, relative to the repository: it is bundled when the program runs. */
export function functionEntry(
    name: "transform" | "reports" | "embed" | "load" | "snapshotAge" | "warehouseSchema",
): string {
    return `functions/${name}/handler.ts`;
}

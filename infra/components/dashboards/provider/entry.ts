import type { dynamic } from "@pulumi/pulumi";
import { assetProvider } from "./asset";
import { analysisCalls, dashboardCalls } from "./calls";

/** The providers that the engine's process asks for by name: see `definedAsset.ts`. */
export const providers: Readonly<Record<"dashboard" | "analysis", dynamic.ResourceProvider>> = {
    dashboard: assetProvider(dashboardCalls),
    analysis: assetProvider(analysisCalls),
};

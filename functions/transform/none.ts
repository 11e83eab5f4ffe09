import type { Transform } from "./transform";

/** Stands in for the domain's transform where a pipeline declares none: messages are rows already. */
export const transform: Transform | undefined = undefined;

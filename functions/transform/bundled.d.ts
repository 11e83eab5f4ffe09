/**
 * The domain's own transform: the bundler (`infra/aws/bundle.ts`) puts the pipeline's file, or `none.ts`, in its place.
 */
declare module "tributary:transform" {
    export const transform: import("./transform").Transform | undefined;
}

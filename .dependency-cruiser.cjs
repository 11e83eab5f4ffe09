/** Who may import whom. The reasons are in CONTRIBUTING.md, "Layout". */

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
    forbidden: [
        forbid(
            "nothing-imports-cli",
            "The command line reads the plan and the configuration; nothing that is deployed may depend on it.",
            { path: "^(infra|policies|functions|domains)/" },
            { path: "^cli/" },
        ),
        forbid(
            "infra-stands-alone",
            "The program is what Pulumi runs: it knows policies and handlers by their files only.",
            { path: "^infra/" },
            { path: "^(policies|functions|domains)/" },
        ),
        forbid(
            "policies-know-facts-only",
            "A rule must judge foreign programs, too: of infra it may use the facts about AWS, not our components.",
            { path: "^policies/" },
            { path: "^(functions|domains)/|^infra/(?!aws/)" },
        ),
        forbid(
            "rules-are-light",
            "A rule is a pure function: it neither loads the SDK nor the policy host.",
            { path: "^policies/[^/]+/" },
            { path: "node_modules/@pulumi", dependencyTypesNot: ["type-only"] },
        ),
        forbid(
            "functions-stand-alone",
            "What runs in Lambda is bundled from functions and a domain's transform alone.",
            { path: "^functions/" },
            { path: "^(infra|policies|cli|domains)/" },
        ),
        forbid(
            "domains-see-the-transform-api",
            "A data team's code depends on the transform's types and on its own files.",
            { path: "^domains/([^/]+)/" },
            { path: "^(infra|policies|cli)/|^functions/(?!transform/transform\\.ts$)|^domains/(?!$1/)" },
        ),
        forbid(
            "domains-are-apart",
            "One team's files do not depend on another's.",
            { path: "^domains/([^/]+)/" },
            { path: "^domains/", pathNot: "^domains/$1/" },
        ),
        forbid(
            "no-cycles",
            "Files that need each other are one file, or need a third.",
            {},
            { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
        ),
        forbid(
            "resolvable",
            "An import that cannot be found.",
            {},
            { couldNotResolve: true, pathNot: "^tributary:" },
        ),
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        exclude: { path: "(^|/)(dist|\\.tributary)/" },
        tsConfig: { fileName: "tsconfig.json" },
        tsPreCompilationDeps: true,
        combinedDependencies: true,
        enhancedResolveOptions: {
            exportsFields: ["exports"],
            conditionNames: ["import", "require", "node", "default", "types"],
        },
    },
};

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type DomainDraft, dataSetsOf, declaredName, draftDomain, readDomain, unknownDomain } from "./domain";
import { environmentName, missingEnvironment, readEnvironment } from "./environment";
import { undeclaredTags } from "./governance";
import { missingConnections } from "./job";
import type { Configuration, Domain, Environment } from "./model";
import { ConfigurationError, type Problem } from "./problem";
import { SqlChecker } from "./sql/checker";
import { readYaml, type YamlFile } from "./yamlFile";

/** Everything that the repository says. */
export interface Repository {
    readonly environments: readonly Environment[];
    readonly domains: readonly Domain[];
}

/** Names of the environments, in alphabetical order. */
function environmentNames(root: string): string[] {
    return entries(join(root, "environments"))
        .flatMap((file) => environmentName(file) ?? [])
        .sort();
}

/**
 * One environment, with the domains that it names, read, checked, and completed with its tier's defaults.
 *
 * @throws ConfigurationError with all problems of the environment's file, its domains' files, and the files that they name.
 */
export async function loadConfiguration(args: { root: string; stack: string }): Promise<Configuration> {
    const { root, stack } = args;
    const known = environmentNames(root);
    if (!known.includes(stack)) {
        throw missingEnvironment(stack, known);
    }
    const { environment, yaml, problems: found } = readEnvironment(root, stack);
    const problems = [...found];
    const folders = readFolders(root);
    const wanted = environment?.domains ?? namedDomains(yaml);
    const chosen = folders.filter(({ name }) => name !== undefined && wanted.includes(name));
    problems.push(...sharedNames(chosen));
    if (yaml !== undefined) {
        problems.push(...unresolved(wanted, folders, yaml));
    }
    const domains = await readDomains(root, chosen, problems);
    if (environment !== undefined && yaml !== undefined) {
        problems.push(...unmet(environment, domains, chosen));
    }
    if (environment === undefined || problems.length > 0) {
        throw new ConfigurationError(problems);
    }
    const ordered = environment.domains.flatMap(
        (name) => domains.find((domain) => domain.name === name) ?? [],
    );
    return { environment, domains: ordered, root };
}

/**
 * Every environment and every domain of the repository, also those that no environment names.
 *
 * @throws ConfigurationError with all problems of all files.
 */
export async function validateAll(root: string): Promise<Repository> {
    const names = environmentNames(root);
    const problems: Problem[] = [];
    if (names.length === 0) {
        problems.push({
            file: "environments",
            line: 1,
            column: 1,
            path: "",
            message: "has no Pulumi.<name>.yaml; an environment is such a file",
        });
    }
    const folders = readFolders(root);
    problems.push(...folders.flatMap((folder) => folder.problems), ...sharedNames(folders));
    const domains = await readDomains(root, folders, problems);
    const environments: Environment[] = [];
    for (const name of names) {
        const result = readEnvironment(root, name);
        problems.push(...result.problems);
        if (result.yaml !== undefined) {
            problems.push(
                ...unresolved(result.environment?.domains ?? namedDomains(result.yaml), folders, result.yaml),
            );
        }
        if (result.environment !== undefined) {
            environments.push(result.environment);
            problems.push(...unmet(result.environment, domains, folders));
        }
    }
    if (problems.length > 0) {
        throw new ConfigurationError(problems);
    }
    return { environments, domains };
}

/** One folder in `domains/`. */
interface Folder {
    readonly absolute: string;
    readonly yaml?: YamlFile;
    /** The name that its file gives it. */
    readonly name?: string;
    /** Why its file cannot be read. */
    readonly problems: readonly Problem[];
}

function readFolders(root: string): Folder[] {
    const parent = join(root, "domains");
    const folders = entries(parent).filter(
        (name) => !name.startsWith(".") && statSync(join(parent, name)).isDirectory(),
    );
    return folders.sort().map((folder) => {
        const absolute = join(parent, folder, "domain.yaml");
        const read = readYaml(root, absolute, "a domain");
        return "problems" in read
            ? { absolute, problems: read.problems.map(withHint) }
            : { absolute, yaml: read.yaml, name: declaredName(read.yaml), problems: [] };
    });
}

function withHint(problem: Problem): Problem {
    return problem.message === "does not exist"
        ? { ...problem, message: "does not exist; every folder in domains/ is a domain and has this file" }
        : problem;
}

function entries(folder: string): string[] {
    return existsSync(folder) ? readdirSync(folder) : [];
}

/** The domains that an environment names, read from a file that is otherwise wrong. */
function namedDomains(yaml: YamlFile | undefined): string[] {
    const { config } = (yaml?.data ?? {}) as { config?: Record<string, unknown> };
    const named = config?.["tributary:domains"];
    return Array.isArray(named) ? named.filter((name) => typeof name === "string") : [];
}

async function readDomains(root: string, folders: readonly Folder[], problems: Problem[]): Promise<Domain[]> {
    const drafts: DomainDraft[] = folders.flatMap(({ yaml, absolute }) =>
        yaml === undefined ? [] : [draftDomain(yaml, root, absolute)],
    );
    const sql = new SqlChecker(root, drafts.flatMap(dataSetsOf));
    try {
        const domains: Domain[] = [];
        for (const draft of drafts) {
            const read = await readDomain(draft, sql);
            problems.push(...read.problems);
            domains.push(...(read.domain === undefined ? [] : [read.domain]));
        }
        return domains;
    } finally {
        await sql.close();
    }
}

/** Two files that give one name. */
function sharedNames(folders: readonly Folder[]): Problem[] {
    return folders.flatMap(({ name, yaml, absolute }) => {
        const others = folders.filter((other) => other.name === name && other.absolute !== absolute);
        if (name === undefined || yaml === undefined || others.length === 0) {
            return [];
        }
        const files = others.map((other) => other.yaml?.file).join(", ");
        return [
            yaml.problem(
                ["domain"],
                `"${name}" is also the domain of ${files}; a name belongs to one domain, rename one`,
            ),
        ];
    });
}

function unresolved(wanted: readonly string[], folders: readonly Folder[], yaml: YamlFile): Problem[] {
    const known = folders.flatMap(({ name }) => name ?? []);
    const missing = wanted.flatMap((name, index) =>
        known.includes(name)
            ? []
            : [yaml.problem(["config", "tributary:domains", index], unknownDomain(name, known))],
    );
    // A file that cannot be read may be the one that is looked for.
    return missing.length === 0 ? [] : [...missing, ...folders.flatMap((folder) => folder.problems)];
}

/** What a domain asks for, and an environment that names it cannot give. */
function unmet(environment: Environment, domains: readonly Domain[], folders: readonly Folder[]): Problem[] {
    const connections = domains
        .filter(({ name }) => environment.domains.includes(name))
        .flatMap((domain) => {
            const yaml = folders.find((folder) => folder.name === domain.name)?.yaml;
            return yaml === undefined
                ? []
                : [
                      ...missingConnections(yaml, environment, domain.jobs ?? []),
                      ...(domain.governance ? undeclaredTags(yaml, environment, domain.governance) : []),
                  ];
        });
    return [...foreignStreams(environment, domains, folders), ...connections];
}

/** A delivery stream reads a Kinesis stream of its own region only. */
function foreignStreams(
    environment: Environment,
    domains: readonly Domain[],
    folders: readonly Folder[],
): Problem[] {
    return domains
        .filter(({ name }) => environment.domains.includes(name))
        .flatMap((domain) =>
            domain.pipelines.flatMap(({ name, source }) => {
                const region = source.kind === "kinesis" ? source.streamArn.split(":")[3] : undefined;
                const yaml = folders.find((folder) => folder.name === domain.name)?.yaml;
                if (region === undefined || region === environment.region || yaml === undefined) {
                    return [];
                }
                const message = `the stream is in ${region} and the environment ${environment.name} in ${environment.region}; Firehose reads streams of its own region only`;
                return [yaml.problem(["pipelines", name, "source", "kinesis", "stream"], message)];
            }),
        );
}

import { basename, join } from "node:path";
import { configKeys, type EnvironmentFile, environmentFile } from "./environmentFile";
import { connectionSettings, etlProblem, etlSettings } from "./etl";
import { hadoopProblems, hadoopSettings } from "./hadoop";
import { logAnalyticsSettings } from "./logAnalytics";
import type { Environment, StreamSettings, Tier, TierSettings } from "./model";
import { dashedName } from "./names";
import { networkSettings } from "./network";
import { ConfigurationError, type Problem } from "./problem";
import { quicksightSettings } from "./quicksight";
import { check, valueAt } from "./schemaProblems";
import { searchProblems, searchSettings } from "./search";
import { nearest, whatIsAllowed } from "./spelling";
import {
    hadoopDefaults,
    logAnalyticsDefaults,
    searchDefaults,
    tierDefaults,
    warehouseDefaults,
} from "./tiers";
import { disasterRecoveryProblem, warehouseProblems, warehouseSettings } from "./warehouse";
import { readYaml, type YamlFile } from "./yamlFile";

/** The environment that is the real one: it has the production tier, and its data stays protected. */
const PRODUCTION = "prod";
const FILE_NAME = /^Pulumi\.(.+)\.ya?ml$/;

type Config = EnvironmentFile["config"];

/** An environment's file that was read, and what is wrong in it. */
export interface EnvironmentResult {
    /** Absent where the file is not right. */
    readonly environment?: Environment;
    /** Absent where the file cannot be read at all. */
    readonly yaml?: YamlFile;
    readonly problems: readonly Problem[];
}

/** The environment that a file name stands for: `Pulumi.dev.yaml` is `dev`. */
export function environmentName(file: string): string | undefined {
    return FILE_NAME.exec(basename(file))?.[1];
}

/** Reads `environments/Pulumi.<name>.yaml` and fills in its tier's defaults. */
export function readEnvironment(root: string, name: string): EnvironmentResult {
    const read = readYaml(
        root,
        join(root, "environments", `Pulumi.${name}.yaml`),
        "`config:` with `aws:region` and `tributary:` keys",
    );
    if ("problems" in read) {
        return read;
    }
    const { yaml } = read;
    const { value, problems } = check(environmentFile, yaml, [], withJsonTexts(yaml.data));
    const shape = problems
        .filter((problem) => !isEncrypted(yaml, problem))
        .map((problem) => withRegionHint(problem, yaml));
    const all = [...nameProblems(name, yaml), ...keyProblems(yaml), ...shape];
    if (value === undefined) {
        return { yaml, problems: all };
    }
    const settings = settle(value.config);
    const conflicts = [
        ...streamProblems(settings.stream, value.config, yaml),
        ...tierProblems(name, value.config, yaml),
        ...hadoopConflicts(settings, yaml),
        ...searchConflicts(settings, yaml),
        ...storeProblems(settings, value.config, yaml),
        ...etlProblems(settings, yaml),
    ];
    if (all.length + conflicts.length > 0) {
        return { yaml, problems: [...all, ...conflicts] };
    }
    return { environment: environmentOf(name, value.config, settings), yaml, problems: [] };
}

function environmentOf(name: string, config: Config, settings: TierSettings): Environment {
    const account = config["aws:allowedAccountIds"]?.[0];
    return {
        name,
        region: config["aws:region"],
        ...(account === undefined ? {} : { accountId: String(account) }),
        tier: config["tributary:tier"],
        domains: config["tributary:domains"],
        settings,
        alarms: config["tributary:alarms"],
        lakeAdministrators: config["tributary:lakeAdministrators"],
        lakeTags: config["tributary:lakeTags"],
        connections: connectionSettings(config["tributary:connections"]),
        quicksight: quicksightSettings(
            config["tributary:quicksight"],
            config["aws:region"],
            config["tributary:tier"],
        ),
    };
}

/** The tier's defaults, with what the file says put over them. */
function settle(config: Config): TierSettings {
    const defaults = tierDefaults[config["tributary:tier"]];
    const { curatedTransitionDays: given, ...lake } = config["tributary:lake"];
    const { curatedTransitionDays: usual, ...usualLake } = defaults.lake;
    const transition = given === "never" ? undefined : (given ?? usual);
    const warehouse = warehouseSettings(
        warehouseDefaults[config["tributary:tier"]],
        config["tributary:warehouse"],
    );
    const search = searchSettings(searchDefaults[config["tributary:tier"]], config["tributary:search"]);
    const disasterRecovery = config["tributary:disasterRecovery"];
    const logAnalytics = logAnalyticsSettings(
        logAnalyticsDefaults[config["tributary:tier"]],
        config["tributary:logAnalytics"],
        config["aws:region"],
    );
    return {
        stream: streamSettings(defaults.stream, config["tributary:stream"]),
        delivery: { ...defaults.delivery, ...config["tributary:delivery"] },
        lake: {
            ...usualLake,
            ...lake,
            ...(transition === undefined ? {} : { curatedTransitionDays: transition }),
        },
        athena: { ...defaults.athena, ...config["tributary:athena"] },
        logs: { ...defaults.logs, ...config["tributary:logs"] },
        ...(defaults.streams === undefined
            ? {}
            : { streams: { ...defaults.streams, ...config["tributary:streams"] } }),
        network: networkSettings(defaults.network, config["tributary:network"]),
        etl: etlSettings(defaults.etl, config["tributary:etl"]),
        protectData: config["tributary:protectData"] ?? defaults.protectData,
        ...hadoopOf(config),
        ...(search === undefined ? {} : { search }),
        ...(warehouse === undefined ? {} : { warehouse }),
        ...(disasterRecovery === undefined ? {} : { disasterRecovery }),
        ...(logAnalytics === undefined ? {} : { logAnalytics }),
    };
}

/** Only environments with the section have Hadoop. */
function hadoopOf(config: Config): Pick<TierSettings, "hadoop"> {
    const hadoop = hadoopSettings(hadoopDefaults[config["tributary:tier"]], config["tributary:hadoop"]);
    return hadoop === undefined ? {} : { hadoop };
}

function hadoopConflicts({ hadoop }: TierSettings, yaml: YamlFile): Problem[] {
    return (hadoop === undefined ? [] : hadoopProblems(hadoop)).map(({ path, message }) =>
        yaml.problem(["config", "tributary:hadoop", ...path], message),
    );
}

/** A default number of shards does not outlive a change of the mode. */
function streamSettings(defaults: StreamSettings, given: Config["tributary:stream"]): StreamSettings {
    const mode = given.mode ?? defaults.mode;
    const shards = given.shards ?? (mode === "provisioned" ? defaults.shards : undefined);
    const retentionHours = given.retentionHours ?? defaults.retentionHours;
    return { mode, ...(shards === undefined ? {} : { shards }), retentionHours };
}

function streamProblems(stream: StreamSettings, config: Config, yaml: YamlFile): Problem[] {
    const path = ["config", "tributary:stream"];
    if (stream.mode === "on-demand" && stream.shards !== undefined) {
        const why =
            config["tributary:stream"].mode === undefined
                ? ` (the mode of the ${config["tributary:tier"]} tier)`
                : "";
        const message = `has shards with mode on-demand${why}, where AWS chooses them; remove shards, or set mode: provisioned`;
        return [yaml.problem([...path, "shards"], message)];
    }
    if (stream.mode === "provisioned" && stream.shards === undefined) {
        return [
            yaml.problem(
                path,
                "has mode provisioned without shards; add shards, the number of them, or set mode: on-demand",
            ),
        ];
    }
    return [];
}

function etlProblems({ etl }: TierSettings, yaml: YamlFile): Problem[] {
    const message = etl && etlProblem(etl);
    return message === undefined ? [] : [yaml.problem(["config", "tributary:etl"], message)];
}

/** What Redshift would refuse of the warehouse that tier and file together make. */
function storeProblems(settings: TierSettings, config: Config, yaml: YamlFile): Problem[] {
    const { warehouse, disasterRecovery, network } = settings;
    const found = warehouse ? warehouseProblems(warehouse, network) : [];
    const recovery = disasterRecoveryProblem(disasterRecovery, config["aws:region"], warehouse);
    return [
        ...found.map(({ path, message }) =>
            yaml.problem(["config", "tributary:warehouse", ...path], message),
        ),
        ...(recovery === undefined ? [] : [yaml.problem(["config", "tributary:disasterRecovery"], recovery)]),
    ];
}

/** What the file, or the tier together with it, makes of search. */
function searchConflicts({ search, network }: TierSettings, yaml: YamlFile): Problem[] {
    const path = ["config", "tributary:search"];
    return search === undefined
        ? []
        : searchProblems(search, network).map(({ key, message }) => {
              const given = valueAt(yaml.data, [...path, key]) !== undefined;
              return given ? yaml.problem([...path, key], message) : yaml.problem(path, `${key} ${message}`);
          });
}

/** What the tier promises, and what would break the promise. */
function tierProblems(name: string, config: Config, yaml: YamlFile): Problem[] {
    const tier: Tier = config["tributary:tier"];
    const problems: Problem[] = [];
    if (name === PRODUCTION && tier !== "production") {
        const message = `is ${tier}; the environment named ${PRODUCTION} is of tier production, because people trust it not to lose data`;
        problems.push(yaml.problem(["config", "tributary:tier"], message));
    }
    if (name === PRODUCTION && config["tributary:protectData"] === false) {
        const message = `is false; the environment named ${PRODUCTION} protects its data. To delete something on purpose, take its protection off with \`pulumi state unprotect\``;
        problems.push(yaml.problem(["config", "tributary:protectData"], message));
    }
    if (tier === "production" && config["tributary:alarms"].email === undefined) {
        const message =
            "has no email; tier production needs one, because an alarm that nobody receives watches nothing";
        problems.push(yaml.problem(["config", "tributary:alarms"], message));
    }
    const domains = config["tributary:domains"];
    for (const [index, domain] of domains.entries()) {
        if (domains.indexOf(domain) < index) {
            problems.push(
                yaml.problem(
                    ["config", "tributary:domains", index],
                    `"${domain}" stands twice in the list; remove one`,
                ),
            );
        }
    }
    return problems;
}

function nameProblems(name: string, yaml: YamlFile): Problem[] {
    const result = dashedName("an environment").safeParse(name);
    return (result.error?.issues ?? []).map(({ message }) =>
        yaml.keyProblem([], `the file's name: "${name}" ${message}`),
    );
}

/** Keys of `config` that nobody reads: a typo would otherwise leave a default in place, silently. */
function keyProblems(yaml: YamlFile): Problem[] {
    const config = valueAt(yaml.data, ["config"]);
    if (!(config instanceof Object) || Array.isArray(config)) {
        return [];
    }
    const ours = configKeys.filter((key) => key.startsWith("tributary:"));
    return Object.keys(config).flatMap((key) => {
        const path = ["config", key];
        if (isSecret(valueAt(yaml.data, path)) && configKeys.includes(key)) {
            return [
                yaml.problem(
                    path,
                    "is encrypted; these settings are read without the stack's key, and none of them is a secret: set it without --secret",
                ),
            ];
        }
        if (configKeys.includes(key) || /^(aws|pulumi):/.test(key)) {
            return [];
        }
        return [
            yaml.keyProblem(
                path,
                `unknown key "${key}"${whatIsAllowed(key, [...ours, "aws:…", "pulumi:…"])}`,
            ),
        ];
    });
}

function isSecret(value: unknown): boolean {
    return value instanceof Object && Object.hasOwn(value, "secure");
}

function isEncrypted(yaml: YamlFile, problem: Problem): boolean {
    const key = /^config\.((?:aws|tributary):\w+)/.exec(problem.path)?.[1];
    return key !== undefined && isSecret(valueAt(yaml.data, ["config", key]));
}

/** `pulumi config set` writes lists and maps as JSON texts, and `true` as a text, unless it is told otherwise. */
function withJsonTexts(data: unknown): unknown {
    const config = valueAt(data, ["config"]);
    if (!(config instanceof Object) || Array.isArray(config)) {
        return data;
    }
    const read = Object.entries(config).map(([key, value]) => [
        key,
        configKeys.includes(key) ? parsedText(value) : value,
    ]);
    return { ...(data as object), config: Object.fromEntries(read) };
}

function parsedText(value: unknown): unknown {
    if (typeof value !== "string" || !/^\s*([[{]|true$|false$)/.test(value)) {
        return value;
    }
    try {
        return JSON.parse(value);
    } catch {
        return value;
    }
}

/** A misspelled `aws:region` passes to the provider unchecked: the problem of the missing one points to it. */
function withRegionHint(problem: Problem, yaml: YamlFile): Problem {
    const config = valueAt(yaml.data, ["config"]);
    if (
        problem.path !== "config.aws:region" ||
        !(config instanceof Object) ||
        Object.hasOwn(config, "aws:region")
    ) {
        return problem;
    }
    const guess = nearest("aws:region", Object.keys(config));
    return guess === undefined
        ? problem
        : { ...problem, message: `${problem.message}; "${guess}" is perhaps meant to be it` };
}

/** The problem of a stack that has no file. */
export function missingEnvironment(name: string, known: readonly string[]): ConfigurationError {
    const message = `there is no environment "${name}"${whatIsAllowed(name, known)}`;
    const file = /^[\w.-]+$/.test(name) ? `environments/Pulumi.${name}.yaml` : "environments";
    return new ConfigurationError([{ file, line: 1, column: 1, path: "", message }]);
}

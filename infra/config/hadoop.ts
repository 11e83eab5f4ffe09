import { z } from "zod";
import {
    architectureOf,
    IDLE_SECONDS,
    MOST_TYPES_OF_A_FLEET,
    NODE_SIZES,
    objectUriProblem,
    releaseProblem,
    SPOT_TIMEOUT_MINUTES,
    scheduleProblem,
    vcpusOf,
} from "../aws/emr";
import { whole } from "./bounds";
import type { Hadoop, HadoopSettings } from "./model";
import type { Problem } from "./problem";
import { fileInFolder, readText } from "./textFile";
import type { YamlFile } from "./yamlFile";

/** Larger than any script that people write. */
const MAX_SCRIPT_BYTES = 1024 * 1024;
/** vCPUs: bounds of what a mistake can cost. */
const MOST_VCPUS = 4096;

/** A text for which a fact of AWS's finds no problem. */
function checked(problemOf: (text: string) => string | undefined) {
    return z.string().superRefine((text, context) => {
        const message = problemOf(text);
        if (message !== undefined) {
            context.addIssue({ code: "custom", message });
        }
    });
}

const types = z
    .array(
        checked((type) =>
            vcpusOf(type) === undefined
                ? `"${type}" is not an instance type for a node; one such as m6g.xlarge is expected, of the sizes ${NODE_SIZES.join(", ")}`
                : undefined,
        ),
    )
    .min(1, { error: "names no instance type; one or more are expected" })
    .max(MOST_TYPES_OF_A_FLEET, { error: `are too many; EMR takes ${MOST_TYPES_OF_A_FLEET} in a fleet` })
    .refine((all) => new Set(all).size === all.length, { error: "names a type twice; name each once" });

const certificates = z
    .union(
        [
            checked((uri) => objectUriProblem(uri, ".zip")),
            z.strictObject({
                pem: checked((uri) => objectUriProblem(uri, ".zip"))
                    .optional()
                    .describe(
                        "Zip file in S3 with privateKey.pem, certificateChain.pem and trustedCertificates.pem.",
                    ),
                jar: checked((uri) => objectUriProblem(uri, ".jar"))
                    .optional()
                    .describe("Jar in S3 with a class that makes certificates, instead of `pem`."),
                className: z
                    .string()
                    .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/, {
                        error: "is not the full name of a Java class, such as com.example.Certificates",
                    })
                    .optional()
                    .describe("Full name of that class, which implements `TLSArtifactsProvider`."),
                key: z
                    .string()
                    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, {
                        error: "is not the ARN of a KMS key; arn:aws:kms:eu-west-1:123456789012:key/… is expected",
                    })
                    .optional()
                    .describe("ARN of the KMS key of that file, where it is a customer's."),
            }),
        ],
        { error: "is the place of a zip file in S3, or a map with `pem`, or with `jar` and `className`" },
    )
    .transform((value) => (typeof value === "string" ? { pem: value } : value))
    .superRefine((value, context) => {
        const provider = "jar" in value && (value.jar !== undefined || value.className !== undefined);
        const complete = "jar" in value && value.jar !== undefined && value.className !== undefined;
        if ((value.pem === undefined) === !provider || (provider && !complete)) {
            const message =
                "names not exactly one source; either pem, or jar and className together are expected";
            context.addIssue({ code: "custom", message });
        }
    })
    .meta({
        description:
            "Certificates for what passes between nodes: a zip file in S3, or a map. Required with `runOn: clusters`.",
    });

/** `tributary:hadoop` */
export const hadoopSection = z
    .strictObject({
        runOn: z
            .enum(["clusters", "serverless"])
            .optional()
            .describe(
                "`clusters`: Amazon EMR on EC2. `serverless`: EMR Serverless, which costs nothing while nothing runs.",
            ),
        release: checked(releaseProblem).optional().describe("EMR release, e.g. `emr-7.14.0`."),
        masterTypes: types
            .optional()
            .describe("Instance types of the one master node; EMR takes one that is to be had."),
        coreTypes: types
            .optional()
            .describe("Instance types of core nodes, which are on demand and hold HDFS."),
        coreVcpus: whole(4, MOST_VCPUS, "vCPUs").optional().describe("vCPUs of core nodes together."),
        taskTypes: types
            .optional()
            .describe("Instance types of task nodes, which are on Spot: the more, the better the chance."),
        taskVcpus: whole(4, MOST_VCPUS, "vCPUs")
            .optional()
            .describe("vCPUs of task nodes together that a cluster starts with."),
        maxTaskVcpus: whole(4, MOST_VCPUS, "vCPUs")
            .optional()
            .describe("vCPUs of task nodes together that managed scaling may add up to."),
        spotTimeoutMinutes: whole(SPOT_TIMEOUT_MINUTES.least, SPOT_TIMEOUT_MINUTES.most, "minutes")
            .optional()
            .describe(
                "Minutes after which on-demand nodes take the place of Spot nodes that are not to be had.",
            ),
        idleMinutes: whole(
            IDLE_SECONDS.least / 60,
            IDLE_SECONDS.most / 60,
            "minutes",
            "EMR waits a week at most",
        )
            .optional()
            .describe(
                "Minutes without work after which a long-running cluster ends, or a serverless application stops.",
            ),
        certificates: certificates.optional(),
    })
    .describe(
        "Amazon EMR, for domains with a `hadoop` section. Default: the environment has none, and the sections are not built.",
    );

/** The tier's sizes with what the file says put over them; undefined without a section. */
export function hadoopSettings(
    defaults: HadoopSettings,
    given: z.output<typeof hadoopSection> | undefined,
): HadoopSettings | undefined {
    if (given === undefined) {
        return undefined;
    }
    const { certificates: source, ...sizes } = given;
    if (source === undefined) {
        return { ...defaults, ...sizes };
    }
    const { pem, jar, className, key } = { jar: undefined, className: undefined, key: undefined, ...source };
    return {
        ...defaults,
        ...sizes,
        certificates: {
            ...(pem === undefined ? {} : { pem }),
            ...(jar === undefined || className === undefined ? {} : { provider: { jar, className } }),
            ...(key === undefined ? {} : { keyArn: key }),
        },
    };
}

/** What EMR would refuse of what tier and file say together. */
export function hadoopProblems(
    settings: HadoopSettings,
): readonly { readonly path: readonly string[]; readonly message: string }[] {
    const {
        certificates: source,
        coreTypes,
        masterTypes,
        maxTaskVcpus,
        runOn,
        taskTypes,
        taskVcpus,
    } = settings;
    const problems: { path: readonly string[]; message: string }[] = [];
    if (runOn === "clusters" && source === undefined) {
        const message =
            "has no certificates, and nothing passes between nodes in clear; add certificates: s3://<bucket>/<key>.zip (docs/hadoop.md says how to make them), or set runOn: serverless";
        problems.push({ path: [], message });
    }
    if (maxTaskVcpus < taskVcpus) {
        const message = `is ${maxTaskVcpus}, less than the ${taskVcpus} that a cluster starts with (taskVcpus); raise it, or lower taskVcpus`;
        problems.push({ path: ["maxTaskVcpus"], message });
    }
    const all = [...masterTypes, ...coreTypes, ...taskTypes];
    const [first = ""] = all;
    const other = all.find((type) => architectureOf(type) !== architectureOf(first));
    if (other !== undefined) {
        const message = `has ${first} of ${architectureOf(first)} and ${other} of ${architectureOf(other)}; take types of one architecture for masterTypes, coreTypes and taskTypes`;
        problems.push({ path: [], message });
    }
    return problems;
}

const script = (ending: string) => z.string().describe(`Path of the ${ending} file in the domain's folder.`);

const step = z
    .strictObject({
        description: z.string().optional().describe("What the step computes."),
        spark: script(".py").optional(),
        hive: script(".sql").optional(),
        arguments: z
            .array(z.union([z.string(), z.number()]).transform(String))
            .default([])
            .describe(
                "Besides `--database` and `--output`, which a Spark script always gets; for Hive `name=value`, which the script reads like `hiveconf:database` and `hiveconf:output`.",
            ),
    })
    .superRefine(({ spark, hive, arguments: words }, context) => {
        if ((spark === undefined) === (hive === undefined)) {
            const found = spark === undefined ? "names no script" : "names two scripts";
            context.addIssue({
                code: "custom",
                message: `${found}; exactly one of spark and hive is expected`,
            });
        }
        for (const [index, word] of hive === undefined ? [] : words.entries()) {
            if (!/^[A-Za-z][\w.]*=[^\s'"]*$/.test(word)) {
                const message = `"${word}" is not name=value without spaces and quotes, which is all that Hive takes`;
                context.addIssue({ code: "custom", path: ["arguments", index], message });
            }
        }
    });

/** `hadoop` of a domain. */
export const domainHadoop = z
    .strictObject({
        lifecycle: z
            .enum(["transient", "long-running"])
            .default("transient")
            .describe(
                "`transient`: a cluster runs the steps, and ends. `long-running`: it stays for more work, and ends when it has been idle.",
            ),
        schedule: checked(scheduleProblem)
            .optional()
            .describe(
                "When the steps run, e.g. `cron(30 3 * * ? *)`: a new cluster each time. Default: once, when they are deployed.",
            ),
        timeZone: z
            .string()
            .regex(/^[A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/, {
                error: "is not a time zone; one such as Europe/Paris is expected",
            })
            .default("UTC")
            .describe("Time zone of the schedule."),
        steps: z
            .record(
                z.string().regex(/^[a-z][a-z0-9_]{0,23}$/, {
                    error: "is not a name for a step; allowed: up to 24 lower-case letters, digits and underscores, beginning with a letter",
                }),
                step,
            )
            .refine((value) => Object.keys(value).length > 0, {
                error: "names no step; at least one is expected",
            })
            .meta({ description: "What runs, in order: name → step.", minProperties: 1 }),
    })
    .superRefine(({ lifecycle, schedule }, context) => {
        if (lifecycle === "long-running" && schedule !== undefined) {
            const message =
                "is given with lifecycle: long-running, whose cluster may have ended when it is due; remove it, or write lifecycle: transient";
            context.addIssue({ code: "custom", path: ["schedule"], message });
        }
    })
    .describe(
        "Steps on Hive and Spark over the domain's tables, where the environment has `tributary:hadoop`.",
    );

/** The steps of a domain, and what is wrong with their scripts. */
export function readHadoop(
    yaml: YamlFile,
    folder: string,
    given: z.output<typeof domainHadoop> | undefined,
): { hadoop?: Hadoop; problems: readonly Problem[] } {
    if (given === undefined) {
        return { problems: [] };
    }
    const problems: Problem[] = [];
    const steps = Object.entries(given.steps).flatMap(
        ([name, { description, spark, hive, arguments: words }]) => {
            const [engine, path, ending] =
                spark === undefined
                    ? (["hive", hive ?? "", ".sql"] as const)
                    : (["spark", spark, ".py"] as const);
            const key = ["hadoop", "steps", name, engine];
            const found = fileInFolder(folder, path, [ending]);
            if ("problem" in found) {
                problems.push(yaml.problem(key, found.problem));
                return [];
            }
            const text = readText(found.value, MAX_SCRIPT_BYTES);
            if ("problem" in text) {
                problems.push(yaml.problem(key, `"${path}" ${text.problem}`));
                return [];
            }
            const more = description === undefined ? {} : { description };
            return [{ name, ...more, engine, file: found.value, arguments: words }];
        },
    );
    const { lifecycle, schedule, timeZone } = given;
    return {
        hadoop: { lifecycle, ...(schedule === undefined ? {} : { schedule }), timeZone, steps },
        problems,
    };
}

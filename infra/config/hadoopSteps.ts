import { z } from "zod";
import { scheduleProblem } from "../aws/emr";
import { checkedText } from "./bounds";
import type { Hadoop } from "./model";
import type { Problem } from "./problem";
import { fileInFolder, readText } from "./textFile";
import type { YamlFile } from "./yamlFile";

/** Larger than any script that people write. */
const MAX_SCRIPT_BYTES = 1024 * 1024;

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
        schedule: checkedText(scheduleProblem)
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

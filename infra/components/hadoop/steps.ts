import type * as pulumi from "@pulumi/pulumi";
import { type HadoopClusterArgs, HadoopLifecycle, StepEngine } from "./args";
import type { StagedStep } from "./storage";

/** A step as a cluster runs it. */
export interface ClusterStep {
    readonly name: string;
    readonly actionOnFailure: string;
    readonly jar: string;
    readonly args: readonly pulumi.Input<string>[];
}

/** Software that the steps need; a cluster without steps has both. */
export function applicationsOf({ steps }: Pick<HadoopClusterArgs, "steps">): string[] {
    const engines =
        steps.length === 0 ? [StepEngine.Hive, StepEngine.Spark] : steps.map(({ engine }) => engine);
    return [
        "Hadoop",
        ...(engines.includes(StepEngine.Hive) ? ["Hive"] : []),
        ...(engines.includes(StepEngine.Spark) ? ["Spark"] : []),
    ];
}

/**
 * Steps as EMR's `command-runner.jar` takes them. Where a transient cluster fails it ends, because what follows builds
 * on it; a long-running one goes on with other people's work.
 */
export function clusterSteps(args: HadoopClusterArgs, steps: readonly StagedStep[]): ClusterStep[] {
    const transient = args.lifecycle === HadoopLifecycle.Transient;
    return steps.map((step) => ({
        name: step.name,
        actionOnFailure: transient ? "TERMINATE_CLUSTER" : "CONTINUE",
        jar: "command-runner.jar",
        args: step.engine === StepEngine.Spark ? sparkCommand(args, step) : hiveCommand(args, step),
    }));
}

function sparkCommand(args: HadoopClusterArgs, step: StagedStep): pulumi.Input<string>[] {
    return ["spark-submit", "--deploy-mode", "cluster", step.script, ...sparkArguments(args, step)];
}

/** What every Spark script gets: the database to read, and the folder to write to. */
export function sparkArguments({ domain }: HadoopClusterArgs, step: StagedStep): pulumi.Input<string>[] {
    return ["--database", domain.databaseNamePlain, "--output", step.output, ...step.arguments];
}

function hiveCommand(args: HadoopClusterArgs, step: StagedStep): pulumi.Input<string>[] {
    const variables = hiveVariables(args, step).flatMap((variable) => ["--hiveconf", variable]);
    return [
        "hive-script",
        "--run-hive-script",
        "--args",
        "-f",
        step.script,
        "--database",
        args.domain.databaseNamePlain,
        ...variables,
    ];
}

/** What every Hive script gets, as `${hiveconf:database}` and `${hiveconf:output}`. */
export function hiveVariables({ domain }: HadoopClusterArgs, step: StagedStep): pulumi.Input<string>[] {
    const output = step.output.apply((uri) => `output=${uri}`);
    return [`database=${domain.databaseNamePlain}`, output, ...step.arguments];
}

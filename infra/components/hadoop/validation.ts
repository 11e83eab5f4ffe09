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
} from "../../aws/emr";
import { LOG_RETENTION_DAYS } from "../../aws/logRetention";
import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import {
    type FleetArgs,
    type HadoopClusterArgs,
    HadoopLifecycle,
    HadoopPlatform,
    type HadoopStepArgs,
    StepEngine,
} from "./args";

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateHadoopCluster(name: string, args: HadoopClusterArgs): void {
    refuseProperties(`HadoopCluster "${name}"`, [
        ...reasonAt("release", releaseProblem(args.release)),
        ...typeProblems("masterTypes", args.masterTypes),
        ...fleetProblems("core", args.core),
        ...fleetProblems("task", args.task),
        ...taskProblems(args),
        ...architectureProblems(args),
        ...rangeProblem("diskGib", args.diskGib ?? 64, 15, 1024, "GiB"),
        ...rangeProblem(
            "idleMinutes",
            args.idleMinutes,
            IDLE_SECONDS.least / 60,
            IDLE_SECONDS.most / 60,
            "minutes",
        ),
        ...stepProblems(args),
        ...scheduleProblems(args),
        ...certificateProblems(args),
        ...networkProblems(args),
        ...retentionProblems(args),
    ]);
}

function fleetProblems(path: string, fleet: FleetArgs): PropertyProblem[] {
    const problems = typeProblems(`${path}.types`, fleet.types);
    if (!Number.isInteger(fleet.vcpus) || fleet.vcpus < 1) {
        problems.push({
            propertyPath: `${path}.vcpus`,
            reason: `${fleet.vcpus} is not allowed; give a whole number of vCPUs, 1 or more (EMR makes no empty fleet)`,
        });
    }
    return problems;
}

function typeProblems(propertyPath: string, types: readonly string[]): PropertyProblem[] {
    if (types.length === 0 || types.length > MOST_TYPES_OF_A_FLEET || new Set(types).size < types.length) {
        const reason = `names ${types.length} instance types; give 1 to ${MOST_TYPES_OF_A_FLEET} different ones`;
        return [{ propertyPath, reason }];
    }
    return types.flatMap((type, index) =>
        vcpusOf(type) === undefined
            ? [
                  {
                      propertyPath: `${propertyPath}[${index}]`,
                      reason: `"${type}" is not an instance type for a node; give one such as m6g.xlarge, of the sizes ${NODE_SIZES.join(", ")}`,
                  },
              ]
            : [],
    );
}

function taskProblems({ task }: HadoopClusterArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    if (!Number.isInteger(task.maxVcpus) || task.maxVcpus < task.vcpus) {
        problems.push({
            propertyPath: "task.maxVcpus",
            reason: `${task.maxVcpus} is less than the ${task.vcpus} vCPUs that the fleet starts with; give ${task.vcpus} or more`,
        });
    }
    const { least, most } = SPOT_TIMEOUT_MINUTES;
    return [
        ...problems,
        ...rangeProblem("task.spotTimeoutMinutes", task.spotTimeoutMinutes ?? 10, least, most, "minutes"),
    ];
}

/** Scripts with native libraries are built for one architecture, and EMR Serverless has one for an application. */
function architectureProblems({ masterTypes, core, task }: HadoopClusterArgs): PropertyProblem[] {
    const known = [...masterTypes, ...core.types, ...task.types].filter(
        (type) => vcpusOf(type) !== undefined,
    );
    const [first] = known;
    const other = known.find((type) => first !== undefined && architectureOf(type) !== architectureOf(first));
    return first === undefined || other === undefined
        ? []
        : [
              {
                  propertyPath: "task.types",
                  reason: `${other} is of ${architectureOf(other)} and ${first} of ${architectureOf(first)}; take types of one architecture in all fleets, or libraries of a step run on some nodes only`,
              },
          ];
}

function stepProblems({ steps, lifecycle, platform, schedule }: HadoopClusterArgs): PropertyProblem[] {
    const problems = steps.flatMap((step, index) => oneStepProblems(step, `steps[${index}]`));
    for (const [index, { name }] of steps.entries()) {
        if (steps.findIndex((other) => other.name === name) < index) {
            problems.push({
                propertyPath: `steps[${index}].name`,
                reason: `"${name}" is the name of an earlier step; give it another one`,
            });
        }
    }
    const idle = platform === HadoopPlatform.Clusters && lifecycle === HadoopLifecycle.LongRunning;
    if (steps.length === 0 && (!idle || schedule !== undefined)) {
        problems.push({
            propertyPath: "steps",
            reason: "is empty; give one or more, because nothing would ever run (only a long-running cluster does without)",
        });
    }
    // Amazon EMR API, RunJobFlow: as many steps in one request.
    if (steps.length > 256) {
        problems.push({ propertyPath: "steps", reason: `has ${steps.length}; EMR takes 256, give fewer` });
    }
    return problems;
}

function oneStepProblems(step: HadoopStepArgs, path: string): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(step.name)) {
        problems.push({
            propertyPath: `${path}.name`,
            reason: `"${step.name}" is not a step's name; give up to 64 letters, digits, underscores and hyphens`,
        });
    }
    const ending = step.engine === StepEngine.Spark ? ".py" : ".sql";
    if (!step.file.endsWith(ending)) {
        problems.push({
            propertyPath: `${path}.file`,
            reason: `"${step.file}" is not a ${ending} file, which engine "${step.engine}" runs; give one, or choose the other engine`,
        });
    }
    for (const [index, argument] of step.arguments.entries()) {
        if (step.engine === StepEngine.Hive && !/^[A-Za-z][\w.]*=[^\s'"]*$/.test(argument)) {
            problems.push({
                propertyPath: `${path}.arguments[${index}]`,
                reason: `"${argument}" is not name=value without spaces and quotes; Hive takes nothing else, give e.g. top=20`,
            });
        }
    }
    return problems;
}

function scheduleProblems({ schedule, lifecycle, platform }: HadoopClusterArgs): PropertyProblem[] {
    if (schedule === undefined) {
        return [];
    }
    if (platform === HadoopPlatform.Clusters && lifecycle === HadoopLifecycle.LongRunning) {
        const reason =
            "is given with a long-running cluster, which may have ended when it is due; leave it out, or choose the transient lifecycle: then the schedule starts a cluster each time";
        return [{ propertyPath: "schedule", reason }];
    }
    return reasonAt("schedule.expression", scheduleProblem(schedule.expression));
}

function certificateProblems({ certificates, platform }: HadoopClusterArgs): PropertyProblem[] {
    if (platform === HadoopPlatform.Serverless) {
        return [];
    }
    const { pem, provider } = certificates ?? {};
    if ((pem === undefined) === (provider === undefined)) {
        const found = pem === undefined ? "neither is given" : "both are given";
        const reason = `pem and provider: ${found}; give one, the zip file of certificates in S3 or a class that makes them, because nothing passes between nodes in clear`;
        return [{ propertyPath: "certificates", reason }];
    }
    const place =
        pem === undefined ? objectUriProblem(provider?.jar ?? "", ".jar") : objectUriProblem(pem, ".zip");
    return reasonAt(pem === undefined ? "certificates.provider.jar" : "certificates.pem", place);
}

function networkProblems({ network, platform }: HadoopClusterArgs): PropertyProblem[] {
    if (platform === HadoopPlatform.Serverless || (network && network.privateSubnetIds.length > 0)) {
        return [];
    }
    const reason =
        "has no private subnet; give a Network, or an existing VPC with private subnets: nodes have no public address";
    return [{ propertyPath: "network", reason }];
}

function retentionProblems({ logRetentionDays }: HadoopClusterArgs): PropertyProblem[] {
    return (LOG_RETENTION_DAYS as readonly number[]).includes(logRetentionDays)
        ? []
        : [
              {
                  propertyPath: "logRetentionDays",
                  reason: `${logRetentionDays} is not one of CloudWatch's retention steps; give one of ${LOG_RETENTION_DAYS.join(", ")}`,
              },
          ];
}

function rangeProblem(
    propertyPath: string,
    value: number,
    least: number,
    most: number,
    unit: string,
): PropertyProblem[] {
    return Number.isInteger(value) && value >= least && value <= most
        ? []
        : [{ propertyPath, reason: `${value} is not allowed; give ${least} to ${most} ${unit}` }];
}

function reasonAt(propertyPath: string, reason: string | undefined): PropertyProblem[] {
    return reason === undefined ? [] : [{ propertyPath, reason }];
}

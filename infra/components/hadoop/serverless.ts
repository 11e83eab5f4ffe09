import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { architectureOf } from "../../aws/emr";
import { nameFor } from "../../aws/names";
import { securityGroup } from "../../aws/securityGroup";
import type { ServiceRole } from "../../aws/serviceRole";
import type { NetworkPlacement } from "../network/args";
import { type HadoopClusterArgs, StepEngine } from "./args";
import { catalogClassifications } from "./catalog";
import { jobRole } from "./roles";
import { runInSequence } from "./sequence";
import type { HadoopStorage, StagedStep } from "./storage";

/** GiB of memory that come with a vCPU. */
const MEMORY_PER_VCPU = 4;
/** GiB of disk that come with a vCPU. */
const DISK_PER_VCPU = 20;

/** Applications, and what runs the steps on them one after another. */
export interface ServerlessPlatform {
    readonly stateMachine: aws.sfn.StateMachine;
    readonly applications: readonly aws.emrserverless.Application[];
    readonly role: ServiceRole;
}

type Applications = ReadonlyMap<StepEngine, aws.emrserverless.Application>;

/**
 * EMR Serverless: an application for each engine that the steps need, and a state machine that runs the steps in
 * their order, because an application takes jobs and knows no sequence of them.
 */
export function serverlessPlatform(
    name: string,
    args: HadoopClusterArgs,
    storage: HadoopStorage,
    steps: readonly StagedStep[],
    opts: pulumi.CustomResourceOptions,
): ServerlessPlatform {
    const role = jobRole(name, args, storage, opts);
    const engines = [...new Set(steps.map(({ engine }) => engine))];
    const place = args.network ? placement(name, args, args.network, opts) : undefined;
    const applications: Applications = new Map(
        engines.map((engine) => [engine, createApplication(name, args, engine, storage, place, opts)]),
    );
    const stateMachine = runInSequence(name, args, { applications, role, steps }, opts);
    return { stateMachine, applications: [...applications.values()], role };
}

interface Placement {
    readonly network: NetworkPlacement;
    readonly group: aws.ec2.SecurityGroup;
    readonly ready: readonly pulumi.Resource[];
}

function placement(
    name: string,
    args: HadoopClusterArgs,
    network: NetworkPlacement,
    opts: pulumi.CustomResourceOptions,
): Placement {
    const group = securityGroup(
        `${name}-workers`,
        {
            vpcId: network.vpcId,
            nameParts: [args.environment, name, "workers"],
            description: `Serverless workers of ${name}`,
        },
        opts,
    );
    const ready =
        network.services?.open(
            `${name}-workers-services`,
            { from: group.id, services: ["s3", "kms", "glue", "sts"] },
            opts,
        ) ?? [];
    return { network, group, ready };
}

function createApplication(
    name: string,
    args: HadoopClusterArgs,
    engine: StepEngine,
    storage: HadoopStorage,
    place: Placement | undefined,
    opts: pulumi.CustomResourceOptions,
): aws.emrserverless.Application {
    const vcpus = args.core.vcpus + args.task.maxVcpus;
    const classes = catalogClassifications(args).filter(({ classification }) =>
        engine === StepEngine.Spark
            ? classification.startsWith("spark-")
            : classification.startsWith("hive-"),
    );
    return new aws.emrserverless.Application(
        `${name}-${engine}`,
        {
            name: nameFor("emrServerlessApplication", args.environment, name, engine),
            type: engine.toUpperCase(),
            releaseLabel: args.release,
            architecture: architectureOf(args.core.types[0] ?? ""),
            maximumCapacity: {
                cpu: `${vcpus} vCPU`,
                memory: `${vcpus * MEMORY_PER_VCPU} GB`,
                disk: `${vcpus * DISK_PER_VCPU} GB`,
            },
            autoStartConfiguration: { enabled: true },
            autoStopConfiguration: { enabled: true, idleTimeoutMinutes: args.idleMinutes },
            runtimeConfigurations: classes
                .map(({ classification, properties }) => ({
                    // Applications call Spark's part of the metastore's settings by the name of Spark's file.
                    classification: classification === "spark-hive-site" ? "spark-defaults" : classification,
                    properties: classification === "spark-hive-site" ? prefixed(properties) : properties,
                }))
                .reduce(merged, []),
            monitoringConfiguration: {
                s3MonitoringConfiguration: { logUri: storage.logUri, encryptionKeyArn: storage.keyArn },
                // Besides S3, AWS would keep a copy for 30 days under a key of its own.
                managedPersistenceMonitoringConfiguration: { enabled: false },
            },
            ...(place === undefined
                ? {}
                : {
                      networkConfiguration: {
                          subnetIds: place.network.privateSubnetIds,
                          securityGroupIds: [place.group.id],
                      },
                  }),
        },
        { ...opts, dependsOn: [...storage.ready, ...(place?.ready ?? [])] },
    );
}

interface RuntimeConfiguration {
    readonly classification: string;
    readonly properties: Readonly<Record<string, string>>;
}

/** Spark hands on to Hive's client what begins with `spark.hadoop.`. */
function prefixed(properties: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [`spark.hadoop.${key}`, value]),
    );
}

/** An application takes each classification once. */
function merged(all: RuntimeConfiguration[], next: RuntimeConfiguration): RuntimeConfiguration[] {
    const same = all.find(({ classification }) => classification === next.classification);
    return same === undefined
        ? [...all, next]
        : all.map((one) =>
              one === same ? { ...one, properties: { ...one.properties, ...next.properties } } : one,
          );
}

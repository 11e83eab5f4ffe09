import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ruleset } from "../aws/dataQuality";
import { nameFor } from "../aws/names";
import type { ArrivalRoute } from "./arrivalNotifications";
import type { EtlJobArgs } from "./etl/args";
import { startOnArrival, type Uploads } from "./etl/arrival";
import { createJob } from "./etl/job";
import { createTable, grantReaders, keepCompact } from "./etl/table";
import { validateEtlJob } from "./etl/validation";
import { watchJob } from "./etl/watch";

export * from "./etl/args";

/**
 * A load job on AWS Glue: files or a table of a database become rows of an Iceberg table of the domain. Rows are
 * checked one by one and against rules as a whole; a bookmark remembers what was read; files are kept compact.
 *
 * @example
 * new EtlJob("weather-calibrations", {
 *     source: { csv: {} }, start: { onArrival: { windowSeconds: 60 } },
 *     tableName: "calibrations", columns, key: ["station"], rules: ['IsComplete "station"'], lake, domain, code, …
 * });
 */
export class EtlJob extends pulumi.ComponentResource {
    public readonly jobName: pulumi.Output<string>;
    public readonly jobArn: pulumi.Output<string>;
    /** The role that the job runs with. */
    public readonly roleArn: pulumi.Output<string>;
    public readonly table: aws.glue.CatalogTable;
    /** How uploads are to be announced, for the raw zone's one notification configuration; absent with a schedule. */
    public readonly arrivalRoute?: ArrivalRoute;

    constructor(name: string, args: EtlJobArgs, opts?: pulumi.ComponentResourceOptions) {
        super(
            "tributary:index:EtlJob",
            name,
            { environment: args.environment, tableName: args.tableName },
            opts,
        );
        validateEtlJob(name, args);

        this.table = createTable(name, args, { parent: this });
        keepCompact(name, args, this.table, { parent: this });
        grantReaders(name, args, this.table, { parent: this });
        this.declareRules(name, args);
        const { job, roleArn } = createJob(name, args, this.table, { parent: this });
        const uploads = this.start(name, args, job);
        watchJob(name, args, job, uploads, { parent: this });

        this.jobName = job.name;
        this.jobArn = job.arn;
        this.roleArn = roleArn;
        this.arrivalRoute = uploads?.route;
        this.registerOutputs({ jobName: this.jobName, tableName: this.table.name, roleArn: this.roleArn });
    }

    /** The same rules as in the job, for people: to evaluate the whole table with, and to see in the console. */
    private declareRules(name: string, args: EtlJobArgs): void {
        const { environment, rules = [] } = args;
        if (rules.length === 0) {
            return;
        }
        new aws.glue.DataQualityRuleset(
            name,
            {
                name: nameFor("glue", environment, name),
                description: `What holds of every row of ${name}`,
                ruleset: ruleset(rules),
                targetTable: { databaseName: this.table.databaseName, tableName: this.table.name },
            },
            { parent: this },
        );
    }

    private start(name: string, args: EtlJobArgs, job: aws.glue.Job): Uploads | undefined {
        const { onArrival, schedule } = args.start;
        if (onArrival) {
            return startOnArrival(name, args, onArrival.windowSeconds, job, { parent: this });
        }
        new aws.glue.Trigger(
            name,
            {
                name: nameFor("glue", args.environment, name),
                description: `Starts ${name} by the clock`,
                type: "SCHEDULED",
                schedule,
                actions: [{ jobName: job.name }],
            },
            { parent: this },
        );
        return undefined;
    }
}

import { FIREHOSE_ADDRESSES } from "../../aws/firehoseAddresses";
import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import {
    AUTOMATED_RETENTION_DAYS,
    clusterProblems,
    DEFAULT_ADMINISTRATORS,
    MAX_ROLES,
    maintenanceWindowProblems,
    portProblems,
    type RedshiftProblem,
    SNAPSHOT_SCHEDULE_HOURS,
    serverlessProblems,
} from "../../aws/redshift";
import type { ProvisionedArgs, WarehouseArgs } from "./args";

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateWarehouse(name: string, args: WarehouseArgs): void {
    refuseProperties(`Warehouse "${name}"`, [
        ...kindProblems(args),
        ...nameProblems(args),
        ...(args.port === undefined ? [] : at("", portProblems(args.port))),
        ...snapshotProblems(args),
        ...limitProblems(args),
        ...recoveryProblems(args),
        ...accessProblems(args),
    ]);
}

/** What the facts say, as properties of the component. */
function at(prefix: string, problems: readonly RedshiftProblem[]): PropertyProblem[] {
    return problems.map(({ property, reason }) => ({
        propertyPath: property === "network" ? "network.privateSubnetIds" : `${prefix}${property}`,
        reason,
    }));
}

function kindProblems({ provisioned, serverless, network }: WarehouseArgs): PropertyProblem[] {
    if ((provisioned === undefined) === (serverless === undefined)) {
        const found = provisioned === undefined ? "neither" : "both";
        return [
            {
                propertyPath: "provisioned",
                reason: `${found} of provisioned and serverless ${found === "both" ? "were" : "was"} given; give exactly one`,
            },
        ];
    }
    if (serverless) {
        return at(
            "serverless.",
            serverlessProblems({ ...serverless, zones: network.privateSubnetIds.length }),
        );
    }
    return provisioned ? provisionedProblems(provisioned, network.privateSubnetIds.length) : [];
}

function provisionedProblems(provisioned: ProvisionedArgs, zones: number): PropertyProblem[] {
    const { multiAz = false, pause, maintenanceWindow } = provisioned;
    const shape = { ...provisioned, multiAz, pauses: pause !== undefined, zones };
    const problems = [
        ...clusterProblems(shape),
        ...(maintenanceWindow === undefined ? [] : maintenanceWindowProblems(maintenanceWindow)),
    ];
    return [...at("provisioned.", problems), ...(pause ? pauseProblems(pause) : [])];
}

function pauseProblems(pause: NonNullable<ProvisionedArgs["pause"]>): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    for (const property of ["pauseAt", "resumeAt"] as const) {
        if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(pause[property])) {
            problems.push({
                propertyPath: `provisioned.pause.${property}`,
                reason: `"${pause[property]}" is not a time; give hours and minutes in UTC, such as 19:00`,
            });
        }
    }
    if (problems.length === 0 && pause.pauseAt === pause.resumeAt) {
        problems.push({
            propertyPath: "provisioned.pause.resumeAt",
            reason: `${pause.resumeAt} is also the time of the pause; give another one`,
        });
    }
    return problems;
}

function nameProblems({ database, administrator, domains }: WarehouseArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    if (database !== undefined && !/^[a-z][a-z0-9_]{0,63}$/.test(database)) {
        problems.push({
            propertyPath: "database",
            reason: `"${database}" is not allowed; give up to 64 lower-case letters, digits and underscores, beginning with a letter`,
        });
    }
    if (administrator !== undefined && DEFAULT_ADMINISTRATORS.has(administrator)) {
        problems.push({
            propertyPath: "administrator",
            reason: `"${administrator}" is the name that attackers try first; give another one`,
        });
    }
    if (domains.length > MAX_ROLES) {
        problems.push({
            propertyPath: "domains",
            reason: `${domains.length} domains were given, each with a role; Redshift takes ${MAX_ROLES} roles: build a second warehouse`,
        });
    }
    return problems;
}

function snapshotProblems({ snapshotRetentionDays: days }: WarehouseArgs): PropertyProblem[] {
    const { minimum, maximum } = AUTOMATED_RETENTION_DAYS;
    return within(
        "snapshotRetentionDays",
        days,
        minimum,
        maximum,
        "days (automated snapshots cannot be switched off)",
    );
}

function limitProblems({ usageLimits = {}, serverless }: WarehouseArgs): PropertyProblem[] {
    const mine = serverless
        ? ["rpuHoursPerDay"]
        : ["spectrumTerabytesPerDay", "concurrencyScalingMinutesPerDay"];
    return Object.entries(usageLimits).flatMap(([property, value]): PropertyProblem[] => {
        if (value === undefined) {
            return [];
        }
        if (!mine.includes(property)) {
            const reason = `was given for a ${serverless ? "serverless" : "provisioned"} warehouse, which has no such limit; give ${mine.join(" or ")}`;
            return [{ propertyPath: `usageLimits.${property}`, reason }];
        }
        return within(
            `usageLimits.${property}`,
            value,
            1,
            Number.MAX_SAFE_INTEGER,
            "or more, a whole number",
        );
    });
}

function recoveryProblems({
    disasterRecovery,
    serverless,
    account,
    restoreFrom,
}: WarehouseArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    if (serverless && restoreFrom) {
        problems.push({
            propertyPath: "restoreFrom",
            reason: "was given with serverless, whose namespaces are restored after they exist; follow docs/runbooks/warehouse-disaster-recovery.md, or use provisioned",
        });
    }
    if (!disasterRecovery) {
        return problems;
    }
    if (serverless) {
        problems.push({
            propertyPath: "disasterRecovery",
            reason: "was given with serverless, whose snapshots no resource of the AWS provider copies to another region; use provisioned where a region may be lost",
        });
    }
    if (disasterRecovery.region === account.region) {
        problems.push({
            propertyPath: "disasterRecovery.region",
            reason: `${disasterRecovery.region} is the warehouse's own region; give another one`,
        });
    }
    const { retentionDays, everyHours, tooOldHours } = disasterRecovery;
    const { minimum, maximum } = AUTOMATED_RETENTION_DAYS;
    const hours = SNAPSHOT_SCHEDULE_HOURS;
    return [
        ...problems,
        ...within("disasterRecovery.retentionDays", retentionDays ?? minimum, minimum, maximum, "days"),
        ...within(
            "disasterRecovery.everyHours",
            everyHours ?? hours.minimum,
            hours.minimum,
            hours.maximum,
            "hours",
        ),
        ...(tooOldHours === undefined
            ? []
            : within(
                  "disasterRecovery.tooOldHours",
                  tooOldHours,
                  (everyHours ?? hours.minimum) + 1,
                  24 * maximum,
                  "hours (more than lie between two snapshots)",
              )),
    ];
}

function accessProblems({
    firehose,
    account,
    provisioned,
    allowConnectionsFrom = [],
}: WarehouseArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    if (firehose && FIREHOSE_ADDRESSES[account.region] === undefined) {
        problems.push({
            propertyPath: "firehose",
            reason: `Firehose's addresses in ${account.region} are not known; allowed regions: ${Object.keys(FIREHOSE_ADDRESSES).join(", ")}. Use the loader (loadInto: warehouse) instead`,
        });
    }
    if (firehose && provisioned?.multiAz) {
        problems.push({
            propertyPath: "firehose",
            reason: "was given with provisioned.multiAz; a Multi-AZ cluster has no public address: use the loader (loadInto: warehouse) instead",
        });
    }
    for (const [index, { name }] of allowConnectionsFrom.entries()) {
        const first = allowConnectionsFrom.findIndex((other) => other.name === name);
        if (first < index) {
            problems.push({
                propertyPath: `allowConnectionsFrom[${index}].name`,
                reason: `"${name}" is also the name of allowConnectionsFrom[${first}]; give each application its own`,
            });
        }
    }
    return problems;
}

function within(
    propertyPath: string,
    value: number,
    least: number,
    most: number,
    unit: string,
): PropertyProblem[] {
    if (Number.isInteger(value) && value >= least && value <= most) {
        return [];
    }
    const range = most === Number.MAX_SAFE_INTEGER ? `${least}` : `${least} to ${most}`;
    return [{ propertyPath, reason: `${value} is not allowed; give ${range} ${unit}` }];
}

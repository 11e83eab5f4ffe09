import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import type { LogAnalyticsArgs, LogBucketArgs } from "./args";

/** Days of logs: S3 expires by the day, and ten years are what regulations ask for at most. */
const MOST_DAYS = 3650;
/** Athena API, WorkGroupConfiguration: the smallest cutoff, 10 MB. */
const LEAST_CUTOFF_GIB = 10_485_760 / 1024 ** 3;
export const IAM_PRINCIPAL = /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/;
export const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateLogAnalytics(name: string, args: LogAnalyticsArgs): void {
    refuseProperties(`LogAnalytics "${name}"`, [
        ...retentionProblems(args),
        ...readerProblems(args.readers),
        ...regionProblems("cloudTrail.regions", args.cloudTrail?.regions),
        ...regionProblems("loadBalancers.regions", args.loadBalancers?.regions),
        ...bucketProblems("cloudTrail.existing", args.cloudTrail?.existing),
        ...bucketProblems("loadBalancers", args.loadBalancers),
        ...logGroupProblems(args.functionLogGroups ?? []),
    ]);
}

function retentionProblems({ retentionDays, scanCutoffGib }: LogAnalyticsArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    if (!Number.isInteger(retentionDays) || retentionDays < 1 || retentionDays > MOST_DAYS) {
        problems.push({
            propertyPath: "retentionDays",
            reason: `${retentionDays} is not allowed; give a whole number of days, 1 to ${MOST_DAYS} (S3 expires objects by the day)`,
        });
    }
    if (!(scanCutoffGib >= LEAST_CUTOFF_GIB)) {
        problems.push({
            propertyPath: "scanCutoffGib",
            reason: `${scanCutoffGib} is not allowed; give ${LEAST_CUTOFF_GIB.toFixed(2)} GiB or more (Athena's smallest cutoff is 10 MB)`,
        });
    }
    return problems;
}

function readerProblems(readers: readonly string[]): PropertyProblem[] {
    return readers.flatMap((reader, index) => {
        const propertyPath = `readers[${index}]`;
        if (!IAM_PRINCIPAL.test(reader)) {
            return [
                {
                    propertyPath,
                    reason: `"${reader}" is not the ARN of an IAM role or user; give one like arn:aws:iam::123456789012:role/security (logs tell everything: nobody reads them by a wildcard)`,
                },
            ];
        }
        return readers.indexOf(reader) < index
            ? [{ propertyPath, reason: `"${reader}" stands twice in the list; remove one` }]
            : [];
    });
}

function regionProblems(propertyPath: string, regions: readonly string[] | undefined): PropertyProblem[] {
    if (regions?.length === 0) {
        return [
            { propertyPath, reason: "names no region; give at least one, or no query would find anything" },
        ];
    }
    return (regions ?? []).flatMap((region, index) => {
        const at = `${propertyPath}[${index}]`;
        if (!REGION.test(region)) {
            return [
                {
                    propertyPath: at,
                    reason: `"${region}" is not an AWS region; give a name such as eu-west-1`,
                },
            ];
        }
        return regions && regions.indexOf(region) < index
            ? [{ propertyPath: at, reason: `"${region}" stands twice in the list; remove one` }]
            : [];
    });
}

function bucketProblems(propertyPath: string, bucket: LogBucketArgs | undefined): PropertyProblem[] {
    const prefix = bucket?.prefix;
    if (prefix === undefined || /^[\w!.*'()-]+(\/[\w!.*'()-]+)*$/.test(prefix)) {
        return [];
    }
    return [
        {
            propertyPath: `${propertyPath}.prefix`,
            reason: `"${prefix}" is not allowed; give the folders before AWSLogs/ without a slash at either end, or leave it out`,
        },
    ];
}

/** Only names that are known before the deployment can be checked. */
function logGroupProblems(groups: LogAnalyticsArgs["functionLogGroups"] & object): PropertyProblem[] {
    return groups.flatMap((group, index) =>
        typeof group === "string" && !group.startsWith("/aws/lambda/")
            ? [
                  {
                      propertyPath: `functionLogGroups[${index}]`,
                      reason: `"${group}" is not the log group of a function; give one that begins with /aws/lambda/ (the table's queries read what functions write)`,
                  },
              ]
            : [],
    );
}

import { capacityProblems, ENGINE_VERSION } from "../../aws/opensearch";
import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import type { SearchDomainArgs } from "./args";

/** Cognito User Pools API, CreateUserPoolDomain: words that its domain prefixes must not contain. */
const RESERVED = /aws|amazon|cognito/i;

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateSearchDomain(name: string, args: SearchDomainArgs): void {
    refuseProperties(`SearchDomain "${name}"`, [
        ...capacityProblems(args.capacity).map(({ property, reason }) => ({
            propertyPath: `capacity.${property}`,
            reason,
        })),
        ...networkProblems(args),
        ...settingProblems(args),
        ...loginProblems(name, args),
    ]);
}

function networkProblems({ network, capacity }: SearchDomainArgs): PropertyProblem[] {
    const subnets = network.privateSubnetIds.length;
    return subnets >= capacity.availabilityZones
        ? []
        : [
              {
                  propertyPath: "network.privateSubnetIds",
                  reason: `${subnets} subnets were given for ${capacity.availabilityZones} zones; give one in each zone, or fewer zones`,
              },
          ];
}

function settingProblems(args: SearchDomainArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    if (!ENGINE_VERSION.test(args.engineVersion)) {
        const reason = `"${args.engineVersion}" is not a version; one such as OpenSearch_3.3 is expected`;
        problems.push({ propertyPath: "engineVersion", reason });
    }
    if (!Number.isInteger(args.snapshotDays) || args.snapshotDays < 1) {
        problems.push({
            propertyPath: "snapshotDays",
            reason: `${args.snapshotDays} is not allowed; give 1 or more days`,
        });
    }
    if (!Number.isInteger(args.offPeakStartHour) || args.offPeakStartHour < 0 || args.offPeakStartHour > 23) {
        const reason = `${args.offPeakStartHour} is not allowed; give an hour of the day, 0 to 23, in UTC`;
        problems.push({ propertyPath: "offPeakStartHour", reason });
    }
    for (const [index, arn] of args.administrators.entries()) {
        if (!/^arn:[a-z-]+:iam::\d{12}:role\/.+/.test(arn)) {
            const reason = `"${arn}" is not the ARN of an IAM role; arn:aws:iam::123456789012:role/name is expected`;
            problems.push({ propertyPath: `administrators[${index}]`, reason });
        }
    }
    return problems;
}

/** The login page's address is made of both names. */
function loginProblems(name: string, { environment, existingLogin }: SearchDomainArgs): PropertyProblem[] {
    const found = RESERVED.exec(`${environment}-${name}`)?.[0];
    return found === undefined || existingLogin
        ? []
        : [
              {
                  propertyPath: "environment",
                  reason: `"${environment}-${name}" contains "${found}", which Cognito refuses in the address of a login page; rename one of them, or give existingLogin`,
              },
          ];
}

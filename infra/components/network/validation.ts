import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import { vpcCidrProblem, ZONES } from "../../aws/vpcAddresses";
import type { ExistingVpcArgs, NetworkArgs } from "./args";

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateNetwork(name: string, args: NetworkArgs): void {
    const errors = args.existing
        ? [...ownershipProblems(args), ...existingProblems(args.existing)]
        : [...addressProblems(args), ...zoneProblems(args), ...flowLogProblems(args)];
    for (const [index, id] of (args.trustedAccountIds ?? []).entries()) {
        if (!/^\d{12}$/.test(id)) {
            errors.push({
                propertyPath: `trustedAccountIds[${index}]`,
                reason: `"${id}" is not an AWS account; give 12 digits in quotes`,
            });
        }
    }
    refuseProperties(`Network "${name}"`, errors);
}

function addressProblems({ cidr }: NetworkArgs): PropertyProblem[] {
    if (cidr === undefined) {
        return [
            {
                propertyPath: "cidr",
                reason: "is missing; give the VPC's addresses such as 10.20.0.0/16, or an existing VPC",
            },
        ];
    }
    const reason = vpcCidrProblem(cidr);
    return reason === undefined ? [] : [{ propertyPath: "cidr", reason }];
}

function zoneProblems({ availabilityZones = ZONES.most, zoneNames }: NetworkArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    if (
        !Number.isInteger(availabilityZones) ||
        availabilityZones < ZONES.fewest ||
        availabilityZones > ZONES.most
    ) {
        problems.push({
            propertyPath: "availabilityZones",
            reason: `${availabilityZones} is not allowed; give ${ZONES.fewest} or ${ZONES.most}: one zone is no redundancy, and a quarter of the addresses belongs to each`,
        });
    }
    if (zoneNames && (zoneNames.length !== availabilityZones || new Set(zoneNames).size < zoneNames.length)) {
        problems.push({
            propertyPath: "zoneNames",
            reason: `${zoneNames.join(", ")} are not ${availabilityZones} different zones; name as many as availabilityZones says`,
        });
    }
    return problems;
}

function flowLogProblems({ flowLogs }: NetworkArgs): PropertyProblem[] {
    if (flowLogs === undefined) {
        return [
            {
                propertyPath: "flowLogs",
                reason: "is missing; say how long records of the VPC's traffic are kept, e.g. { retentionDays: 365 }",
            },
        ];
    }
    const { retentionDays } = flowLogs;
    return Number.isInteger(retentionDays) && retentionDays >= 1
        ? []
        : [
              {
                  propertyPath: "flowLogs.retentionDays",
                  reason: `${retentionDays} is not allowed; give a whole number of days, 1 or more (S3 expires objects by the day)`,
              },
          ];
}

/** What only the owner of a VPC can choose. */
function ownershipProblems(args: NetworkArgs): PropertyProblem[] {
    return (["cidr", "availabilityZones", "zoneNames", "flowLogs"] as const)
        .filter((property) => args[property] !== undefined)
        .map((propertyPath) => ({
            propertyPath,
            reason: "is given together with existing, whose owner has decided about it; remove one of them",
        }));
}

function existingProblems(existing: ExistingVpcArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    const check = (path: string, id: string, prefix: string) => {
        if (!new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(id)) {
            problems.push({
                propertyPath: `existing.${path}`,
                reason: `"${id}" is not such an id; give one like ${prefix}-0a1b2c3d4e5f67890`,
            });
        }
    };
    check("vpcId", existing.vpcId, "vpc");
    for (const [index, id] of existing.privateSubnetIds.entries()) {
        check(`privateSubnetIds[${index}]`, id, "subnet");
    }
    for (const [index, id] of (existing.routeTableIds ?? []).entries()) {
        check(`routeTableIds[${index}]`, id, "rtb");
    }
    if (existing.endpointSecurityGroupId !== undefined) {
        check("endpointSecurityGroupId", existing.endpointSecurityGroupId, "sg");
    }
    const different = new Set(existing.privateSubnetIds).size;
    if (different < ZONES.fewest || different < existing.privateSubnetIds.length) {
        problems.push({
            propertyPath: "existing.privateSubnetIds",
            reason: `names ${different} different subnets; give ${ZONES.fewest} or more, each once and in another availability zone`,
        });
    }
    return problems;
}

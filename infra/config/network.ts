import { z } from "zod";
import { vpcCidrProblem, ZONES } from "../aws/vpcAddresses";
import { whole } from "./bounds";
import type { NetworkSettings } from "./model";

function id(prefix: string) {
    return z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), {
        error: `is not such an id; one like ${prefix}-0a1b2c3d4e5f67890 is expected`,
    });
}

const subnets = z.array(id("subnet")).superRefine((ids, context) => {
    const different = new Set(ids).size;
    if (different < ZONES.fewest || different < ids.length) {
        context.addIssue({
            code: "custom",
            message: `names ${different} different subnets; ${ZONES.fewest} or more are expected, each once and in another availability zone`,
        });
    }
});

const existing = z
    .strictObject({
        vpcId: id("vpc").describe("The VPC, with DNS resolution and DNS host names switched on."),
        privateSubnetIds: subnets.describe(
            "Subnets for the platform, each in another availability zone, without a route to an internet gateway.",
        ),
        routeTableIds: z
            .array(id("rtb"))
            .min(1, {
                error: "names no route table; remove it where the VPC has its gateway endpoints already",
            })
            .optional()
            .describe(
                "Route tables of these subnets, to which gateway endpoints for S3 and DynamoDB are added. Default: the VPC has them already.",
            ),
        endpointSecurityGroupId: id("sg")
            .optional()
            .describe(
                "Security group of the interface endpoints that the VPC has already, one for each service that is used. Default: endpoints are made.",
            ),
    })
    .describe("A VPC that somebody else owns, instead of one of the environment's own.");

/** What only the owner of a VPC chooses. */
const OWN = ["cidr", "availabilityZones", "zoneNames", "flowLogDays"] as const;

/** `tributary:network` */
export const networkSection = z
    .strictObject({
        cidr: z
            .string()
            .superRefine((text, context) => {
                const problem = vpcCidrProblem(text);
                if (problem !== undefined) {
                    context.addIssue({ code: "custom", message: problem });
                }
            })
            .optional()
            .describe(
                "The VPC's addresses: a private block of /16 to /24 that overlaps no network it will be connected with. Each zone gets a quarter.",
            ),
        availabilityZones: z
            .literal([2, 3], { error: "is not allowed; 2 or 3 are expected, and one zone is no redundancy" })
            .optional()
            .describe("Availability zones that the VPC spans."),
        zoneNames: z
            .array(
                z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, {
                    error: "is not an availability zone; a name such as eu-west-1a is expected",
                }),
            )
            .min(ZONES.fewest, { error: "is one zone, which is no redundancy; 2 or 3 are expected" })
            .max(ZONES.most, { error: "are too many; 2 or 3 are expected" })
            .optional()
            .describe(
                "Names of these zones, where some of the region's first ones lack a service. Default: the first ones.",
            ),
        flowLogDays: whole(1, 3650, "days", "S3 expires objects by the day")
            .optional()
            .describe("Days that the records of the VPC's traffic are kept."),
        trustedAccounts: z
            .array(
                z.string().regex(/^\d{12}$/, {
                    error: "is not an AWS account; 12 digits in quotes are expected",
                }),
            )
            .optional()
            .describe(
                "Accounts besides the environment's own whose buckets and tables may be reached from the VPC.",
            ),
        existing: existing.optional(),
    })
    .superRefine(({ existing: foreign, zoneNames, availabilityZones, ...own }, context) => {
        const given = { ...own, zoneNames, availabilityZones };
        for (const key of foreign === undefined ? [] : OWN) {
            if (given[key] !== undefined) {
                const message = `is given together with existing, whose owner has decided about it; remove one of them`;
                context.addIssue({ code: "custom", path: [key], message });
            }
        }
        const different = new Set(zoneNames).size;
        if (zoneNames && different !== (availabilityZones ?? zoneNames.length)) {
            const message = `names ${different} different zones, and ${availabilityZones ?? zoneNames.length} are expected; name each once, or correct availabilityZones`;
            context.addIssue({ code: "custom", path: ["zoneNames"], message });
        }
    })
    .describe(
        "The network of components that live in a VPC; it is built when the environment has one of them.",
    );

/** The tier's network with what the file says put over it; an existing one is taken as it is. */
export function networkSettings(
    defaults: NetworkSettings,
    given: z.output<typeof networkSection>,
): NetworkSettings {
    const { existing: foreign, trustedAccounts, ...own } = given;
    const trusted = trustedAccounts === undefined ? {} : { trustedAccounts };
    if (foreign) {
        return { existing: foreign, ...trusted };
    }
    const zones = given.availabilityZones ?? given.zoneNames?.length ?? defaults.availabilityZones;
    return { ...defaults, ...own, availabilityZones: zones, ...trusted };
}

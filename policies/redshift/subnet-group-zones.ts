import type { redshift } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, resourceRule, securityHub } from "../rule";
import { items } from "../unknown";
import { SUBNET_GROUP } from "./types";

/** AWS refuses two subnets of one zone only where it can: a group of two subnets is the least. */
const LEAST_SUBNETS = 2;

export const redshiftSubnetGroupZones = resourceRule<redshift.SubnetGroupArgs>({
    id: "redshift/subnet-group-zones",
    title: "Redshift's subnet groups span two availability zones or more",
    reason: "A cluster can only be moved to a zone in which its group has a subnet.",
    severity: "medium",
    controls: [securityHub("Redshift.16")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: "name subnets of two zones or more in subnetIds of aws.redshift.SubnetGroup.",
    },
    types: [SUBNET_GROUP],
    *check({ subnetIds }) {
        const subnets = items(subnetIds).length;
        if (subnets < LEAST_SUBNETS) {
            yield `subnetIds names ${subnets} subnet${subnets === 1 ? "" : "s"}; ${LEAST_SUBNETS} or more are needed, in different zones`;
        }
    },
    examples: {
        pass: [example("it has two subnets", SUBNET_GROUP, { subnetIds: ["subnet-1", "subnet-2"] })],
        fail: [
            example("nothing is said", SUBNET_GROUP, {}),
            example("it has one subnet", SUBNET_GROUP, { subnetIds: ["subnet-1"] }),
        ],
    },
});

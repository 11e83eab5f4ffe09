import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FIREHOSE_ADDRESSES } from "../../aws/firehoseAddresses";
import { connect, securityGroup } from "../../aws/securityGroup";
import type { WarehouseArgs } from "./args";

/** What COPY and UNLOAD (S3), Spectrum (Glue, Lake Formation) and their roles (STS) call, and what lies under keys. */
const SERVICES = ["s3", "glue", "lakeformation", "sts", "kms"] as const;

/** Who may connect, and where the warehouse itself may go. */
export function createSecurityGroup(
    name: string,
    args: WarehouseArgs,
    port: number,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const group = args.existingSecurityGroupId
        ? pulumi.output(args.existingSecurityGroupId)
        : securityGroup(
              name,
              {
                  vpcId: args.network.vpcId,
                  nameParts: [args.environment, name],
                  description: `Warehouse ${name} of ${args.environment}`,
              },
              opts,
          ).id;
    for (const client of args.allowConnectionsFrom ?? []) {
        connect(
            `${name}-from-${client.name}`,
            {
                from: client.securityGroupId,
                to: group,
                port,
                description: `SQL from ${client.name} to the warehouse ${name}`,
            },
            opts,
        );
    }
    if (args.firehose) {
        new aws.vpc.SecurityGroupIngressRule(
            `${name}-from-firehose`,
            {
                securityGroupId: group,
                ipProtocol: "tcp",
                fromPort: port,
                toPort: port,
                cidrIpv4: FIREHOSE_ADDRESSES[args.account.region],
                description: `COPY from Firehose to the warehouse ${name}`,
            },
            opts,
        );
    }
    // Enhanced VPC routing sends COPY, UNLOAD and the catalog's calls through the VPC, too.
    args.network.services?.open(`${name}-services`, { from: group, services: SERVICES }, opts);
    return group;
}

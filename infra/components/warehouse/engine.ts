import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../../aws/policyDocument";
import type { WarehouseTarget } from "./args";

/** What a cluster and a serverless workgroup are made with alike. */
export interface EngineParts {
    readonly keyArn: pulumi.Output<string>;
    readonly securityGroupId: pulumi.Output<string>;
    /** Roles that COPY, UNLOAD and Spectrum assume. */
    readonly roleArns: readonly pulumi.Output<string>[];
    readonly rolePolicies: readonly pulumi.Resource[];
    readonly database: string;
    readonly administrator: string;
    readonly port: number;
    readonly mayDelete: boolean;
}

/** What the rest of the warehouse needs of either of them. */
export interface Engine {
    readonly kind: "provisioned" | "serverless";
    /** Of a provisioned warehouse. */
    readonly cluster?: aws.redshift.Cluster;
    readonly target: WarehouseTarget;
    /** Host name that clients connect to. */
    readonly host: pulumi.Output<string>;
    /** The administrator's secret, which AWS rotates. */
    readonly adminSecretArn: pulumi.Output<string>;
    /** What the Data API's actions name. */
    readonly statementArn: pulumi.Output<string>;
    /** Lets a role connect as the database user that it is. */
    readonly connectStatement: Statement;
    /** Of its metrics in CloudWatch. */
    readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
}

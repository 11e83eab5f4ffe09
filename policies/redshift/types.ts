/** Type tokens of Amazon Redshift's resources. */

export const CLUSTER = "aws:redshift/cluster:Cluster";
export const CLUSTER_LOGGING = ["aws:redshift/logging:Logging"] as const;
export const PARAMETER_GROUP = "aws:redshift/parameterGroup:ParameterGroup";
export const SNAPSHOT_COPY = ["aws:redshift/snapshotCopy:SnapshotCopy"] as const;
export const SUBNET_GROUP = "aws:redshift/subnetGroup:SubnetGroup";
export const NAMESPACE = "aws:redshiftserverless/namespace:Namespace";
export const SERVERLESS_WORKGROUP = "aws:redshiftserverless/workgroup:Workgroup";

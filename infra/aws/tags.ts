import type * as pulumi from "@pulumi/pulumi";

/**
 * The types of ours that take tags (their `tags` argument in @pulumi/aws 7). Others are parts of one of these, or,
 * like a table of the Glue catalog, cannot be tagged at all.
 */
export const TAGGABLE_TYPES: ReadonlySet<string> = new Set([
    "aws:athena/workgroup:Workgroup",
    "aws:cloudtrail/trail:Trail",
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "aws:cognito/identityPool:IdentityPool",
    "aws:cognito/userPool:UserPool",
    "aws:dynamodb/table:Table",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/flowLog:FlowLog",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:glue/catalogDatabase:CatalogDatabase",
    "aws:glue/connection:Connection",
    "aws:glue/crawler:Crawler",
    "aws:glue/dataQualityRuleset:DataQualityRuleset",
    "aws:glue/job:Job",
    "aws:glue/trigger:Trigger",
    "aws:emr/cluster:Cluster",
    "aws:emrserverless/application:Application",
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:iam/policy:Policy",
    "aws:iam/role:Role",
    "aws:iot/topicRule:TopicRule",
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "aws:kinesis/stream:Stream",
    "aws:kinesisanalyticsv2/application:Application",
    "aws:kms/key:Key",
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    "aws:lambda/function:Function",
    "aws:opensearch/domain:Domain",
    "aws:quicksight/dataSet:DataSet",
    "aws:quicksight/dataSource:DataSource",
    "aws:quicksight/folder:Folder",
    "aws:quicksight/vpcConnection:VpcConnection",
    "aws:redshift/cluster:Cluster",
    "aws:redshift/parameterGroup:ParameterGroup",
    "aws:redshift/snapshotCopyGrant:SnapshotCopyGrant",
    "aws:redshift/snapshotSchedule:SnapshotSchedule",
    "aws:redshift/subnetGroup:SubnetGroup",
    "aws:redshift/usageLimit:UsageLimit",
    "aws:redshiftserverless/namespace:Namespace",
    "aws:redshiftserverless/workgroup:Workgroup",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:scheduler/scheduleGroup:ScheduleGroup",
    "aws:sfn/stateMachine:StateMachine",
    "aws:secretsmanager/secret:Secret",
    "aws:sns/topic:Topic",
    "aws:sqs/queue:Queue",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
]);

/**
 * Tags a component's resources, so that a bill or a console tells whose they are. Give it to the component as one of
 * its `transformations`; a tag that a resource has itself stays.
 */
export function tagWith(tags: Readonly<Record<string, string>>): pulumi.ResourceTransformation {
    return ({ type, props, opts }) => {
        if (!TAGGABLE_TYPES.has(type)) {
            return undefined;
        }
        return { props: { ...props, tags: { ...tags, ...props.tags } }, opts };
    };
}

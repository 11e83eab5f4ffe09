/** Type tokens of the resources that several rules look at; superseded `V2` classes make the same resource. */

export const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;
export const BUCKET = BUCKETS[0];
export const BUCKET_ENCRYPTION = [
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
] as const;
export const BUCKET_VERSIONING = [
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketVersioningV2:BucketVersioningV2",
] as const;
export const BUCKET_LOGGING = [
    "aws:s3/bucketLogging:BucketLogging",
    "aws:s3/bucketLoggingV2:BucketLoggingV2",
] as const;
export const BUCKET_LIFECYCLE = [
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
] as const;
export const BUCKET_PUBLIC_ACCESS_BLOCK = ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"] as const;
export const BUCKET_OWNERSHIP = ["aws:s3/bucketOwnershipControls:BucketOwnershipControls"] as const;
export const BUCKET_POLICY = ["aws:s3/bucketPolicy:BucketPolicy"] as const;
export const BUCKET_NOTIFICATION = ["aws:s3/bucketNotification:BucketNotification"] as const;

export const STREAM = "aws:kinesis/stream:Stream";
export const DELIVERY_STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";

export const FLINK_APPLICATION = "aws:kinesisanalyticsv2/application:Application";

export const QUEUE = "aws:sqs/queue:Queue";
export const QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy";
export const REDRIVE_POLICY = "aws:sqs/redrivePolicy:RedrivePolicy";
export const TOPIC = "aws:sns/topic:Topic";
export const TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy";
export const TOPIC_SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

export const FUNCTION = "aws:lambda/function:Function";
export const PERMISSION = "aws:lambda/permission:Permission";
export const EVENT_SOURCE_MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
export const EVENT_INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";

export const KEY = "aws:kms/key:Key";
export const KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy";
/** What an output can come from that names a customer's key. */
export const CUSTOMER_KEYS: readonly string[] = [
    KEY,
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:kms/alias:Alias",
];

export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
export const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
export const COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

export const CATALOG_DATABASE = "aws:glue/catalogDatabase:CatalogDatabase";
export const CATALOG_ENCRYPTION = "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings";
export const GLUE_CONNECTION = "aws:glue/connection:Connection";
export const GLUE_CRAWLER = "aws:glue/crawler:Crawler";
export const GLUE_JOB = "aws:glue/job:Job";
export const SECURITY_CONFIGURATION = "aws:glue/securityConfiguration:SecurityConfiguration";
export const WORKGROUP = "aws:athena/workgroup:Workgroup";
export const DATA_LAKE_SETTINGS = "aws:lakeformation/dataLakeSettings:DataLakeSettings";
export const LAKE_PERMISSIONS = "aws:lakeformation/permissions:Permissions";

export const TOPIC_RULE = "aws:iot/topicRule:TopicRule";
export const IOT_POLICY = "aws:iot/policy:Policy";
export const DATA_SOURCE = "aws:quicksight/dataSource:DataSource";

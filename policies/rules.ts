import { workgroupEnforced } from "./athena/workgroup-enforced";
import { workgroupMetrics } from "./athena/workgroup-metrics";
import { workgroupResultsEncrypted } from "./athena/workgroup-results-encrypted";
import { workgroupScanCutoff } from "./athena/workgroup-scan-cutoff";
import { alarmTellsSomebody } from "./cloudwatch/alarm-tells-somebody";
import { alarmWatchesSomething } from "./cloudwatch/alarm-watches-something";
import { logGroupEncrypted } from "./cloudwatch/log-group-encrypted";
import { logGroupRetention } from "./cloudwatch/log-group-retention";
import { noGuests } from "./cognito/no-guests";
import { passwordPolicy } from "./cognito/password-policy";
import { defaultGroupClosed } from "./ec2/default-group-closed";
import { endpointLimited } from "./ec2/endpoint-limited";
import { flowsRecorded } from "./ec2/flows-recorded";
import { noOpenEgress } from "./ec2/no-open-egress";
import { noOpenIngress } from "./ec2/no-open-ingress";
import { subnetPrivate } from "./ec2/subnet-private";
import { clusterEncrypted } from "./emr/cluster-encrypted";
import { clusterEnds } from "./emr/cluster-ends";
import { clusterFleetsOrGroups } from "./emr/cluster-fleets-or-groups";
import { clusterLogged } from "./emr/cluster-logged";
import { clusterOwnRoles } from "./emr/cluster-own-roles";
import { clusterPrivate } from "./emr/cluster-private";
import { encryptedAtRest } from "./emr/encrypted-at-rest";
import { encryptedInTransit } from "./emr/encrypted-in-transit";
import { publicAccessBlocked } from "./emr/public-access-blocked";
import { scheduledClusters } from "./emr/scheduled-clusters";
import { deliveryStreamEncrypted } from "./firehose/delivery-stream-encrypted";
import { deliveryStreamLogged } from "./firehose/delivery-stream-logged";
import { destinationEncrypted } from "./firehose/destination-encrypted";
import { failedRecordsKept } from "./firehose/failed-records-kept";
import { catalogEncrypted } from "./glue/catalog-encrypted";
import { connectionSecret } from "./glue/connection-secret";
import { connectionTls } from "./glue/connection-tls";
import { databaseDefaultPermissions } from "./glue/database-default-permissions";
import { jobSecurityConfiguration } from "./glue/job-security-configuration";
import { jobVersionSupported } from "./glue/job-version-supported";
import { securityConfigurationEncrypted } from "./glue/security-configuration-encrypted";
import { noAdministrators } from "./iam/no-administrators";
import { noDecryptEverywhere } from "./iam/no-decrypt-everywhere";
import { noServiceWildcards } from "./iam/no-service-wildcards";
import { trustNamesSource } from "./iam/trust-names-source";
import { trustNotPublic } from "./iam/trust-not-public";
import { policyNotOpen } from "./iot/policy-not-open";
import { topicRuleErrorAction } from "./iot/topic-rule-error-action";
import { noSqlApplications } from "./kinesis/no-sql-applications";
import { streamEncrypted } from "./kinesis/stream-encrypted";
import { streamRetention } from "./kinesis/stream-retention";
import { applicationLogged } from "./kinesisanalytics/application-logged";
import { flinkRuntimeSupported } from "./kinesisanalytics/runtime-supported";
import { stateKept } from "./kinesisanalytics/state-kept";
import { keyDeletionWindow } from "./kms/key-deletion-window";
import { keyPolicyNotPublic } from "./kms/key-policy-not-public";
import { keyRotated } from "./kms/key-rotated";
import { noBroadGrants } from "./lakeformation/no-broad-grants";
import { noOpenGrants } from "./lakeformation/no-open-grants";
import { functionLogged } from "./lambda/function-logged";
import { functionNotThrottled } from "./lambda/function-not-throttled";
import { functionTraced } from "./lambda/function-traced";
import { partialBatches } from "./lambda/partial-batches";
import { permissionNotPublic } from "./lambda/permission-not-public";
import { runtimeSupported } from "./lambda/runtime-supported";
import { visibilityTimeout } from "./lambda/visibility-timeout";
import { searchAudited } from "./opensearch/audited";
import { searchDedicatedMasters } from "./opensearch/dedicated-masters";
import { searchEncryptedAtRest } from "./opensearch/encrypted-at-rest";
import { searchEncryptedBetweenNodes } from "./opensearch/encrypted-between-nodes";
import { searchErrorsLogged } from "./opensearch/errors-logged";
import { searchFineGrainedAccess } from "./opensearch/fine-grained-access";
import { searchInVpc } from "./opensearch/in-vpc";
import { searchNotPublic } from "./opensearch/not-public";
import { searchTlsOnly } from "./opensearch/tls-only";
import { searchUpdated } from "./opensearch/updated";
import { searchZoneAware } from "./opensearch/zone-aware";
import { dataSourceSsl } from "./quicksight/data-source-ssl";
import { redshiftClusterAdministrator } from "./redshift/cluster-administrator";
import { redshiftClusterAudited } from "./redshift/cluster-audited";
import { redshiftClusterEncrypted } from "./redshift/cluster-encrypted";
import { redshiftClusterFinalSnapshot } from "./redshift/cluster-final-snapshot";
import { redshiftClusterMultiAz } from "./redshift/cluster-multi-az";
import { redshiftClusterNotPublic } from "./redshift/cluster-not-public";
import { redshiftClusterSnapshots } from "./redshift/cluster-snapshots";
import { redshiftClusterUpgrades } from "./redshift/cluster-upgrades";
import { redshiftClusterVpcRouting } from "./redshift/cluster-vpc-routing";
import { redshiftNoOpenIngress } from "./redshift/no-open-ingress";
import { redshiftNoPasswordInCode } from "./redshift/no-password-in-code";
import { redshiftSnapshotsCopied } from "./redshift/snapshots-copied";
import { redshiftSubnetGroupZones } from "./redshift/subnet-group-zones";
import { redshiftTlsRequired } from "./redshift/tls-required";
import { serverlessNamespaceAdministrator } from "./redshiftserverless/namespace-administrator";
import { serverlessNamespaceAudited } from "./redshiftserverless/namespace-audited";
import { serverlessNamespaceEncrypted } from "./redshiftserverless/namespace-encrypted";
import { serverlessTlsRequired } from "./redshiftserverless/tls-required";
import { serverlessWorkgroupNotPublic } from "./redshiftserverless/workgroup-not-public";
import { serverlessWorkgroupVpcRouting } from "./redshiftserverless/workgroup-vpc-routing";
import type { Rule } from "./rule";
import { bucketEncrypted } from "./s3/bucket-encrypted";
import { bucketLifecycle } from "./s3/bucket-lifecycle";
import { bucketLogged } from "./s3/bucket-logged";
import { bucketOwnerEnforced } from "./s3/bucket-owner-enforced";
import { bucketPolicyNotPublic } from "./s3/bucket-policy-not-public";
import { bucketPublicAccessBlocked } from "./s3/bucket-public-access-blocked";
import { bucketTlsOnly } from "./s3/bucket-tls-only";
import { bucketVersioned } from "./s3/bucket-versioned";
import { currentResources } from "./s3/current-resources";
import { oneNotification } from "./s3/one-notification";
import { topicEncrypted } from "./sns/topic-encrypted";
import { topicNotPublic } from "./sns/topic-not-public";
import { queueEncrypted } from "./sqs/queue-encrypted";
import { queueNotPublic } from "./sqs/queue-not-public";
import { queueRedrive } from "./sqs/queue-redrive";
import { queueTlsOnly } from "./sqs/queue-tls-only";

/** The pack: all rules, by id. */
export const RULES: readonly Rule[] = [
    workgroupEnforced,
    workgroupMetrics,
    workgroupResultsEncrypted,
    workgroupScanCutoff,
    alarmTellsSomebody,
    alarmWatchesSomething,
    logGroupEncrypted,
    logGroupRetention,
    noGuests,
    passwordPolicy,
    defaultGroupClosed,
    endpointLimited,
    flowsRecorded,
    noOpenEgress,
    noOpenIngress,
    subnetPrivate,
    clusterEncrypted,
    clusterEnds,
    clusterFleetsOrGroups,
    clusterLogged,
    clusterOwnRoles,
    clusterPrivate,
    encryptedAtRest,
    encryptedInTransit,
    publicAccessBlocked,
    scheduledClusters,
    deliveryStreamEncrypted,
    deliveryStreamLogged,
    destinationEncrypted,
    failedRecordsKept,
    catalogEncrypted,
    connectionSecret,
    connectionTls,
    databaseDefaultPermissions,
    jobSecurityConfiguration,
    jobVersionSupported,
    securityConfigurationEncrypted,
    noAdministrators,
    noDecryptEverywhere,
    noServiceWildcards,
    trustNamesSource,
    trustNotPublic,
    policyNotOpen,
    topicRuleErrorAction,
    noSqlApplications,
    streamEncrypted,
    streamRetention,
    applicationLogged,
    flinkRuntimeSupported,
    stateKept,
    keyDeletionWindow,
    keyPolicyNotPublic,
    keyRotated,
    noBroadGrants,
    noOpenGrants,
    functionLogged,
    functionNotThrottled,
    functionTraced,
    partialBatches,
    permissionNotPublic,
    runtimeSupported,
    visibilityTimeout,
    searchAudited,
    searchDedicatedMasters,
    searchEncryptedAtRest,
    searchEncryptedBetweenNodes,
    searchErrorsLogged,
    searchFineGrainedAccess,
    searchInVpc,
    searchNotPublic,
    searchTlsOnly,
    searchUpdated,
    searchZoneAware,
    dataSourceSsl,
    redshiftClusterAdministrator,
    redshiftClusterAudited,
    redshiftClusterEncrypted,
    redshiftClusterFinalSnapshot,
    redshiftClusterMultiAz,
    redshiftClusterNotPublic,
    redshiftClusterSnapshots,
    redshiftClusterUpgrades,
    redshiftClusterVpcRouting,
    redshiftNoOpenIngress,
    redshiftNoPasswordInCode,
    redshiftSnapshotsCopied,
    redshiftSubnetGroupZones,
    redshiftTlsRequired,
    serverlessNamespaceAdministrator,
    serverlessNamespaceAudited,
    serverlessNamespaceEncrypted,
    serverlessTlsRequired,
    serverlessWorkgroupNotPublic,
    serverlessWorkgroupVpcRouting,
    bucketEncrypted,
    bucketLifecycle,
    bucketLogged,
    bucketOwnerEnforced,
    bucketPolicyNotPublic,
    bucketPublicAccessBlocked,
    bucketTlsOnly,
    bucketVersioned,
    currentResources,
    oneNotification,
    topicEncrypted,
    topicNotPublic,
    queueEncrypted,
    queueNotPublic,
    queueRedrive,
    queueTlsOnly,
];

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { customerKey, logsMayUseKey } from "../aws/customerKey";
import { nameFor } from "../aws/names";
import { functionLogGroups } from "../aws/nodeFunction";
import { isBurstable, replicasFor } from "../aws/opensearch";
import { policyDocument } from "../aws/policyDocument";
import { connect, securityGroup } from "../aws/securityGroup";
import type { SearchConnectionArgs, SearchDomainArgs, SearchIndexDeclaration } from "./search/args";
import {
    applyConfiguration,
    type Configurator,
    createConfigurator,
    SEARCH_PORT,
} from "./search/configuration";
import { createLogin, type Login, SEARCH_ACTIONS } from "./search/login";
import { createLogs, type DomainLogs, searchLogGroups } from "./search/logs";
import { serviceLinkedRole } from "./search/serviceLinkedRole";
import { createSnapshotStore, type SnapshotStore } from "./search/snapshots";
import { validateSearchDomain } from "./search/validation";
import { watchDomain } from "./search/watch";

export * from "./search/args";

/**
 * Search on Amazon OpenSearch Service: private, encrypted everywhere, with people's login and roles for programs, logs,
 * snapshots of its own, and a configuration that every deployment applies.
 *
 * Fine-grained access control needs encryption at rest, between nodes and in transit: they are no settings, so that
 * nobody can have one without the others.
 *
 * @example
 * const search = new SearchDomain("search", { environment: "prod", account, network, capacity, … });
 * search.connectFrom("board", { from: boardGroup.id, description: "The departures board" });
 * search.configure([{ name: "flights.airports", fields: { name: "text" }, writers: [board.arn], readers: [] }]);
 */
export class SearchDomain extends pulumi.ComponentResource {
    public readonly arn: pulumi.Output<string>;
    public readonly domainName: pulumi.Output<string>;
    /** Host name, reached from the VPC only. */
    public readonly endpoint: pulumi.Output<string>;
    /** Host name and path of OpenSearch Dashboards. */
    public readonly dashboardEndpoint: pulumi.Output<string>;
    public readonly securityGroupId: pulumi.Output<string>;
    public readonly snapshotBucket: pulumi.Output<string>;
    public readonly keyArn: pulumi.Output<string>;

    private readonly name: string;
    private readonly args: SearchDomainArgs;
    private readonly login: Login;
    private readonly snapshots: SnapshotStore;
    private readonly configurator: Configurator;
    private readonly group: aws.ec2.SecurityGroup;

    constructor(name: string, args: SearchDomainArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:SearchDomain", name, args, opts);
        validateSearchDomain(name, args);
        this.name = name;
        this.args = args;

        const parent = { parent: this };
        const physical = nameFor("searchDomain", args.environment, name);
        const arn = domainArn(args, physical);
        this.keyArn = this.chooseKey(physical);
        this.group = this.createGroup();
        const logs = createLogs(name, args, { name: physical, arn }, this.keyArn, parent);
        this.login = createLogin(name, args, arn, parent);
        this.snapshots = createSnapshotStore(name, args, arn, this.keyArn, parent);
        this.configurator = createConfigurator(
            name,
            args,
            { domainArn: arn, domainGroupId: this.group.id, keyArn: this.keyArn, snapshots: this.snapshots },
            parent,
        );
        const domain = this.createDomain(physical, arn, logs);
        watchDomain(
            name,
            args,
            { domainName: domain.domainName, configure: this.configurator.function },
            parent,
        );

        this.arn = domain.arn;
        this.domainName = domain.domainName;
        this.endpoint = domain.endpoint;
        this.dashboardEndpoint = domain.dashboardEndpoint;
        this.securityGroupId = this.group.id;
        this.snapshotBucket = this.snapshots.bucketName;
        this.registerOutputs({
            arn: this.arn,
            endpoint: this.endpoint,
            dashboardEndpoint: this.dashboardEndpoint,
            snapshotBucket: this.snapshotBucket,
        });
    }

    /**
     * Lets a security group connect to the domain: both sides of the flow, HTTPS only.
     *
     * @param name logical name of the rules, unique in the stack
     * @returns what must be in place before the first connection
     */
    public connectFrom(
        name: string,
        { from, description }: SearchConnectionArgs,
        opts: pulumi.CustomResourceOptions = { parent: this },
    ): pulumi.Resource[] {
        return connect(name, { from, to: this.group.id, port: SEARCH_PORT, description }, opts);
    }

    /** Makes the domain what is declared, once for all indices: call it last, and once. */
    public configure(indices: readonly SearchIndexDeclaration[]): aws.lambda.Invocation {
        return applyConfiguration(
            this.name,
            this.args,
            {
                configurator: this.configurator,
                endpoint: pulumi.interpolate`https://${this.endpoint}`,
                replicas: replicasFor(this.args.capacity),
                peopleRoleArn: this.login.peopleRoleArn,
                snapshots: this.snapshots,
                indices,
            },
            { parent: this },
        );
    }

    private chooseKey(physical: string): pulumi.Output<string> {
        const { account, environment, existingKey, protectData, allowDeletion } = this.args;
        if (existingKey) {
            return pulumi.output(existingKey.arn);
        }
        const mayDelete = allowDeletion && !protectData;
        return customerKey(
            this.name,
            {
                nameParts: [environment, this.name],
                description: `Documents, logs and snapshots of the search domain ${physical}`,
                account,
                serviceStatements: [
                    logsMayUseKey(
                        account,
                        `${searchLogGroups(physical)}*`,
                        functionLogGroups(environment, this.name),
                    ),
                ],
                deletionWindowDays: mayDelete ? 7 : 30,
            },
            { parent: this, protect: !mayDelete },
        ).arn;
    }

    private createGroup(): aws.ec2.SecurityGroup {
        const { environment, network } = this.args;
        return securityGroup(
            this.name,
            {
                vpcId: network.vpcId,
                nameParts: [environment, this.name],
                description: `Nodes of the search domain ${this.name}`,
            },
            { parent: this },
        );
    }

    private createDomain(
        physical: string,
        arn: pulumi.Output<string>,
        logs: DomainLogs,
    ): aws.opensearch.Domain {
        const { account, capacity, network, offPeakStartHour, protectData, allowDeletion } = this.args;
        return new aws.opensearch.Domain(
            this.name,
            {
                domainName: physical,
                engineVersion: this.args.engineVersion,
                clusterConfig: clusterConfig(this.args),
                ebsOptions: { ebsEnabled: true, volumeType: "gp3", volumeSize: capacity.volumeGib },
                encryptAtRest: { enabled: true, kmsKeyId: this.keyArn },
                nodeToNodeEncryption: { enabled: true },
                domainEndpointOptions: {
                    enforceHttps: true,
                    tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10",
                },
                vpcOptions: {
                    subnetIds: network.privateSubnetIds.slice(0, capacity.availabilityZones),
                    securityGroupIds: [this.group.id],
                },
                advancedSecurityOptions: {
                    enabled: true,
                    anonymousAuthEnabled: false,
                    internalUserDatabaseEnabled: false,
                    masterUserOptions: { masterUserArn: this.configurator.function.roleArn },
                },
                cognitoOptions: {
                    enabled: true,
                    userPoolId: this.login.userPoolId,
                    identityPoolId: this.login.identityPoolId,
                    roleArn: this.login.serviceRoleArn,
                },
                // The account's IAM policies say who reaches the domain, its own roles what they may do there.
                accessPolicies: policyDocument({
                    sid: "AccountDelegatesToIam",
                    principal: { aws: pulumi.interpolate`arn:${account.partition}:iam::${account.id}:root` },
                    actions: SEARCH_ACTIONS,
                    resources: [pulumi.interpolate`${arn}/*`],
                }),
                logPublishingOptions: logs.options,
                offPeakWindowOptions: {
                    enabled: true,
                    offPeakWindow: { windowStartTime: { hours: offPeakStartHour, minutes: 0 } },
                },
                autoTuneOptions: isBurstable(capacity.dataNodeType)
                    ? { desiredState: "DISABLED", rollbackOnDisable: "NO_ROLLBACK" }
                    : { desiredState: "ENABLED", rollbackOnDisable: "NO_ROLLBACK", useOffPeakWindow: true },
                softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
            },
            {
                parent: this,
                protect: protectData || !allowDeletion,
                dependsOn: [
                    ...logs.ready,
                    ...this.login.ready,
                    ...serviceLinkedRole(this.name, this.args, { parent: this }),
                ],
                // A cluster of several zones takes longer than the provider's hour.
                customTimeouts: { create: "2h", update: "3h", delete: "2h" },
            },
        );
    }
}

/** Known before the domain is: policies that the domain needs name it. */
function domainArn({ account }: SearchDomainArgs, physical: string): pulumi.Output<string> {
    return pulumi.interpolate`arn:${account.partition}:es:${account.region}:${account.id}:domain/${physical}`;
}

/** AWS ignores sizes whose switch is off: each switch follows from its size. */
function clusterConfig({ capacity }: SearchDomainArgs): aws.types.input.opensearch.DomainClusterConfig {
    const { availabilityZones, masterNodes } = capacity;
    return {
        instanceType: capacity.dataNodeType,
        instanceCount: capacity.dataNodes,
        dedicatedMasterEnabled: masterNodes > 0,
        ...(masterNodes > 0
            ? { dedicatedMasterCount: masterNodes, dedicatedMasterType: capacity.masterNodeType }
            : {}),
        zoneAwarenessEnabled: availabilityZones > 1,
        ...(availabilityZones > 1
            ? { zoneAwarenessConfig: { availabilityZoneCount: availabilityZones } }
            : {}),
        multiAzWithStandbyEnabled: capacity.standby,
    };
}

import type * as pulumi from "@pulumi/pulumi";
import { type AwsAccount, currentAccount } from "./aws/account";
import { tagWith } from "./aws/tags";
import { AlarmTopic } from "./components/alarmTopic";
import { ArrivalNotifications, type ArrivalRoute } from "./components/arrivalNotifications";
import { DashboardSources } from "./components/dashboardSources";
import { Dashboards } from "./components/dashboards";
import { DataLake } from "./components/dataLake";
import { blockPublicAccess } from "./components/hadoop/publicAccess";
import { HadoopCluster } from "./components/hadoopCluster";
import { IngestionPipeline } from "./components/ingestionPipeline";
import { LakeDomain } from "./components/lakeDomain";
import { LakeGovernance } from "./components/lakeGovernance";
import { LakeTags } from "./components/lakeTags";
import { LogAnalytics } from "./components/logAnalytics";
import { Network } from "./components/network";
import { ReportSource } from "./components/reportSource";
import { StreamAnalytics } from "./components/streamAnalytics";
import type { Warehouse } from "./components/warehouse";
import type { Configuration, Domain, Environment, Pipeline } from "./config/model";
import { authorsOf, dashboardSourcesArgs, dashboardsArgs } from "./dashboardArgs";
import { HADOOP, hadoopArgs, needsNodes, placementTags } from "./hadoopArgs";
import { LoadJobs } from "./loadJobs";
import { buildWarehouse, loadWarehouse } from "./loadWarehouse";
import { LOG_ANALYTICS, logAnalyticsArgs } from "./logAnalyticsArgs";
import { networkArgs } from "./networkArgs";
import { columnArgs, onArrivalArgs, reportArgs, reportsIn, sourceArgs, tableArgs } from "./pipelineArgs";
import { SearchIndices } from "./searchIndices";
import { STREAM_ANALYTICS, streamAnalyticsArgs } from "./streamAnalyticsArgs";

/** What every part of an environment is built with. */
interface Foundation {
    readonly environment: Environment;
    readonly account: AwsAccount;
    readonly alarms: AlarmTopic;
    readonly lake: DataLake;
    /** The environment's LF-tags. */
    readonly lakeTags: LakeTags;
    /** The environment's network, which is built when the first component asks for it. */
    readonly network: () => Network;
    /** The network, if some component has asked for it. */
    readonly networkIfBuilt: () => Network | undefined;
    /** Load jobs of all domains. */
    readonly jobs: LoadJobs;
    /** Search domain, and indices of all domains. */
    readonly search: SearchIndices;
    /** Both keys of the two-key rule, one of which the environment holds and the other its tier. */
    readonly deletion: { readonly protectData: boolean; readonly allowDeletion: boolean };
}

/** One environment, top to bottom. Returns the stack's outputs. */
export async function platform(configuration: Configuration): Promise<Record<string, unknown>> {
    const foundation = layFoundation(configuration);
    offerDataSources(foundation);
    foundation.jobs.encryptCatalog();
    const warehouse = buildWarehouse(foundation, configuration.domains);
    const pipelines = configuration.domains.flatMap((domain) => buildDomain(foundation, domain, warehouse));
    announceArrivals(
        foundation,
        pipelines.flatMap(({ arrivalRoute }) => arrivalRoute ?? []),
        warehouse,
    );
    foundation.jobs.announceUploads();
    const search = foundation.search.configure();
    const logs = askLogs(foundation, pipelines);
    return {
        rawBucket: foundation.lake.raw.name,
        curatedBucket: foundation.lake.curated.name,
        resultsBucket: foundation.lake.results.name,
        alarmTopic: foundation.alarms.arn,
        ...(search === undefined ? {} : { searchDashboards: search.dashboardEndpoint }),
        ...(warehouse === undefined ? {} : { warehouseEndpoint: warehouse.endpoint }),
        ...(logs === undefined ? {} : { logReaderPolicy: logs.readerPolicyArn }),
    };
}

function layFoundation({ environment, domains }: Configuration): Foundation {
    const { settings, name } = environment;
    const opts = { transformations: [tagWith({ environment: name })] };
    const account = currentAccount(environment.region);
    const deletion = {
        protectData: settings.protectData,
        allowDeletion: environment.tier === "sandbox",
    };
    const alarms = new AlarmTopic(
        "alarms",
        {
            environment: name,
            account,
            email: environment.alarms.email,
            keyDeletionWindowDays: settings.protectData ? 30 : 7,
        },
        opts,
    );
    const lake = new DataLake(
        "lake",
        {
            environment: name,
            account,
            ...settings.lake,
            administrators: environment.lakeAdministrators,
            ...deletion,
        },
        opts,
    );
    if (needsNodes(environment, domains)) {
        blockPublicAccess(HADOOP, {});
    }
    const lakeTags = new LakeTags("lake-tags", { lake, tags: environment.lakeTags ?? {} }, opts);
    let network: Network | undefined;
    const ground = {
        environment,
        account,
        alarms,
        lake,
        lakeTags,
        network: () => {
            const place = { account, lake, deletion, placementTags: placementTags(environment, domains) };
            network ??= new Network("network", networkArgs(environment, place), opts);
            return network;
        },
        networkIfBuilt: () => network,
        deletion,
    };
    return { ...ground, jobs: new LoadJobs(ground), search: new SearchIndices(ground) };
}

function buildDomain(
    foundation: Foundation,
    domain: Domain,
    warehouse: Warehouse | undefined,
): IngestionPipeline[] {
    const { environment, account, alarms, lake, deletion } = foundation;
    const opts = { transformations: [tagWith(tagsOf(environment, domain))] };
    const lakeDomain = new LakeDomain(
        domain.name,
        {
            environment: environment.name,
            account,
            lake,
            description: domain.description,
            tables: domain.pipelines.map(tableArgs),
            alarmTopicArn: alarms.arn,
            scanCutoffGib: environment.settings.athena.scanCutoffGib,
            ...deletion,
        },
        opts,
    );
    grantReaders(foundation, domain, lakeDomain);
    const reportSource = showResults(foundation, domain, lakeDomain, opts);
    foundation.jobs.build(domain, lakeDomain, warehouse);
    foundation.search.build(domain, lakeDomain);
    runHadoop(foundation, domain, lakeDomain);
    const pipelines = domain.pipelines.map((pipeline) =>
        buildPipeline(foundation, { domain, pipeline, lakeDomain, reportSource }),
    );
    loadWarehouse(foundation, { domain, lakeDomain, pipelines }, warehouse);
    showDashboards(foundation, domain, pipelines);
    analyseStreams(foundation, { domain, lakeDomain, pipelines });
    return pipelines;
}

/** Who reads the domain's tables besides its own reports. */
function grantReaders(
    { account, lake, lakeTags }: Foundation,
    { name, governance }: Domain,
    domain: LakeDomain,
): void {
    if (governance) {
        const declaredTags = lakeTags.declared;
        new LakeGovernance(`${name}-access`, { account, lake, domain, declaredTags, ...governance });
    }
}

/** A domain without viewers, or without reports, has nothing to show in QuickSight. */
function showResults(
    { environment, account, lake }: Foundation,
    domain: Domain,
    lakeDomain: LakeDomain,
    opts: pulumi.ComponentResourceOptions,
): ReportSource | undefined {
    const reports = domain.pipelines.flatMap((pipeline) =>
        reportsIn(environment, pipeline).map((report) => report.name),
    );
    if (domain.viewers.length === 0 || reports.length === 0) {
        return undefined;
    }
    return new ReportSource(
        `${domain.name}-results`,
        {
            environment: environment.name,
            account,
            lake,
            domain: lakeDomain,
            domainName: domain.name,
            reports,
            viewers: domain.viewers,
            authors: authorsOf(environment, domain),
            identityRegion: environment.quicksight.identityRegion,
            namespace: environment.quicksight.namespace,
        },
        opts,
    );
}

/** Data beside the lake's for those who draw dashboards, and the groups that they are in. */
function offerDataSources({ environment, account, network }: Foundation): void {
    const { dataSources = [], groups = [] } = environment.quicksight;
    if (dataSources.length + groups.length > 0) {
        const placement = dataSources.some((source) => source.network) ? network() : undefined;
        new DashboardSources("sources", dashboardSourcesArgs(environment, account, placement), {
            transformations: [tagWith({ environment: environment.name, component: "dashboards" })],
        });
    }
}

/** What the domain draws, for those who see its results. */
function showDashboards(
    { environment, account }: Foundation,
    domain: Domain,
    pipelines: readonly IngestionPipeline[],
): Dashboards | undefined {
    const dataSets = pipelines.map((pipeline) => pipeline.dataSets);
    if (domain.dashboards.length === 0 || dataSets.every((some) => Object.keys(some).length === 0)) {
        return undefined;
    }
    const tags = { ...tagsOf(environment, domain), component: "dashboards" };
    return new Dashboards(
        `${domain.name}-dashboards`,
        dashboardsArgs(environment, domain, { account, dataSets, tags }),
        { transformations: [tagWith(tags)] },
    );
}

/** Steps of a domain, where the environment has somewhere to run them. */
function runHadoop(foundation: Foundation, domain: Domain, lakeDomain: LakeDomain): void {
    const { environment } = foundation;
    const { hadoop: settings } = environment.settings;
    if (domain.hadoop === undefined || settings === undefined) {
        return;
    }
    const tags = { ...tagsOf(environment, domain), component: HADOOP };
    new HadoopCluster(
        `${domain.name}-${HADOOP}`,
        hadoopArgs(environment, domain, domain.hadoop, settings, { ...foundation, lakeDomain, tags }),
        { transformations: [tagWith(tags)] },
    );
}

interface PipelineParts {
    readonly domain: Domain;
    readonly pipeline: Pipeline;
    readonly lakeDomain: LakeDomain;
    readonly reportSource: ReportSource | undefined;
}

function buildPipeline(foundation: Foundation, parts: PipelineParts): IngestionPipeline {
    const { environment, account, alarms, lake, deletion } = foundation;
    const { domain, pipeline, lakeDomain, reportSource } = parts;
    const { settings } = environment;
    const opts = {
        transformations: [tagWith({ ...tagsOf(environment, domain), pipeline: pipeline.name })],
    };
    return new IngestionPipeline(
        `${domain.name}-${pipeline.name}`,
        {
            environment: environment.name,
            account,
            lake,
            domain: lakeDomain,
            domainName: domain.name,
            tableName: pipeline.name,
            columns: pipeline.columns.map(columnArgs),
            partitionBy: pipeline.partition,
            source: sourceArgs(pipeline.source, settings.stream),
            delivery: settings.delivery,
            transform: pipeline.transform,
            onArrival: onArrivalArgs(pipeline.onArrival),
            windowSeconds: pipeline.windowSeconds,
            reports: reportsIn(environment, pipeline).map((report) => reportArgs(report, domain)),
            reportSource,
            alarmTopicArn: alarms.arn,
            logRetentionDays: settings.logs.retentionDays,
            ...deletion,
        },
        opts,
    );
}

interface StreamParts {
    readonly domain: Domain;
    readonly lakeDomain: LakeDomain;
    /** In the order of the domain's file. */
    readonly pipelines: readonly IngestionPipeline[];
}

/** A domain's applications on Flink, where the environment has them run. */
function analyseStreams(foundation: Foundation, parts: StreamParts): void {
    const { environment } = foundation;
    const { domain } = parts;
    const { streams: settings } = environment.settings;
    if (!settings?.enabled) {
        return;
    }
    const tags = { ...tagsOf(environment, domain), component: STREAM_ANALYTICS };
    for (const application of domain.streams ?? []) {
        new StreamAnalytics(
            `${domain.name}-${application.name}`,
            streamAnalyticsArgs(environment, application, settings, { ...foundation, ...parts }),
            { transformations: [tagWith(tags)] },
        );
    }
}

/** Last, when it is known what there is to ask. */
function askLogs(foundation: Foundation, pipelines: readonly IngestionPipeline[]): LogAnalytics | undefined {
    const { environment, networkIfBuilt } = foundation;
    const settings = environment.settings.logAnalytics;
    if (settings === undefined) {
        return undefined;
    }
    const ground = { ...foundation, network: networkIfBuilt(), pipelines };
    return new LogAnalytics(LOG_ANALYTICS, logAnalyticsArgs(environment, settings, ground), {
        transformations: [tagWith({ environment: environment.name, component: LOG_ANALYTICS })],
    });
}

function tagsOf(environment: Environment, domain: Domain): Record<string, string> {
    return { environment: environment.name, domain: domain.name, owner: domain.owner };
}

/** Last, because S3 keeps one configuration for all pipelines of a bucket. */
function announceArrivals(
    { lake }: Foundation,
    routes: readonly ArrivalRoute[],
    warehouse: Warehouse | undefined,
): void {
    const eventBridge = warehouse !== undefined;
    if (routes.length > 0 || eventBridge) {
        new ArrivalNotifications("arrivals", { bucket: lake.curated.name, routes, eventBridge });
    }
}

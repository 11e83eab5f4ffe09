import type { AwsAccount } from "./aws/account";
import { tagWith } from "./aws/tags";
import type { AlarmTopic } from "./components/alarmTopic";
import { ArrivalNotifications, type ArrivalRoute } from "./components/arrivalNotifications";
import { CatalogEncryption } from "./components/catalogEncryption";
import { DatabaseConnection } from "./components/databaseConnection";
import type { DataLake } from "./components/dataLake";
import { EtlJob } from "./components/etlJob";
import { JobCode } from "./components/jobCode";
import type { LakeDomain } from "./components/lakeDomain";
import type { Network } from "./components/network";
import { SourceCrawler } from "./components/sourceCrawler";
import type { Warehouse } from "./components/warehouse";
import type { Crawler, Domain, Environment, EtlSettings, Job } from "./config/model";
import { connectionArgs, jobArgs, jobSize } from "./etlArgs";

/** What load jobs are built on. */
export interface JobGround {
    readonly environment: Environment;
    readonly account: AwsAccount;
    readonly alarms: AlarmTopic;
    readonly lake: DataLake;
    readonly network: () => Network;
    readonly deletion: { readonly protectData: boolean; readonly allowDeletion: boolean };
}

interface JobParts {
    readonly domain: Domain;
    readonly job: Job;
    readonly lakeDomain: LakeDomain;
    readonly warehouse: Warehouse | undefined;
    readonly etl: EtlSettings;
}

/** The tag `component` of everything here. */
const ETL = "etl";

/**
 * The load jobs of an environment, and what they share: code, connections, and the raw zone's one notification
 * configuration. Each of these is made when the first job asks for it.
 */
export class LoadJobs {
    private code: JobCode | undefined;
    private readonly connections = new Map<string, DatabaseConnection>();
    private readonly routes: ArrivalRoute[] = [];

    constructor(private readonly ground: JobGround) {}

    /** Whoever owns the encryption of the account's catalog has it on, with jobs or without. */
    encryptCatalog(): void {
        const { environment, account, deletion } = this.ground;
        if (environment.settings.etl?.encryptCatalog) {
            const own = { environment: environment.name, account, ...deletion };
            new CatalogEncryption("catalog", own, this.opts({}));
        }
    }

    /** The jobs of one domain, where the environment builds jobs; a warehouse reads their tables through Spectrum. */
    build(domain: Domain, lakeDomain: LakeDomain, warehouse: Warehouse | undefined): void {
        const { etl } = this.ground.environment.settings;
        if (etl?.enabled) {
            for (const job of domain.jobs ?? []) {
                this.buildJob({ domain, job, lakeDomain, warehouse, etl });
            }
            for (const crawler of domain.crawlers ?? []) {
                this.buildCrawler(domain, crawler, lakeDomain);
            }
        }
    }

    /** After all domains, because S3 keeps one configuration for all jobs of a bucket. */
    announceUploads(): void {
        if (this.routes.length > 0) {
            new ArrivalNotifications("uploads", { bucket: this.ground.lake.raw.name, routes: this.routes });
        }
    }

    private buildJob({ domain, job, lakeDomain, warehouse, etl }: JobParts): void {
        const { environment, account, alarms, lake, deletion } = this.ground;
        const { arrivalRoute } = new EtlJob(
            `${domain.name}-${job.name}`,
            {
                environment: environment.name,
                account,
                lake,
                domain: lakeDomain,
                domainName: domain.name,
                code: this.sharedCode(),
                ...jobArgs(job, (name) => this.connect(name)),
                ...jobSize(etl),
                readers: warehouse && [{ name: "warehouse", roleArn: warehouse.roleOf(domain.name).arn }],
                alarmTopicArn: alarms.arn,
                logRetentionDays: environment.settings.logs.retentionDays,
                ...deletion,
            },
            this.opts({ domain: domain.name, owner: domain.owner, job: job.name }),
        );
        this.routes.push(...(arrivalRoute === undefined ? [] : [arrivalRoute]));
    }

    private buildCrawler(domain: Domain, crawler: Crawler, lakeDomain: LakeDomain): void {
        const { environment, account, lake } = this.ground;
        new SourceCrawler(
            `${domain.name}-${crawler.name}-crawler`,
            {
                environment: environment.name,
                account,
                lake,
                domain: lakeDomain,
                domainName: domain.name,
                folder: crawler.name,
                description: crawler.description,
                schedule: crawler.schedule,
            },
            this.opts({ domain: domain.name, owner: domain.owner }),
        );
    }

    private sharedCode(): JobCode {
        const { environment, account, lake, deletion } = this.ground;
        const { noncurrentVersionDays } = environment.settings.lake;
        this.code ??= new JobCode(
            "jobs",
            { environment: environment.name, account, lake, noncurrentVersionDays, ...deletion },
            this.opts({}),
        );
        return this.code;
    }

    /** @throws Error for a connection that the environment does not have. */
    private connect(name: string): DatabaseConnection {
        const { environment, account } = this.ground;
        const settings = environment.connections?.find((connection) => connection.name === name);
        if (settings === undefined) {
            throw new Error(
                `connection "${name}": the environment ${environment.name} has none of this name; add it to tributary:connections`,
            );
        }
        let connection = this.connections.get(name);
        if (connection === undefined) {
            const network = this.ground.network();
            const [availabilityZone = ""] = network.availabilityZones;
            connection = new DatabaseConnection(
                `${name}-database`,
                {
                    environment: environment.name,
                    account,
                    network,
                    availabilityZone,
                    ...connectionArgs(settings),
                },
                this.opts({}),
            );
            this.connections.set(name, connection);
        }
        return connection;
    }

    private opts(tags: Readonly<Record<string, string>>) {
        const { name } = this.ground.environment;
        return { transformations: [tagWith({ environment: name, component: ETL, ...tags })] };
    }
}

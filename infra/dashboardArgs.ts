/** What files say about dashboards, in the words of the components. */

import type { AwsAccount } from "./aws/account";
import type { DashboardSourcesArgs } from "./components/dashboardSources";
import type { DashboardsArgs, ReportDataSet } from "./components/dashboards";
import type { DatabaseEngine, DataSourceConnection, Domain, Environment } from "./config/model";

export function dashboardsArgs(
    environment: Environment,
    domain: Domain,
    ground: {
        readonly account: AwsAccount;
        readonly dataSets: readonly Readonly<Record<string, ReportDataSet>>[];
        readonly tags: Readonly<Record<string, string>>;
        readonly profile?: string;
    },
): DashboardsArgs {
    const { account, tags, profile, dataSets } = ground;
    const { identityRegion, namespace } = environment.quicksight;
    return {
        environment: environment.name,
        account,
        domainName: domain.name,
        dashboards: domain.dashboards,
        reports: Object.assign({}, ...dataSets),
        viewers: domain.viewers,
        authors: authorsOf(environment, domain),
        identityRegion,
        namespace,
        tags,
        ...(profile === undefined ? {} : { profile }),
    };
}

/** Who draws dashboards: nobody where dashboards come from files alone. */
export function authorsOf({ quicksight }: Environment, domain: Domain): readonly string[] {
    return quicksight.authoring === true ? (domain.authors ?? []) : [];
}

/** QuickSight's names of the databases that it reaches by host and port. */
const ENGINE_TYPES: Readonly<Record<DatabaseEngine, string>> = {
    redshift: "REDSHIFT",
    aurora: "AURORA",
    auroraPostgresql: "AURORA_POSTGRESQL",
    mysql: "MYSQL",
    mariaDb: "MARIADB",
    postgresql: "POSTGRESQL",
    sqlServer: "SQLSERVER",
    oracle: "ORACLE",
};

export function dashboardSourcesArgs(
    environment: Environment,
    account: AwsAccount,
    placement: DashboardSourcesArgs["placement"],
): DashboardSourcesArgs {
    const { identityRegion, namespace, dataSources = [], groups = [] } = environment.quicksight;
    return {
        environment: environment.name,
        account,
        identityRegion,
        namespace,
        groups,
        sources: dataSources.map(({ connection, ...source }) => ({
            ...source,
            ...connectionArgs(connection),
        })),
        ...(placement === undefined ? {} : { placement }),
    };
}

function connectionArgs(
    connection: DataSourceConnection,
): Pick<DashboardSourcesArgs["sources"][number], "type" | "parameters"> {
    switch (connection.kind) {
        case "s3":
            return {
                type: "S3",
                parameters: {
                    s3: { manifestFileLocation: { bucket: connection.bucket, key: connection.manifest } },
                },
            };
        case "rds":
            return {
                type: "RDS",
                parameters: { rds: { instanceId: connection.instance, database: connection.database } },
            };
        case "redshiftCluster":
            return {
                type: "REDSHIFT",
                parameters: { redshift: { clusterId: connection.cluster, database: connection.database } },
            };
        case "database": {
            const { engine, host, port, database } = connection;
            return { type: ENGINE_TYPES[engine], parameters: { [engine]: { host, port, database } } };
        }
    }
}

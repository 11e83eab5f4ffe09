/** What files say about dashboards, in the words of the components. */

import type { AwsAccount } from "./aws/account";
import type { DashboardsArgs, ReportDataSet } from "./components/dashboards";
import type { Domain, Environment } from "./config/model";

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

/** What the files say about search, in the words of the components. */

import type { AwsAccount } from "./aws/account";
import type { AlarmTopic } from "./components/alarmTopic";
import type { DataLake } from "./components/dataLake";
import type { LakeDomain } from "./components/lakeDomain";
import type { NetworkPlacement } from "./components/network";
import type { SearchDomain, SearchDomainArgs } from "./components/searchDomain";
import { IndexRotation, type IndexSourceArgs, type SearchIndexArgs } from "./components/searchIndex";
import type { Domain, Environment, SearchIndexSettings, SearchSettings, SearchSource } from "./config/model";

/** The component's logical name, and its tag. */
export const SEARCH = "search";

/** What search is built on. */
export interface SearchGround {
    readonly environment: Environment;
    readonly account: AwsAccount;
    readonly alarms: AlarmTopic;
    readonly lake: DataLake;
    readonly network: NetworkPlacement;
    readonly deletion: { readonly protectData: boolean; readonly allowDeletion: boolean };
}

export function searchDomainArgs(settings: SearchSettings, ground: SearchGround): SearchDomainArgs {
    const {
        engineVersion,
        administrators,
        snapshotDays,
        offPeakStartHour,
        createServiceLinkedRole,
        ...capacity
    } = settings;
    const { environment, account, alarms, lake, network, deletion } = ground;
    return {
        environment: environment.name,
        account,
        network,
        capacity,
        engineVersion,
        administrators,
        snapshotDays,
        accessLogs: { bucket: lake.accessLogs, prefix: "search-snapshots/" },
        offPeakStartHour,
        createServiceLinkedRole,
        alarmTopicArn: alarms.arn,
        logRetentionDays: environment.settings.logs.retentionDays,
        ...deletion,
    };
}

export function searchIndexArgs(
    domain: Domain,
    index: SearchIndexSettings,
    ground: SearchGround & { readonly search: SearchDomain; readonly lakeDomain: LakeDomain },
): SearchIndexArgs {
    const { environment, account, alarms, lake, network, deletion, search, lakeDomain } = ground;
    return {
        environment: environment.name,
        account,
        search,
        network,
        lake,
        keyArn: lakeDomain.keyArn,
        domainName: domain.name,
        indexName: index.name,
        description: index.description,
        fields: index.fields,
        source: indexSourceArgs(index.source),
        retentionDays: index.retentionDays,
        rotation: index.rotation === "month" ? IndexRotation.Month : IndexRotation.Day,
        api: index.api && { callers: index.api.callers },
        alarmTopicArn: alarms.arn,
        logRetentionDays: environment.settings.logs.retentionDays,
        ...deletion,
    };
}

function indexSourceArgs(source: SearchSource): IndexSourceArgs {
    switch (source.kind) {
        case "directPut":
            return { directPut: {} };
        case "iot":
            return { iot: { topicFilter: source.topic } };
        case "cloudwatchLogs":
            return { cloudwatchLogs: { logGroup: source.logGroup, filterPattern: source.filterPattern } };
        case "dynamodb": {
            const { key, streamArn, keyArn } = source;
            return {
                dynamodb: { key, existing: streamArn === undefined ? undefined : { streamArn, keyArn } },
            };
        }
        case "application":
            return { application: { roleArn: source.roleArn, securityGroupId: source.securityGroupId } };
    }
}

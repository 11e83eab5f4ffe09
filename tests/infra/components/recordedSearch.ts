import { currentAccount } from "../../../infra/aws/account";
import type { SearchCapacity } from "../../../infra/aws/opensearch";
import { DataLake } from "../../../infra/components/dataLake";
import { SearchDomain, type SearchDomainArgs } from "../../../infra/components/searchDomain";
import { SearchIndex, type SearchIndexArgs } from "../../../infra/components/searchIndex";
import { lakeArgs, REGION } from "./recorded";

/** Search domains and indices, with everything around them that they need. */

export const ALARMS = "arn:aws:sns:eu-west-1:123456789012:alarms";
export const KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
export const NETWORK = {
    vpcId: "vpc-0a1b2c3d4e5f67890",
    privateSubnetIds: ["subnet-01111111111111111", "subnet-02222222222222222", "subnet-03333333333333333"],
};

export const PRODUCTION: SearchCapacity = {
    dataNodes: 3,
    dataNodeType: "r7g.large.search",
    masterNodes: 3,
    masterNodeType: "m7g.large.search",
    availabilityZones: 3,
    standby: true,
    volumeGib: 100,
};
export const SMALL: SearchCapacity = {
    dataNodes: 1,
    dataNodeType: "t3.small.search",
    masterNodes: 0,
    availabilityZones: 1,
    standby: false,
    volumeGib: 20,
};

export const searchArgs = (over: Partial<SearchDomainArgs> = {}): SearchDomainArgs => ({
    environment: "test",
    account: currentAccount(REGION),
    network: NETWORK,
    capacity: PRODUCTION,
    engineVersion: "OpenSearch_3.3",
    administrators: ["arn:aws:iam::123456789012:role/search-admin"],
    snapshotDays: 30,
    offPeakStartHour: 1,
    alarmTopicArn: ALARMS,
    logRetentionDays: 30,
    protectData: false,
    allowDeletion: true,
    ...over,
});

/** An index `weather.alerts` from one source, in a domain that is configured with it. */
export function buildIndex(over: Partial<SearchIndexArgs>, name = "weather-alerts-search"): SearchIndex {
    const search = new SearchDomain("search", searchArgs());
    const index = new SearchIndex(name, indexArgs(search, over));
    search.configure([index.declaration]);
    return index;
}

export function indexArgs(search: SearchDomain, over: Partial<SearchIndexArgs>): SearchIndexArgs {
    const lake = new DataLake("lake", lakeArgs());
    return {
        environment: "test",
        account: currentAccount(REGION),
        search,
        network: NETWORK,
        lake,
        keyArn: KEY,
        domainName: "weather",
        indexName: "alerts",
        fields: { station: "keyword", at: "date", text: "text" },
        source: { directPut: {} },
        retentionDays: 30,
        alarmTopicArn: ALARMS,
        logRetentionDays: 30,
        protectData: false,
        allowDeletion: true,
        ...over,
    };
}

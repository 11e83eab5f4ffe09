import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createSearchApi, type SearchApi } from "./search/api";
import type { SearchIndexDeclaration } from "./search/args";
import { createIndexDelivery, type IndexDelivery } from "./search/delivery";
import { IndexRotation, type SearchIndexArgs, searchIndexName } from "./search/indexArgs";
import { type Indexer, indexLogs, indexTable } from "./search/indexer";
import { validateSearchIndex } from "./search/indexValidation";
import { watchIndex } from "./search/indexWatch";
import { type TableStream, tableStream } from "./search/table";
import { createIndexRule } from "./search/topicRule";

export * from "./search/indexArgs";

/** Days that an index of a series covers: it is kept until its last document is old enough. */
const COVERS: Readonly<Record<IndexRotation, number>> = { [IndexRotation.Day]: 1, [IndexRotation.Month]: 31 };

/**
 * Documents that people and programs search, from one source; and, where it is wanted, a function that searches them.
 *
 * @example
 * const airports = new SearchIndex("flights-airports-search", {
 *     search, network, lake, domainName: "flights", indexName: "airports",
 *     fields: { iata: "keyword", name: "text" }, source: { dynamodb: { key: ["iata"] } }, api: { callers: [board.arn] }, …
 * });
 * search.configure([airports.declaration]);
 */
export class SearchIndex extends pulumi.ComponentResource {
    /** What the domain has to be told of the index: for {@link SearchDomain.configure}. */
    public readonly declaration: SearchIndexDeclaration;
    /** ARN of the delivery stream: where writers of a `directPut` source put records. */
    public readonly deliveryStreamArn: pulumi.Output<string> | undefined;
    /** The table of a `dynamodb` source that is the index's own. */
    public readonly tableName: pulumi.Output<string> | undefined;
    /** Where signed searches go; undefined without `api`. */
    public readonly apiUrl: pulumi.Output<string> | undefined;

    constructor(name: string, args: SearchIndexArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:SearchIndex", name, withoutDomain(args), opts);
        validateSearchIndex(name, args);
        const parent = { parent: this };

        const delivery = this.deliver(name, args);
        const rule = this.receive(name, args, delivery);
        const table = args.source.dynamodb && tableStream(name, args, args.source.dynamodb, parent);
        const indexer = this.index(name, args, table);
        this.admit(name, args);
        const api = args.api && createSearchApi(name, args, args.api, parent);
        watchIndex(name, args, { rule, delivery, indexer, api }, parent);

        this.declaration = declarationOf(args, { delivery, indexer, api });
        this.deliveryStreamArn = delivery?.stream.arn;
        this.tableName = table?.tableName;
        this.apiUrl = api?.url;
        this.registerOutputs({
            index: this.declaration.name,
            ...(this.deliveryStreamArn === undefined ? {} : { deliveryStreamArn: this.deliveryStreamArn }),
            ...(this.tableName === undefined ? {} : { tableName: this.tableName }),
            ...(this.apiUrl === undefined ? {} : { apiUrl: this.apiUrl }),
        });
    }

    private deliver(name: string, args: SearchIndexArgs): IndexDelivery | undefined {
        const { directPut, iot } = args.source;
        return directPut || iot ? createIndexDelivery(name, args, { parent: this }) : undefined;
    }

    private receive(
        name: string,
        args: SearchIndexArgs,
        delivery: IndexDelivery | undefined,
    ): aws.iot.TopicRule | undefined {
        const { iot } = args.source;
        return iot && delivery && createIndexRule(name, args, iot, delivery.stream, { parent: this });
    }

    private index(name: string, args: SearchIndexArgs, table: TableStream | undefined): Indexer | undefined {
        if (table) {
            return indexTable(name, args, table, { parent: this });
        }
        const logs = args.source.cloudwatchLogs;
        return logs && indexLogs(name, args, logs, { parent: this });
    }

    /** A program that writes by itself needs a way in; its role is declared, its permissions are its owner's. */
    private admit(name: string, { source, search, ...args }: SearchIndexArgs): void {
        const { application } = source;
        if (application) {
            const description = `${args.domainName} writes to ${args.indexName}`;
            search.connectFrom(name, { from: application.securityGroupId, description }, { parent: this });
        }
    }
}

/**
 * The inputs that the engine records. A component among them stands for all of its children, and one of the search
 * domain's is its configuration, which waits for the index's roles: the index would wait for itself.
 */
function withoutDomain({ search: _search, ...inputs }: SearchIndexArgs): Omit<SearchIndexArgs, "search"> {
    return inputs;
}

function declarationOf(
    args: SearchIndexArgs,
    parts: { delivery?: IndexDelivery; indexer?: Indexer; api?: SearchApi },
): SearchIndexDeclaration {
    const { application } = args.source;
    const { delivery, indexer, api } = parts;
    const writers = [delivery?.roleArn, indexer?.function.roleArn, application?.roleArn];
    const covered = COVERS[args.rotation ?? IndexRotation.Day];
    return {
        name: searchIndexName(args),
        fields: args.fields,
        ...(args.retentionDays === undefined
            ? {}
            : { series: { deleteAfterDays: args.retentionDays + covered } }),
        writers: writers.filter((arn) => arn !== undefined),
        readers: api ? [api.function.roleArn] : [],
    };
}

import type { AttributeValue, DynamoDBStreamEvent } from "aws-lambda";
import { type Change, documentId, projected } from "./change";
import type { IndexerSettings } from "./settings";

/**
 * A table's changes, in their order: of several changes to one item only the last one counts, because the stream keeps
 * the order of an item's changes.
 */
export function changesOfTable(event: DynamoDBStreamEvent, settings: IndexerSettings): Change[] {
    const byId = new Map<string, Change>();
    for (const { eventName, dynamodb } of event.Records) {
        const keys = attributes(dynamodb?.Keys);
        const id = documentId((settings.key ?? []).map((attribute) => keys[attribute]));
        const change: Change = {
            index: settings.index,
            id,
            record: dynamodb?.SequenceNumber ?? "",
            ...(eventName === "REMOVE"
                ? {}
                : { document: projected(attributes(dynamodb?.NewImage), settings.fields) }),
        };
        // The retry, if one is needed, begins at the earliest change of the item.
        const earlier = byId.get(id);
        byId.set(id, earlier === undefined ? change : { ...change, record: earlier.record });
    }
    return [...byId.values()];
}

function attributes(
    image: Readonly<Record<string, AttributeValue>> | undefined,
): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(image ?? {}).map(([name, value]) => [name, plain(value)]));
}

/** DynamoDB API, "AttributeValue": one key says the type. */
function plain(value: AttributeValue): unknown {
    if (value.S !== undefined) return value.S;
    if (value.N !== undefined) return number(value.N);
    if (value.BOOL !== undefined) return value.BOOL;
    if (value.NULL !== undefined) return null;
    if (value.M !== undefined) return attributes(value.M);
    if (value.L !== undefined) return value.L.map(plain);
    if (value.SS !== undefined) return value.SS;
    if (value.NS !== undefined) return value.NS.map(number);
    return value.B ?? value.BS;
}

/** DynamoDB has 38 digits; a number that JavaScript would round stays a text, which OpenSearch reads as a number, too. */
function number(text: string): number | string {
    const value = Number(text);
    const exact = Number.isInteger(value)
        ? Number.isSafeInteger(value)
        : text.replace(/[-.eE+]/g, "").length <= 15;
    return exact ? value : text;
}

import { type PolicyResource, typeOfUrn } from "./resource";
import { CUSTOMER_KEYS } from "./resourceTypes";
import { valueAt } from "./stack";
import { isUnknown, UnknownValue } from "./unknown";

/** Whose KMS key a property names: a customer's, AWS's own for the service, or none. */
export type KeyOwner = "customer" | "aws" | "none";

/**
 * Whose KMS key a property names. Before a first deployment a key's ARN is unknown; that the value was made from
 * a key of the stack is known all the same.
 *
 * @param path e.g. `kmsKeyId` or `serverSideEncryption.keyArn`.
 * @throws UnknownValue when the value is unknown and was not made from a key of the stack.
 */
export function keyOwner(resource: PolicyResource, path: string): KeyOwner {
    const value = valueAt(resource.props, path);
    if (value === undefined || value === null || value === "") {
        return "none";
    }
    if (isUnknown(value)) {
        const [top = path] = path.split(".");
        const sources = resource.propertyDependencies[top] ?? [];
        if (sources.some((urn) => CUSTOMER_KEYS.includes(typeOfUrn(urn)))) {
            return "customer";
        }
        throw new UnknownValue(path);
    }
    return typeof value === "string" && /(^|:)alias\/aws\//.test(value) ? "aws" : "customer";
}

/** The message of a property that should name a customer's key, or nothing when it does. */
export function* customerKeyAt(resource: PolicyResource, path: string): Generator<string> {
    const owner = keyOwner(resource, path);
    if (owner === "none") {
        yield `${path} is not set; the key must be a customer's, so that its policy decides who reads the data`;
    } else if (owner === "aws") {
        yield `${path} is AWS's own key, ${valueAt(resource.props, path)}; it must be a customer's, whose policy can be changed`;
    }
}

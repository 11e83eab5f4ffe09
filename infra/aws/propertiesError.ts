import * as pulumi from "@pulumi/pulumi";

/** One wrong property of a component's arguments. */
export interface PropertyProblem {
    /** E.g. `source.iot.stream.shards`. */
    readonly propertyPath: string;
    /** What was found; what is allowed; what to do. */
    readonly reason: string;
}

/**
 * Refuses a component's arguments, naming every wrong property. Nothing happens where there are no problems.
 *
 * @param what The component and its name, e.g. `DataLake "lake"`.
 * @throws pulumi.InputPropertiesError whose message has the properties, too: the SDK prints nothing else of it.
 */
export function refuseProperties(what: string, errors: readonly PropertyProblem[]): void {
    if (errors.length === 0) {
        return;
    }
    const lines = errors.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
    throw new pulumi.InputPropertiesError({
        message: `${what} cannot be built:\n${lines.join("\n")}`,
        errors: [...errors],
    });
}

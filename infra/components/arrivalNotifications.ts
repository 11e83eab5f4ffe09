import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PropertyProblem, refuseProperties } from "../aws/propertiesError";

/** Where S3 tells of new objects below one prefix: a queue or a function. */
export interface ArrivalRoute {
    /** Key prefix, with a slash at its end, e.g. `weather/stations/`. */
    readonly prefix: string;
    /** Key suffix, e.g. `.parquet`. */
    readonly suffix: string;
    readonly queueArn?: pulumi.Input<string>;
    readonly functionArn?: pulumi.Input<string>;
    /** The queue's policy or the function's permission: S3 tests the destination when it is configured. */
    readonly ready: readonly pulumi.Resource[];
}

export interface ArrivalNotificationsArgs {
    readonly bucket: pulumi.Input<string>;
    readonly routes: readonly ArrivalRoute[];
    /** Tells EventBridge of every object, too: there any number of rules may listen to one prefix. Default: false. */
    readonly eventBridge?: boolean;
}

/**
 * All event notifications of one bucket. S3 keeps one configuration a bucket and replaces it as a whole, so it
 * has one owner; and it refuses two destinations for one object, so overlapping prefixes are refused here.
 */
export class ArrivalNotifications extends pulumi.ComponentResource {
    constructor(name: string, args: ArrivalNotificationsArgs, opts?: pulumi.ComponentResourceOptions) {
        // The routes stay out of the component's inputs: they hold resources, which the engine would look up again.
        super("tributary:index:ArrivalNotifications", name, { bucket: args.bucket }, opts);
        validateRoutes(name, args.routes);
        const events = ["s3:ObjectCreated:*"];

        new aws.s3.BucketNotification(
            name,
            {
                bucket: args.bucket,
                ...(args.eventBridge ? { eventbridge: true } : {}),
                queues: args.routes.flatMap((route) =>
                    route.queueArn === undefined
                        ? []
                        : [{ id: idOf(route), queueArn: route.queueArn, events, ...filterOf(route) }],
                ),
                lambdaFunctions: args.routes.flatMap((route) =>
                    route.functionArn === undefined
                        ? []
                        : [
                              {
                                  id: idOf(route),
                                  lambdaFunctionArn: route.functionArn,
                                  events,
                                  ...filterOf(route),
                              },
                          ],
                ),
            },
            { parent: this, dependsOn: args.routes.flatMap((route) => [...route.ready]) },
        );
        this.registerOutputs({});
    }
}

/** @throws pulumi.InputPropertiesError naming every pair of routes that S3 would refuse. */
export function validateRoutes(name: string, routes: readonly ArrivalRoute[]): void {
    const errors: PropertyProblem[] = [];
    routes.forEach((route, index) => {
        if ((route.queueArn === undefined) === (route.functionArn === undefined)) {
            errors.push({
                propertyPath: `routes[${index}]`,
                reason: `"${route.prefix}" needs exactly one destination; give queueArn or functionArn`,
            });
        }
        for (const [offset, other] of routes.slice(index + 1).entries()) {
            if (overlap(route.prefix, other.prefix) && overlapEnd(route.suffix, other.suffix)) {
                errors.push({
                    propertyPath: `routes[${index + 1 + offset}].prefix`,
                    reason: `"${other.prefix}" overlaps "${route.prefix}"; S3 takes one destination an object: choose prefixes that do not contain each other`,
                });
            }
        }
    });
    refuseProperties(`ArrivalNotifications "${name}"`, errors);
}

function overlap(a: string, b: string): boolean {
    return a.startsWith(b) || b.startsWith(a);
}

function overlapEnd(a: string, b: string): boolean {
    return a.endsWith(b) || b.endsWith(a);
}

function idOf(route: ArrivalRoute): string {
    return route.prefix.replaceAll("/", "-").replace(/-$/, "");
}

function filterOf(route: ArrivalRoute): { filterPrefix: string; filterSuffix: string } {
    return { filterPrefix: route.prefix, filterSuffix: route.suffix };
}

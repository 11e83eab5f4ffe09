/** Everything that reading or writing a table takes: IAM, Lake Formation's grant, and the objects behind it. */
import type { Plan } from "../../preview/plan";
import { isObject } from "../../preview/values";
import { parseArn } from "./arn";
import type { Authorizer } from "./authorizer";
import { roleCaller } from "./identityPolicies";
import type { RegisteredLocation, TableGrants } from "./lakeFormation";
import { property } from "./planIndex";
import { allowed, type Decision, refused, type TableRequest, together } from "./request";

/** What a decision on a table is made from. */
export interface TableAccess {
    readonly plan: Plan;
    readonly grants: TableGrants;
    readonly authorizer: Pick<Authorizer, "authorize" | "assume">;
}

/** Decides one request; the first thing that is missing is what the reason names. */
export function authorizeTable(request: TableRequest, access: TableAccess): Decision {
    const table = access.grants.table(request.database, request.table);
    if (!table) {
        return refused(
            `role ${roleCaller(request.role).name} may not ${request.permission} table ${request.database}.${request.table}: ` +
                "the plan has no such table; name a table of the plan's Data Catalog",
        );
    }
    const storage = property(table, "storageDescriptor");
    const location = isObject(storage) && typeof storage.location === "string" ? storage.location : undefined;
    return together(needs());

    function* needs(): Iterable<Decision> {
        yield* lookUp(request, access);
        yield access.grants.authorize(request);
        if (request.permission !== "DESCRIBE") {
            yield* objects(request, location, access);
        }
    }
}

/** IAM's say in the look-up of the table's definition. */
function* lookUp(request: TableRequest, { plan, authorizer }: TableAccess): Iterable<Decision> {
    const { partition = "aws", account = plan.accountId } = parseArn(request.role) ?? {};
    const resource = `arn:${partition}:glue:${plan.region}:${account}:table/${request.database}/${request.table}`;
    for (const action of request.actions ?? ["glue:GetTable"]) {
        yield authorizer.authorize({ principal: { role: request.role }, action, resource });
    }
}

/** The objects: with Lake Formation's credentials where their location is registered, otherwise with the role's own. */
function* objects(
    request: TableRequest,
    location: string | undefined,
    access: TableAccess,
): Iterable<Decision> {
    const path = location?.replace(/\/$/, "");
    const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(path ?? "") ?? [];
    if (path === undefined || bucket === undefined) {
        yield refused(
            `role ${roleCaller(request.role).name} may not ${request.permission} table ${request.database}.${request.table} ` +
                `as far as the plan tells: its location ${location ?? "is unknown"} is not in S3`,
        );
        return;
    }
    const { partition = "aws" } = parseArn(request.role) ?? {};
    const arn = `arn:${partition}:s3:::${bucket}`;
    const registered = access.grants.location(path, request.role);
    if (!registered || registered.hybrid) {
        yield* objectCalls(request, request.role, arn, prefix, access);
        return;
    }
    const principal = { role: request.role };
    yield access.authorizer.authorize({ principal, action: "lakeformation:GetDataAccess", resource: "*" });
    yield* throughLakeFormation(request, registered, arn, prefix, access);
}

function* throughLakeFormation(
    request: TableRequest,
    { resource, roleArn }: RegisteredLocation,
    bucketArn: string,
    prefix: string,
    access: TableAccess,
): Iterable<Decision> {
    if (roleArn === undefined) {
        yield allowed(
            [{ urn: resource.urn, sid: "useServiceLinkedRole", index: 0 }],
            ["taking for granted that keys of this location name Lake Formation's service-linked role"],
        );
        return;
    }
    yield access.authorizer.assume(roleArn, "lakeformation.amazonaws.com", {
        "aws:SourceAccount": access.plan.accountId,
    });
    yield* objectCalls(request, roleArn, bucketArn, prefix, access);
}

function* objectCalls(
    request: TableRequest,
    role: string,
    bucketArn: string,
    prefix: string,
    { authorizer }: TableAccess,
): Iterable<Decision> {
    const principal = { role };
    const folder = prefix === "" ? "" : `${prefix}/`;
    const context = { "s3:prefix": folder };
    yield authorizer.authorize({ principal, action: "s3:ListBucket", resource: bucketArn, context });
    // Any object below the location; policies that tell file names apart do not belong on a table.
    const resource = `${bucketArn}/${folder}object.parquet`;
    const action = request.permission === "INSERT" ? "s3:PutObject" : "s3:GetObject";
    yield authorizer.authorize({ principal, action, resource });
}

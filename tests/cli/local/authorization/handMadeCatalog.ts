/** A catalog by hand: one table of weather, its settings, and roles that read it. */
import type { TableRequest } from "../../../../cli/local/authorization/request";
import type { PlanResource, PlanValue } from "../../../../cli/preview/plan";
import { ACCOUNT, allow, BUCKET, bucket, document, REGION, ROLE, resource, role } from "./handMadePlan";

export const GLUE = `arn:aws:glue:${REGION}:${ACCOUNT}`;
export const LOCATION_ROLE = `arn:aws:iam::${ACCOUNT}:role/location`;
export const READ: TableRequest = {
    role: ROLE,
    database: "dev_weather",
    table: "stations",
    permission: "SELECT",
};
export const DESCRIBE: TableRequest = { ...READ, permission: "DESCRIBE" };

export type Properties = Record<string, PlanValue>;

export const database = (more: Properties = {}) =>
    resource("aws:glue/catalogDatabase:CatalogDatabase", "weather", { name: "dev_weather", ...more });
export const table = (name = "stations") =>
    resource("aws:glue/catalogTable:CatalogTable", name, {
        name,
        databaseName: "dev_weather",
        storageDescriptor: { location: `s3://lake/weather/${name}/` },
    });
export const settings = (more: Properties = {}) =>
    resource("aws:lakeformation/dataLakeSettings:DataLakeSettings", "lake", more);
export const grant = (permissions: string[], on: Properties, principal = ROLE) =>
    resource("aws:lakeformation/permissions:Permissions", `grant-${JSON.stringify([permissions, on])}`, {
        principal,
        permissions,
        ...on,
    });
export const location = (more: Properties = { roleArn: LOCATION_ROLE }) =>
    resource("aws:lakeformation/resource:Resource", "lake", { arn: BUCKET, ...more });
export const trust = document({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "lakeformation.amazonaws.com" },
    Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
});
export const locationRole = (...statements: Properties[]) =>
    role(statements, { assumeRolePolicy: trust }, "location");

export const ON_TABLE = { table: { databaseName: "dev_weather", name: "stations" } };
export const CATALOG = [`${GLUE}:catalog`, `${GLUE}:database/dev_weather`, `${GLUE}:table/dev_weather/*`];
export const LOOK_UP = allow("glue:GetTable", CATALOG);
export const READ_OBJECTS = [allow("s3:ListBucket", BUCKET), allow("s3:GetObject", `${BUCKET}/*`)];
export const CATALOGUED: readonly PlanResource[] = [database(), table(), settings(), bucket()];

/**
 * AWS Glue, Amazon Athena and AWS Lake Formation. Sources: AWS docs, "Specifying AWS Glue resource ARNs" and the
 * "Import" sections of the provider's pages (the ids).
 */

import { type Compute, type Computed, type Subject, whole } from "./subject";

/** The Glue Data Catalog: the account's own unless another is named. */
function catalogOf(subject: Subject): string {
    return subject.text("catalogId") || subject.accountId;
}

/** Glue stores the names of databases and tables in lower case. */
function database(subject: Subject): Computed {
    const catalogId = catalogOf(subject);
    const name = subject.autoname("name", { lower: true });
    const arn = subject.arn("glue", `database/${name}`, { account: catalogId });
    return { id: whole(`${catalogId}:${name}`), outputs: { name, catalogId, arn } };
}

function table(subject: Subject): Computed {
    const catalogId = catalogOf(subject);
    const name = subject.autoname("name", { lower: true });
    const path = `${subject.text("databaseName")}/${name}`;
    const arn = subject.arn("glue", `table/${path}`, { account: catalogId });
    return { id: whole(`${catalogId}:${path.replace("/", ":")}`), outputs: { name, catalogId, arn } };
}

function glueNamed(kind: string): Compute {
    return (subject) => {
        const name = subject.autoname("name");
        return { id: name, outputs: { name, arn: subject.arn("glue", `${kind}/${name}`) } };
    };
}

function connection(subject: Subject): Computed {
    const catalogId = catalogOf(subject);
    const name = subject.autoname("name");
    const arn = subject.arn("glue", `connection/${name}`);
    return { id: whole(`${catalogId}:${name}`), outputs: { name, catalogId, arn } };
}

function athenaNamed(kind: string): Compute {
    return (subject) => {
        const name = subject.autoname("name", { limit: 128 });
        return { id: name, outputs: { name, arn: subject.arn("athena", `${kind}/${name}`) } };
    };
}

function preparedStatement(subject: Subject): Computed {
    const name = subject.autoname("name");
    return { id: whole(`${subject.text("workgroup")}/${name}`), outputs: { name } };
}

/** Settings and grants have no name of their own: the provider numbers them. */
const numbered: Compute = (subject) => ({ id: String(Number.parseInt(subject.hex(8), 16)) });

export const lake: Readonly<Record<string, Compute>> = {
    "aws:glue/catalogDatabase:CatalogDatabase": database,
    "aws:glue/catalogTable:CatalogTable": table,
    "aws:glue/connection:Connection": connection,
    "aws:glue/crawler:Crawler": glueNamed("crawler"),
    "aws:glue/job:Job": glueNamed("job"),
    "aws:glue/trigger:Trigger": glueNamed("trigger"),
    "aws:glue/workflow:Workflow": glueNamed("workflow"),
    "aws:glue/securityConfiguration:SecurityConfiguration": (subject) => {
        const name = subject.autoname("name");
        return { id: name, outputs: { name } };
    },
    "aws:glue/dataQualityRuleset:DataQualityRuleset": glueNamed("dataQualityRuleset"),
    "aws:glue/catalogTableOptimizer:CatalogTableOptimizer": (subject) => ({
        id: whole(
            ["catalogId", "databaseName", "tableName", "type"].map((part) => subject.text(part)).join(","),
        ),
    }),
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings": (subject) => ({
        id: catalogOf(subject),
        outputs: { catalogId: catalogOf(subject) },
    }),
    "aws:athena/workgroup:Workgroup": athenaNamed("workgroup"),
    "aws:athena/dataCatalog:DataCatalog": athenaNamed("datacatalog"),
    "aws:athena/namedQuery:NamedQuery": (subject) => ({
        id: subject.uuid(),
        outputs: { name: subject.autoname("name") },
    }),
    "aws:athena/preparedStatement:PreparedStatement": preparedStatement,
    "aws:lakeformation/dataLakeSettings:DataLakeSettings": numbered,
    "aws:lakeformation/permissions:Permissions": numbered,
    "aws:lakeformation/resource:Resource": (subject) => ({ id: subject.text("arn") }),
    "aws:lakeformation/resourceLfTags:ResourceLfTags": numbered,
    "aws:lakeformation/dataCellsFilter:DataCellsFilter": numbered,
    "aws:lakeformation/lfTag:LfTag": (subject) => ({
        id: whole(`${catalogOf(subject)}:${subject.text("key")}`),
        outputs: { catalogId: catalogOf(subject) },
    }),
};

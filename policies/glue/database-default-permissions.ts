import type { glue, lakeformation } from "@pulumi/aws";
import { stackExample } from "../example";
import { CATALOG_DATABASE, DATA_LAKE_SETTINGS } from "../resourceTypes";
import { ALWAYS, stackRule } from "../rule";
import { given, items } from "../unknown";

const EVERYBODY = "IAM_ALLOWED_PRINCIPALS";

const database = (props: object) => ({ type: CATALOG_DATABASE, name: "weather", props: { ...props } });
const settings = (props: object) => ({ type: DATA_LAKE_SETTINGS, name: "settings", props: { ...props } });
const toEverybody = [{ permissions: ["ALL"], principal: { dataLakePrincipalIdentifier: EVERYBODY } }];

export const databaseDefaultPermissions = stackRule<glue.CatalogDatabaseArgs>({
    id: "glue/database-default-permissions",
    title: "New tables belong to Lake Formation, not to whoever may use IAM",
    reason: "By default Glue grants every new table to IAM_ALLOWED_PRINCIPALS, which switches Lake Formation off for it.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "LakeDomain and DataLake do it for every database.",
        pulumi: "set createTableDefaultPermissions on aws.glue.CatalogDatabase without IAM_ALLOWED_PRINCIPALS, or have an aws.lakeformation.DataLakeSettings in the stack, which clears the defaults.",
    },
    types: [CATALOG_DATABASE],
    *check(props, _context, stack) {
        if (given(props, "createTableDefaultPermissions")) {
            const open = items(props.createTableDefaultPermissions).some(
                (entry) => entry?.principal?.dataLakePrincipalIdentifier === EVERYBODY,
            );
            if (open) {
                yield `createTableDefaultPermissions grants to ${EVERYBODY}; remove that entry`;
            }
            return;
        }
        // A link to another catalogue's database has no tables of its own.
        if (given(props, "targetDatabase") || given(props, "federatedDatabase")) {
            return;
        }
        const lakes = stack.ofType(DATA_LAKE_SETTINGS);
        const open = lakes.some((lake) =>
            items(
                stack.inputsOf<lakeformation.DataLakeSettingsArgs>(lake).createTableDefaultPermissions,
            ).some((entry) => entry?.principal === EVERYBODY),
        );
        if (lakes.length === 0 || open) {
            yield `createTableDefaultPermissions is not set, and ${open ? "the stack's DataLakeSettings grant" : "no DataLakeSettings of the stack keep Glue from granting"} new tables to ${EVERYBODY}; set it without that principal`;
        }
    },
    examples: {
        pass: [
            stackExample("the database grants to nobody", database({ createTableDefaultPermissions: [{}] })),
            stackExample(
                "the database grants to one role",
                database({
                    createTableDefaultPermissions: [
                        {
                            permissions: ["SELECT"],
                            principal: {
                                dataLakePrincipalIdentifier: "arn:aws:iam::123456789012:role/reader",
                            },
                        },
                    ],
                }),
            ),
            stackExample("the data lake's settings clear the defaults", database({}), settings({})),
            stackExample(
                "it is a link to another database",
                database({ targetDatabase: { catalogId: "123456789012", databaseName: "shared" } }),
            ),
        ],
        fail: [
            stackExample("nothing is said, so Glue's default holds", database({})),
            stackExample(
                "the database grants to everybody",
                database({ createTableDefaultPermissions: toEverybody }),
                settings({}),
            ),
            stackExample(
                "the data lake's settings grant to everybody",
                database({}),
                settings({ createTableDefaultPermissions: [{ permissions: ["ALL"], principal: EVERYBODY }] }),
            ),
        ],
    },
});

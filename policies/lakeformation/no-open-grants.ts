import type { lakeformation } from "@pulumi/aws";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { DATA_LAKE_SETTINGS, LAKE_PERMISSIONS } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";
import { each, items } from "../unknown";

const EVERYBODY = "IAM_ALLOWED_PRINCIPALS";
const DEFAULTS = ["createDatabaseDefaultPermissions", "createTableDefaultPermissions"] as const;
const grant = {
    permissions: ["SELECT"],
    principal: `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/reader`,
    table: { databaseName: "weather", name: "stations" },
};

type Grants = lakeformation.PermissionsArgs &
    Pick<lakeformation.DataLakeSettingsArgs, (typeof DEFAULTS)[number]>;

export const noOpenGrants = resourceRule<Grants>({
    id: "lakeformation/no-open-grants",
    title: "Lake Formation grants to named principals only",
    reason: "IAM_ALLOWED_PRINCIPALS is everybody whom an IAM policy lets use Glue: a grant to it switches Lake Formation off.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "DataLake and LakeDomain grant to the roles that read and write.",
        pulumi: "name a role in principal of aws.lakeformation.Permissions, and leave IAM_ALLOWED_PRINCIPALS out of the default permissions of aws.lakeformation.DataLakeSettings.",
    },
    types: [LAKE_PERMISSIONS, DATA_LAKE_SETTINGS],
    *check(props) {
        yield* each(["principal", ...DEFAULTS] as const, function* (property) {
            if (property === "principal") {
                if (props.principal === EVERYBODY) {
                    yield `principal is ${EVERYBODY}; name the role that needs the permission`;
                }
            } else if (items(props[property]).some((entry) => entry?.principal === EVERYBODY)) {
                yield `${property} grants to ${EVERYBODY}; leave it out`;
            }
        });
    },
    examples: {
        pass: [
            example("a role is granted something", LAKE_PERMISSIONS, grant),
            example("nothing is granted by default", DATA_LAKE_SETTINGS, {}),
        ],
        fail: [
            example("everybody is granted something", LAKE_PERMISSIONS, { ...grant, principal: EVERYBODY }),
            example("everybody is granted every new table", DATA_LAKE_SETTINGS, {
                createTableDefaultPermissions: [{ permissions: ["ALL"], principal: EVERYBODY }],
            }),
            example("everybody is granted every new database", DATA_LAKE_SETTINGS, {
                createDatabaseDefaultPermissions: [{ permissions: ["ALL"], principal: EVERYBODY }],
            }),
        ],
    },
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DOMAIN, ENVIRONMENT, type Files, problemsOf, read } from "./repository";

const PAGE = readFileSync(join(__dirname, "../../../docs/lake-governance.md"), "utf8");
const BLOCKS = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
const EXAMPLE = BLOCKS[0] ?? "";
const TAGS = /^ {2}tributary:lakeTags.*\n/m.exec(BLOCKS[1] ?? "")?.[0] ?? "";

const files = (more: string, tags = TAGS): Files => ({
    "environments/Pulumi.dev.yaml": `${ENVIRONMENT}${tags}`,
    "domains/weather/domain.yaml": `${DOMAIN.replace("count_of: int", "count_of: int\n      pressure: double")}${more}`,
});

const messages = async (more: string, tags?: string) =>
    (await problemsOf(files(more, tags))).map(({ path, message }) => `${path}: ${message}`).join("\n");

describe("who reads a domain's tables", () => {
    it("is said as the page about it shows", async () => {
        const { domains } = await read(files(EXAMPLE));
        const governance = domains[0]?.governance;
        assert.deepEqual(
            governance?.readers.map(({ name }) => name),
            ["dispatchers", "forecasters", "researchers"],
        );
        assert.deepEqual(governance?.filters, [
            {
                name: "oslo",
                table: "stations",
                rows: "station = 'Oslo' AND temperature IS NOT NULL",
                without: ["pressure"],
            },
        ]);
    });

    it("is nobody where nothing is said", async () => {
        assert.equal((await read(files(""))).domains[0]?.governance, undefined);
    });

    const role = "roles: [arn:aws:iam::123456789012:role/a]";
    for (const [what, more, message] of [
        [
            "a table that is not one",
            `access: { a: { ${role}, tables: [statoins] } }\n`,
            /"statoins" is not a pipeline of this domain; did you mean "stations"/,
        ],
        [
            "a filter that is not one",
            `access: { a: { ${role}, filter: calm } }\n`,
            /"calm" is not a filter of this domain/,
        ],
        [
            "two ways at once",
            `access: { a: { ${role}, filter: calm, tables: [stations] } }\n`,
            /give exactly one of tables, filter and tags/,
        ],
        [
            "a role that is none",
            "access: { a: { roles: [ana], tables: [stations] } }\n",
            /is not the ARN of an IAM role or user/,
        ],
        [
            "a column that is not one",
            "filters: { f: { table: stations, columns: [wind] } }\n",
            /"wind" is not a column of stations. Allowed:/,
        ],
        [
            "rows by an unknown column",
            'filters: { f: { table: stations, rows: "wind > 3" } }\n',
            /"wind" is not a column/,
        ],
        [
            "rows by a function",
            "filters: { f: { table: stations, rows: \"lower(station) = 'oslo'\" } }\n",
            /calls lower, and Lake Formation's row filters know no functions/,
        ],
        [
            "a filter of everything",
            "filters: { f: { table: stations } }\n",
            /leaves everything; give rows, columns or without/,
        ],
        [
            "a tag that is not declared",
            "tags: { domain: { sensitivty: public } }\n",
            /"sensitivty" is not an LF-tag of the environment dev; did you mean "sensitivity"/,
        ],
        [
            "a value that is not declared",
            "tags: { domain: { sensitivity: secret } }\n",
            /"secret" is not a value of the LF-tag sensitivity in dev/,
        ],
    ] as const) {
        it(`refuses ${what}, and says what is right`, async () => {
            assert.match(await messages(more), message);
        });
    }
});

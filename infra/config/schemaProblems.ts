import { z } from "zod";
import type { Problem } from "./problem";
import { show, whatIsAllowed } from "./spelling";
import type { YamlFile } from "./yamlFile";

/**
 * Checks a part of a file against its schema.
 *
 * @param base Where the part lies in the file.
 * @param data The part, where it is not as the file has it (a JSON text that was read, say).
 */
export function check<T>(
    schema: z.ZodType<T>,
    yaml: YamlFile,
    base: readonly PropertyKey[] = [],
    data: unknown = valueAt(yaml.data, base),
): { value?: T; problems: readonly Problem[] } {
    const result = schema.safeParse(data, { error: describeIssue, reportInput: true });
    if (result.success) {
        return { value: result.data, problems: [] };
    }
    return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, yaml, base, data)) };
}

/** What lies at a path; `undefined` where nothing does. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
    let value = data;
    for (const part of path) {
        value =
            value instanceof Object && Object.hasOwn(value, part)
                ? (value as Record<PropertyKey, unknown>)[part]
                : undefined;
    }
    return value;
}

type Issue = z.core.$ZodIssue;

/** Messages for zod's own checks. They are predicates: the value stands before them. */
const describeIssue: z.core.$ZodErrorMap = (issue) => {
    if (issue.code === "unrecognized_keys") {
        // zod's issue has no list of what is allowed; its schema does.
        return allowedKeys(issue.inst).join(" ");
    }
    if (issue.code === "invalid_value") {
        const allowed = issue.values.map(String);
        return `is not one of the values${whatIsAllowed(String(issue.input), allowed)}`;
    }
    return undefined;
};

const NOUNS: Readonly<Record<string, string>> = {
    string: "a text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    object: "a map",
    record: "a map",
    array: "a list",
};

function allowedKeys(schema: unknown): string[] {
    return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function problemsOf(issue: Issue, yaml: YamlFile, base: readonly PropertyKey[], data: unknown): Problem[] {
    const path = [...base, ...issue.path];
    if (issue.code === "unrecognized_keys") {
        const allowed = issue.message.split(" ").filter((key) => key !== "");
        return issue.keys.map((key) =>
            yaml.keyProblem([...path, key], `unknown key "${key}"${whatIsAllowed(key, allowed)}`),
        );
    }
    if (issue.code === "invalid_key") {
        const key = String(issue.path.at(-1));
        return issue.issues.map((inner) => yaml.keyProblem(path, `"${key}" ${inner.message}`));
    }
    if (issue.code === "invalid_union") {
        const branch = closestBranch(issue);
        return branch === undefined
            ? [yaml.problem(path, `${show(issue.input)} ${issue.message}`)]
            : branch.flatMap((inner) => problemsOf(inner, yaml, path, data));
    }
    if (issue.code === "custom") {
        return [yaml.problem(path, issue.message)];
    }
    if (issue.code === "invalid_type") {
        // Also where the schema has words of its own: they are about the value's form, and there is no such value.
        const expected = `${NOUNS[issue.expected] ?? issue.expected} is expected`;
        const found =
            issue.input === undefined ? "is missing; " : `${show(issue.input)} is not what is expected: `;
        return [yaml.problem(path, `${found}${expected}`)];
    }
    if (issue.input === undefined) {
        return [
            yaml.problem(
                path,
                `is missing${issue.code === "invalid_value" ? `; allowed: ${issue.values.join(", ")}` : ""}`,
            ),
        ];
    }
    return [yaml.problem(path, `${show(issue.input)} ${issue.message}`)];
}

/** Of a text-or-map union, the branch that the author chose: the one that does not fail for the kind of value. */
function closestBranch(issue: Extract<Issue, { code: "invalid_union" }>): readonly Issue[] | undefined {
    return issue.errors.find((errors) =>
        errors.every(({ path, code }) => path.length > 0 || code !== "invalid_type"),
    );
}

import type { lambda } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { FUNCTION, LOG_GROUP } from "../resourceTypes";
import { IN_PRODUCTION, stackRule } from "../rule";
import { refersTo, valueAt } from "../stack";
import { given, isUnknown, UnknownValue } from "../unknown";

const fn = (props: object) => ({ type: FUNCTION, name: "report", props: { ...props } });
const group = (name: string) => ({ type: LOG_GROUP, name: "logs", props: { name, retentionInDays: 30 } });

export const functionLogged = stackRule<lambda.FunctionArgs>({
    id: "lambda/function-logged",
    title: "Functions write into a log group of the stack",
    reason: "Otherwise Lambda makes the group on the first call: without a key, and kept for ever.",
    severity: "low",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "components do it for every function that they make.",
        pulumi: "add an aws.cloudwatch.LogGroup and name it in loggingConfig.logGroup of aws.lambda.Function, or name the group /aws/lambda/<function>.",
    },
    types: [FUNCTION],
    *check(props, { resource }, stack) {
        if (given(props.loggingConfig, "logGroup")) {
            if (!stack.target(resource, "loggingConfig.logGroup", [LOG_GROUP])) {
                yield `loggingConfig.logGroup is ${props.loggingConfig?.logGroup}, which is not part of this stack; its retention and key must be`;
            }
            return;
        }
        const name = [valueAt(resource.props, "name"), valueAt(resource.outputs, "name")].find(
            (value) => typeof value === "string" && !isUnknown(value),
        );
        let undecided = false;
        for (const candidate of stack.ofType(LOG_GROUP)) {
            const groupName = valueAt(candidate.props, "name");
            if (isUnknown(groupName)) {
                // A name that was made from the function's can only be its default group.
                const made = refersTo(groupName, candidate.propertyDependencies.name ?? [], resource);
                if (made === "yes") {
                    return;
                }
                undecided ||= made === "possibly";
            } else if (name === undefined ? false : groupName === `/aws/lambda/${name}`) {
                return;
            }
        }
        if (undecided) {
            throw new UnknownValue("name of a log group");
        }
        yield `loggingConfig.logGroup is not set, and no log group of this stack is named /aws/lambda/${name ?? "<the function's name>"}; one must be`;
    },
    examples: {
        pass: [
            stackExample(
                "it names its group",
                fn({ loggingConfig: { logFormat: "JSON", logGroup: ref("logs", "name") } }),
                group("/tributary/report"),
            ),
            stackExample(
                "a group has the name that Lambda would use",
                fn({ name: "report" }),
                group("/aws/lambda/report"),
            ),
            stackExample(
                "a group's name is made from the function's",
                fn({}),
                group(`/aws/lambda/${ref("report", "name")}`),
            ),
        ],
        fail: [
            stackExample("nothing is said of logs", fn({})),
            stackExample(
                "it names a group from elsewhere",
                fn({ loggingConfig: { logGroup: "/elsewhere" } }),
            ),
            stackExample(
                "the group is another function's",
                fn({ name: "report" }),
                group("/aws/lambda/other"),
            ),
        ],
    },
});

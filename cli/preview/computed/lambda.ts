/** AWS Lambda. Source: AWS docs, "Service Authorization Reference", "Using Lambda with API Gateway" (invoke ARN). */

import { type Compute, type Computed, type Subject, whole } from "./subject";

function lambdaFunction(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 64 });
    const arn = subject.arn("lambda", `function:${name}`);
    const version = subject.text("publish") === "true" ? "1" : "$LATEST";
    const qualifiedArn = whole(`${arn}:${version}`);
    return {
        id: name,
        outputs: {
            name,
            arn,
            version,
            qualifiedArn,
            invokeArn: invokeArn(subject, arn),
            qualifiedInvokeArn: invokeArn(subject, qualifiedArn),
        },
    };
}

function invokeArn(subject: Subject, functionArn: string): string {
    const path = `path/2015-03-31/functions/${functionArn}/invocations`;
    return subject.arn("apigateway", path, { account: "lambda" });
}

function alias(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 128 });
    const arn = whole(`${functionArn(subject)}:${name}`);
    return { id: arn, outputs: { name, arn, invokeArn: invokeArn(subject, arn) } };
}

function permission(subject: Subject): Computed {
    const statementId = subject.autoname("statementId", { limit: 100 });
    return { id: statementId, outputs: { statementId } };
}

function eventSourceMapping(subject: Subject): Computed {
    const uuid = subject.uuid();
    const arn = subject.arn("lambda", `event-source-mapping:${uuid}`);
    return { id: uuid, outputs: { uuid, arn, functionArn: functionArn(subject), state: "Enabled" } };
}

function functionUrl(subject: Subject): Computed {
    const urlId = subject.letters(32).toLowerCase();
    const url = `https://${urlId}.lambda-url.${subject.region}.on.aws/`;
    return {
        id: subject.text("functionName"),
        outputs: { urlId, functionUrl: url, functionArn: functionArn(subject) },
    };
}

/** What the function answers only its invocation tells. */
function invocation(subject: Subject): Computed {
    const qualifier = subject.text("qualifier") || "$LATEST";
    return { id: whole(`${subject.text("functionName")}_${qualifier}_${subject.hex(32)}`) };
}

/** Arguments name a function by its name or by its ARN. */
function functionArn(subject: Subject): string {
    const given = subject.text("functionName");
    return given.startsWith("arn:") ? given : subject.arn("lambda", `function:${given}`);
}

const ofFunction: Compute = (subject) => ({ id: subject.text("functionName") });

export const lambda: Readonly<Record<string, Compute>> = {
    "aws:lambda/function:Function": lambdaFunction,
    "aws:lambda/alias:Alias": alias,
    "aws:lambda/permission:Permission": permission,
    "aws:lambda/eventSourceMapping:EventSourceMapping": eventSourceMapping,
    "aws:lambda/invocation:Invocation": invocation,
    "aws:lambda/functionUrl:FunctionUrl": functionUrl,
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": ofFunction,
    "aws:lambda/functionRecursionConfig:FunctionRecursionConfig": ofFunction,
};

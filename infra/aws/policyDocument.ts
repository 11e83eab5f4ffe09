import * as pulumi from "@pulumi/pulumi";

/** Who a statement of a resource policy or a trust policy speaks of. */
export interface Principal {
    /** E.g. `firehose.amazonaws.com`. */
    readonly service?: string | readonly string[];
    /** ARNs of roles, users or an account's root. */
    readonly aws?: pulumi.Input<string> | readonly pulumi.Input<string>[];
}

/** Operator → condition key → value, e.g. `{ StringEquals: { "aws:SourceAccount": account.id } }`. */
export type Conditions = Readonly<
    Record<string, Readonly<Record<string, pulumi.Input<string> | readonly pulumi.Input<string>[]>>>
>;

/** One statement: who may do what to which resource, and a name that says why. */
export interface Statement {
    /** Letters and digits: why the statement is there. */
    readonly sid: string;
    /** Default: `Allow`. */
    readonly effect?: "Allow" | "Deny";
    /** Left out in identity policies; `"*"` is everybody and belongs in denials. */
    readonly principal?: Principal | "*";
    readonly actions: readonly string[];
    /** Left out in trust policies. */
    readonly resources?: readonly pulumi.Input<string>[];
    readonly conditions?: Conditions;
}

/** The JSON text of a policy document. */
export function policyDocument(...statements: readonly Statement[]): pulumi.Output<string> {
    return pulumi.output(statements.map(toJson)).apply((resolved) => {
        return JSON.stringify({ Version: "2012-10-17", Statement: resolved });
    });
}

function toJson(statement: Statement): Record<string, unknown> {
    return {
        Sid: statement.sid,
        Effect: statement.effect ?? "Allow",
        ...(statement.principal === undefined ? {} : { Principal: principalJson(statement.principal) }),
        Action: single(statement.actions),
        ...(statement.resources === undefined ? {} : { Resource: single(statement.resources) }),
        ...(statement.conditions === undefined ? {} : { Condition: statement.conditions }),
    };
}

function principalJson(principal: Principal | "*"): unknown {
    if (principal === "*") {
        return "*";
    }
    return {
        ...(principal.service === undefined ? {} : { Service: principal.service }),
        ...(principal.aws === undefined ? {} : { AWS: principal.aws }),
    };
}

/** AWS returns a list of one as its element; writing it so keeps `refresh` free of differences. */
function single<T>(values: readonly T[]): T | readonly T[] {
    return values.length === 1 ? (values[0] as T) : values;
}

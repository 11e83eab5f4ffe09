/** Condition keys of one request. Source: IAM User Guide, "AWS global condition context keys". */
import { Unjudgeable } from "./match";

export type ContextValues = Readonly<Record<string, string | readonly string[]>>;

/**
 * Keys that a real request may carry and that no plan tells. A policy that asks for one of them cannot be judged
 * unless the caller gives its value.
 */
const NOT_IN_A_PLAN: readonly string[] = [
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:Referer",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:VpcSourceIp",
    "aws:userid",
    "lambda:SourceFunctionArn",
].map((key) => key.toLowerCase());

/** The values of condition keys, whose names are not case-sensitive. */
export class RequestContext {
    private readonly values = new Map<string, readonly string[]>();
    private readonly unknown: ReadonlyMap<string, string>;

    /** @param unknown key → why its value cannot be told, besides what no plan tells */
    constructor(values: ContextValues, unknown: Readonly<Record<string, string>> = {}) {
        for (const [key, value] of Object.entries(values)) {
            this.values.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
        }
        this.unknown = new Map(Object.entries(unknown).map(([key, why]) => [key.toLowerCase(), why]));
    }

    /** Undefined: the request does not carry the key. */
    get(key: string): readonly string[] | Unjudgeable | undefined {
        const name = key.toLowerCase();
        const value = this.values.get(name);
        if (value !== undefined) {
            return value;
        }
        const why = this.unknown.get(name) ?? this.unknown.get(name.replace(/\/.*/s, "/*"));
        if (why !== undefined) {
            return new Unjudgeable(why);
        }
        return NOT_IN_A_PLAN.includes(name) ? new Unjudgeable(`a plan does not tell ${key}`) : undefined;
    }
}

/** The Principal element. Source: IAM User Guide, "AWS JSON policy elements: Principal" and "NotPrincipal". */
import { UNKNOWN } from "../../preview/plan";
import { parseArn } from "./arn";
import { anyOf, type Match, not, Unjudgeable } from "./match";

/** Who makes a request, as policies see it. */
export type Caller = RoleCaller | ServiceCaller;

export interface RoleCaller {
    readonly kind: "role";
    readonly arn: string;
    /** Without its path. */
    readonly name: string;
    readonly account: string;
}

export interface ServiceCaller {
    readonly kind: "service";
    /** E.g. `s3.amazonaws.com`. */
    readonly service: string;
    /** A second name that policies may use for it, e.g. `logs.eu-west-1.amazonaws.com`. */
    readonly regionalName?: string;
    readonly sourceArn?: string;
    readonly sourceAccount?: string;
}

/** The caller as messages name it. */
export function describeCaller(caller: Caller): string {
    if (caller.kind === "role") {
        return `role ${caller.name}`;
    }
    return caller.sourceArn ? `${caller.service} on behalf of ${caller.sourceArn}` : caller.service;
}

/** How a statement names the caller: an account's own name only lets its IAM policies decide. */
export interface PrincipalMatch {
    readonly match: Match;
    /** False: through the account alone. */
    readonly direct: boolean;
}

const NOBODY: PrincipalMatch = { match: false, direct: true };

/** The Principal or NotPrincipal element of one statement. */
export class PrincipalMatcher {
    private readonly everybody: boolean;
    private readonly aws: readonly string[];
    private readonly services: readonly string[];

    /** @throws Error for an element that AWS refuses */
    constructor(
        element: unknown,
        private readonly negated: boolean,
    ) {
        if (element === "*") {
            this.everybody = true;
            this.aws = [];
            this.services = [];
            return;
        }
        if (typeof element !== "object" || element === null || Array.isArray(element)) {
            throw new Error(`${JSON.stringify(element)} is not a principal`);
        }
        const names = new Map(Object.entries(element).map(([kind, value]) => [kind, textList(value)]));
        for (const kind of names.keys()) {
            if (!["AWS", "Service", "Federated", "CanonicalUser"].includes(kind)) {
                throw new Error(`${kind} is not a kind of principal`);
            }
        }
        this.aws = names.get("AWS") ?? [];
        this.services = names.get("Service") ?? [];
        this.everybody = this.aws.includes("*");
        const partial = this.aws.find((name) => name !== "*" && /[*?]/.test(name));
        if (partial !== undefined) {
            throw new Error(`the principal ${partial} matches part of a name, which AWS does not allow`);
        }
    }

    of(caller: Caller): PrincipalMatch {
        return this.negated ? this.except(caller) : this.named(caller);
    }

    private named(caller: Caller): PrincipalMatch {
        if (this.everybody) {
            return { match: true, direct: true };
        }
        if (caller.kind === "service") {
            return { match: this.namesService(caller), direct: true };
        }
        const direct = anyOf(this.aws, (name) => namesRole(name, caller));
        if (direct === false && this.namesAccount(caller.account)) {
            return { match: true, direct: false };
        }
        return { match: direct, direct: true };
    }

    /**
     * A denial with NotPrincipal spares a role only if the list has the role and its account: the documentation
     * warns that leaving out the account denies the entire account.
     */
    private except(caller: Caller): PrincipalMatch {
        if (this.everybody) {
            return NOBODY;
        }
        if (caller.kind === "service") {
            return { match: not(this.namesService(caller)), direct: true };
        }
        const spared = anyOf(this.aws, (name) => namesRole(name, caller));
        if (spared instanceof Unjudgeable) {
            return { match: spared, direct: true };
        }
        return { match: !(spared && this.namesAccount(caller.account)), direct: true };
    }

    private namesService({ service, regionalName }: ServiceCaller): Match {
        return anyOf(this.services, (name) => {
            return name.includes(UNKNOWN) ? UNKNOWN_PRINCIPAL : name === service || name === regionalName;
        });
    }

    private namesAccount(account: string): boolean {
        return this.aws.some((name) => {
            return name === account || (name.startsWith("arn:") && name.endsWith(`:iam::${account}:root`));
        });
    }
}

const UNKNOWN_PRINCIPAL = new Unjudgeable("its principal is known only after deployment");

function namesRole(name: string, caller: RoleCaller): Match {
    if (name.includes(UNKNOWN)) {
        return UNKNOWN_PRINCIPAL;
    }
    if (name === caller.arn) {
        return true;
    }
    const arn = parseArn(name);
    if (arn?.service !== "sts" || arn.account !== caller.account) {
        return false;
    }
    return arn.resource.startsWith(`assumed-role/${caller.name}/`)
        ? new Unjudgeable(`it names the session ${name}, and a plan does not tell names of sessions`)
        : false;
}

/** @throws Error for what is neither a text nor a list of texts */
export function textList(value: unknown): readonly string[] {
    const list = Array.isArray(value) ? value : [value];
    return list.map((item) => {
        if (typeof item === "string" || typeof item === "number" || typeof item === "boolean") {
            return String(item);
        }
        throw new Error(`${JSON.stringify(item)} is not a text`);
    });
}

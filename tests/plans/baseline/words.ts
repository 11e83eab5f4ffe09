/** A plan's ids and ARNs in words that stay the same in every account, and that people recognise. */
import type { Plan, PlanResource } from "../../../cli/preview/plan";

/** E.g. `lambda Function` for `aws:lambda/function:Function`, `DataLake` for `tributary:index:DataLake`. */
export function kindOf({ type }: Pick<PlanResource, "type">): string {
    const [provider, module = "", kind = ""] = type.split(":");
    return provider === "tributary" ? kind : `${module.split("/")[0]} ${kind}`;
}

export function nameOf(resource: PlanResource): string {
    return `${kindOf(resource)} ${resource.name}`;
}

const OPAQUE =
    /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}|^(sg|vpce?|subnet|rtb|pl)-[0-9a-f]+$/;

/** Spells the texts of one plan. */
export class Words {
    private readonly names = new Map<string, string>();

    constructor(private readonly plan: Plan) {
        for (const resource of plan.resources.filter(({ custom }) => custom)) {
            // Computed ids say nothing; what has a name of its own is known by it.
            for (const property of ["id", "arn", "prefixListId"]) {
                const alias = property === "id" ? resource.id : resource.outputs[property];
                if (typeof alias === "string" && OPAQUE.test(alias) && !(property in resource.inputs)) {
                    // Attachments have the id of what they are attached to, which comes first.
                    this.names.set(alias, this.names.get(alias) ?? nameOf(resource));
                }
            }
        }
    }

    /** An ARN or id, e.g. `s3 dev-lake-raw-ACCOUNT-REGION/weather/*` or `kms Key lake`. */
    spell(text: string): string {
        const known = this.names.get(text);
        if (known !== undefined) {
            return known;
        }
        const arn = /^arn:[^:]*:([^:]*):([^:]*):([^:]*):(.*)$/s.exec(text);
        if (!arn) {
            return this.anonymous(text);
        }
        const [, service = "", region = "", account = "", resource = ""] = arn;
        const elsewhere = [
            ...(region === "" || region === this.plan.region ? [] : [region]),
            ...(account === "" || account === this.plan.accountId ? [] : [account]),
        ];
        return [service, ...elsewhere, this.anonymous(resource)].join(" ");
    }

    /** Without the account, the region, and the hash of what an object holds. */
    private anonymous(text: string): string {
        return text
            .replaceAll(this.plan.accountId, "ACCOUNT")
            .replaceAll(this.plan.region, "REGION")
            .replace(/\b[0-9a-f]{16,64}(?=\.\w+$)/, "HASH");
    }
}

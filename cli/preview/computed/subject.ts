/** What a computed output is computed from: one registration and where it will be deployed. */

import { createHash } from "node:crypto";
import { type PlanValue, UNKNOWN } from "../plan";
import { isUnknown, type PlanObject, unwrapSecret } from "../values";

/** What a provider would answer: the id, and outputs beyond the inputs. */
export interface Computed {
    readonly id: string;
    readonly outputs?: Readonly<Record<string, PlanValue>>;
}

/** How one type's id and outputs follow from its inputs. */
export type Compute = (subject: Subject) => Computed;

/** A resource about to be recorded, as the tables of computed outputs see it. */
export class Subject {
    constructor(
        readonly urn: string,
        readonly name: string,
        readonly inputs: PlanObject,
        readonly region: string,
        readonly accountId: string,
    ) {}

    /** `aws`, `aws-cn`, `aws-us-gov`: the first part of every ARN in the region. */
    get partition(): string {
        return partitionOf(this.region);
    }

    /** Domain name of the partition's endpoints. */
    get dnsSuffix(): string {
        return dnsSuffixOf(this.region);
    }

    /** An input as text: empty where it is not given, {@link UNKNOWN} where only the deployment can tell. */
    text(property: string): string {
        const value = unwrapSecret(this.inputs[property]);
        return value === undefined || value === null || typeof value === "object" ? "" : String(value);
    }

    /**
     * The name that the provider gives: the one in the inputs, else `<prefix><random>` or the logical name, a
     * hyphen and seven hexadecimal digits, here derived from the URN.
     */
    autoname(property: string, form: { limit?: number; lower?: boolean; suffix?: string } = {}): string {
        const given = this.text(property);
        if (given !== "") {
            return given;
        }
        const prefix = this.text(`${property}Prefix`);
        const random = this.hex(7);
        const ending = form.suffix ?? "";
        const stem = prefix === "" ? `${this.name}-` : prefix;
        const room = (form.limit ?? 255) - random.length - ending.length;
        const name = `${stem.slice(0, room)}${random}${ending}`;
        return form.lower ? name.toLowerCase() : name;
    }

    /** `arn:<partition>:<service>:<region>:<account>:<resource>`; unknown as soon as a part is. */
    arn(service: string, resource: string, scope: { region?: string; account?: string } = {}): string {
        const { region = this.region, account = this.accountId } = scope;
        return whole(`arn:${this.partition}:${service}:${region}:${account}:${resource}`);
    }

    /** Digits that look random and are the same each time: derived from the URN. */
    hex(length: number, salt = ""): string {
        return createHash("sha256").update(this.urn).update(salt).digest("hex").slice(0, length);
    }

    /** A UUID derived from the URN. */
    uuid(salt = ""): string {
        return uuidOf(this.urn, salt);
    }

    /** Capital letters and digits, as IAM's unique ids are. */
    letters(length: number, salt = ""): string {
        const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        const bytes = createHash("sha256").update(this.urn).update(salt).digest();
        return Array.from({ length }, (_, at) => alphabet[(bytes[at % bytes.length] ?? 0) % 32]).join("");
    }
}

/** A text that contains an unknown part is itself unknown. */
export function whole(text: string): string {
    return text.includes(UNKNOWN) ? UNKNOWN : text;
}

/** A UUID (version 4 in form) that is the same each time. */
export function uuidOf(urn: string, salt = ""): string {
    const hex = createHash("sha256").update(urn).update(salt).digest("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The partition that a region belongs to. Source: AWS docs, "Amazon Resource Names (ARNs)". */
export function partitionOf(region: string): string {
    if (region.startsWith("cn-")) {
        return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Domain name of a region's endpoints. */
export function dnsSuffixOf(region: string): string {
    return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

/** Whether an input is given and known. */
export function isKnown(value: PlanValue | undefined): boolean {
    return value !== undefined && value !== null && !isUnknown(value);
}

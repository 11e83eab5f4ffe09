/**
 * Values that only the deployment can tell.
 *
 * The engine writes one of these seven strings in their place (`Unknown*Value` of Pulumi's
 * `sdk/go/common/resource/plugin`); a recorded plan uses the first.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SENTINELS: ReadonlySet<unknown> = new Set([
    UNKNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
    "030794c1-ac77-496b-92df-f27374a8bd58", // asset
    "e48ece36-62e2-4504-bad9-02848725956a", // archive
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Thrown by reading a value that is not known yet: the rule that needs it can say neither yes nor no. */
export class UnknownValue extends Error {
    /** @param path e.g. `rules.0.bucketKeyEnabled` */
    constructor(readonly path: string) {
        super(`${path} cannot be known before the deployment`);
        this.name = "UnknownValue";
    }
}

/** A secret's or an output's content, and the value itself for everything else. */
export function reveal(value: unknown): unknown {
    let current = value;
    while (isObject(current) && Object.hasOwn(current, SIGNATURE)) {
        if (current[SIGNATURE] === SECRET) {
            current = current.value;
        } else if (current[SIGNATURE] === OUTPUT) {
            // An output without a value is one that is not known.
            current = Object.hasOwn(current, "value") ? current.value : UNKNOWN;
        } else {
            return current;
        }
    }
    return current;
}

/** Whether a value, secret or not, is one that only the deployment can tell. */
export function isUnknown(value: unknown): boolean {
    return SENTINELS.has(reveal(value));
}

/** Whether a text is built from a value that only the deployment can tell. */
export function holdsUnknown(text: string): boolean {
    for (const sentinel of SENTINELS) {
        if (text.includes(sentinel as string)) {
            return true;
        }
    }
    return false;
}

/** Messages quote values, and a foreign program's value may be an object that cannot be made a text. */
const PRINTABLE = Object.create(Object.prototype, { [Symbol.toPrimitive]: { value: () => "an object" } });

/**
 * A copy to read from: secrets are opened, `null` is absence, and reading an unknown value throws
 * {@link UnknownValue}, so that no rule can mistake it for a value. Asking for presence does not throw: {@link given}.
 */
export function readable(value: unknown, path = ""): unknown {
    const known = reveal(value);
    if (Array.isArray(known)) {
        const copy: unknown[] = new Array(known.length);
        known.forEach((element, index) => {
            define(copy, String(index), element, join(path, String(index)));
        });
        return copy;
    }
    if (isObject(known)) {
        const copy: Record<string, unknown> = Object.create(PRINTABLE);
        for (const [key, property] of Object.entries(known)) {
            const content = reveal(property);
            if (content !== null && content !== undefined) {
                define(copy, key, content, join(path, key));
            }
        }
        return copy;
    }
    return known;
}

/**
 * Whether a property is set at all: to a value, or to something that only the deployment can tell.
 * The empty string is what providers write for an absent one.
 */
export function given<T>(block: T | undefined | null, property: keyof T & string): boolean {
    if (!isObject(block)) {
        return false;
    }
    const descriptor = Object.getOwnPropertyDescriptor(block, property);
    if (descriptor === undefined) {
        return false;
    }
    return descriptor.get !== undefined || ![undefined, null, ""].includes(descriptor.value as string);
}

/**
 * Applies a check to each element, and does not let an unknown in one of them hide what is known of the others.
 *
 * @throws UnknownValue after the last element, when one of them could not be decided.
 */
export function* each<T>(elements: Iterable<T>, check: (element: T) => Iterable<string>): Generator<string> {
    let undecided: UnknownValue | undefined;
    for (const element of elements) {
        try {
            yield* check(element);
        } catch (error) {
            if (!(error instanceof UnknownValue)) {
                throw error;
            }
            undecided ??= error;
        }
    }
    if (undecided) {
        throw undecided;
    }
}

/** The elements of a list, and none of anything else: programs hand over values of any shape. */
export function items<T>(list: readonly T[] | undefined | null): readonly T[] {
    return Array.isArray(list) ? (list as readonly T[]) : [];
}

/** A boolean as a program or a provider spells it. */
export function isTrue(value: unknown): boolean {
    return value === true || value === "true";
}

function define(target: object, key: string, value: unknown, path: string): void {
    if (isUnknown(value)) {
        Object.defineProperty(target, key, {
            enumerable: true,
            get() {
                throw new UnknownValue(path);
            },
        });
    } else {
        Object.defineProperty(target, key, { enumerable: true, value: readable(value, path) });
    }
}

function join(path: string, key: string): string {
    return path === "" ? key : `${path}.${key}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null;
}

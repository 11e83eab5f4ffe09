/**
 * Where an object lies on disk: the key itself, as long as a file system takes it. Whatever it does not take, or
 * takes for something else (`..`, an empty part, `*`), is percent-encoded, so that every key has one path inside
 * its bucket's folder and every path leads back to its key. Where one key is the beginning of another (`a`, `a/b`),
 * the shorter one's file lies in the longer one's folder under a name of its own.
 */

/** Longest file name that common file systems allow, in bytes. */
const LONGEST_NAME = 255;
/** A part that was too long goes on in a folder below; a percent sign is else always followed by two digits. */
const CONTINUES = "%+";
/** Stands for the empty part between two slashes or after the last. */
const EMPTY = "%";
/** File of an object whose key is also a folder. */
export const FOLDER_OBJECT = "%-";

/** S3's bound on a key, in bytes of UTF-8. Source: "Naming Amazon S3 objects". */
export const LONGEST_KEY = 1024;

/** Relative path, with `/` between its parts. */
export function pathOfKey(key: string): string {
    return key.split("/").flatMap(namesOfPart).join("/");
}

/** The key whose path this is: the inverse of {@link pathOfKey}. */
export function keyOfPath(path: string): string {
    return path
        .replace(/\/%-$/, "")
        .replaceAll(`${CONTINUES}/`, "")
        .split("/")
        .map((name) => (name === EMPTY ? "" : decode(name)))
        .join("/");
}

function namesOfPart(part: string): string[] {
    if (part === "") {
        return [EMPTY];
    }
    const name = encode(part);
    if (Buffer.byteLength(name) <= LONGEST_NAME) {
        return [name];
    }
    const names: string[] = [];
    let current = "";
    for (const character of name.match(/%u[0-9A-F]{4}|%[0-9A-F]{2}|./gsu) ?? []) {
        if (Buffer.byteLength(current + character + CONTINUES) > LONGEST_NAME) {
            names.push(current + CONTINUES);
            current = "";
        }
        current += character;
    }
    names.push(current);
    return names;
}

/**
 * Encodes what Windows or a file pattern takes for something else, lone surrogates, which UTF-8 does not have,
 * and a last dot, which takes care of `.` and `..`.
 */
function encode(part: string): string {
    return part.replace(/[\p{Cc}%\\:*?"<>|[\]\p{Cs}]|[. ]$/gu, (character) => {
        const code = character.charCodeAt(0);
        return code > 0xff ? `%u${hex(code, 4)}` : `%${hex(code, 2)}`;
    });
}

function decode(name: string): string {
    return name.replace(/%u([0-9A-F]{4})|%([0-9A-F]{2})/g, (_, wide?: string, narrow?: string) =>
        String.fromCharCode(Number.parseInt((wide ?? narrow)!, 16)),
    );
}

function hex(code: number, digits: number): string {
    return code.toString(16).toUpperCase().padStart(digits, "0");
}

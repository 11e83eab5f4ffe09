/** Text that is HTML already. Everything else that goes into {@link html} is escaped. */
export class Markup {
    constructor(readonly text: string) {}

    toString(): string {
        return this.text;
    }
}

export type Content = Markup | string | number | false | null | undefined | readonly Content[];

/** A template of HTML: what is filled in is escaped, for text and for quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
    let text = strings[0] ?? "";
    values.forEach((value, index) => {
        text += rendered(value) + (strings[index + 1] ?? "");
    });
    return new Markup(text);
}

/** Escapes text for HTML; what is no character in HTML becomes U+FFFD. */
export function escapeText(text: string): string {
    return text
        .toWellFormed()
        .replace(NO_CHARACTERS, "\uFFFD")
        .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that HTML does not allow
const NO_CHARACTERS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/** JSON that may stand in a `<script>` element: no character in it can end the element or open a comment. */
export function scriptJson(value: unknown): Markup {
    return new Markup(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapedInJson));
}

/**
 * JavaScript that may stand in a `<script>` element. The words are replaced where JavaScript can have them, in
 * texts; a lone `<!--` does no harm. Line ends are those that a browser hashes.
 */
export function scriptText(code: string): Markup {
    return new Markup(code.replace(/<(?=\/?script)/gi, "\\x3C").replace(/\r\n?/g, "\n"));
}

function escapedInJson(character: string): string {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function rendered(value: Content): string {
    if (value === undefined || value === null || value === false) return "";
    if (value instanceof Markup) return value.text;
    if (typeof value === "object") return value.map(rendered).join("");
    return escapeText(String(value));
}

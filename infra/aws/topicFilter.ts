/** AWS IoT Core endpoints and quotas, "Message broker and protocol": topics and filters in UTF-8. */
const MAX_BYTES = 256;
/** AWS IoT Core endpoints and quotas, "Maximum number of slashes in topic and topic filter". */
const MAX_SLASHES = 7;

/**
 * Why AWS IoT would not take a topic filter in a rule, or `undefined` where it would.
 * Source: MQTT Version 3.1.1, 4.7 "Topic Names and Topic Filters"; AWS IoT Core endpoints and quotas.
 *
 * @returns a clause about the filter, e.g. `has "#" before the end; …`.
 */
export function topicFilterProblem(filter: string): string | undefined {
    if (filter === "") {
        return "is empty; a topic filter such as stations/+/reading is expected";
    }
    const levels = filter.split("/");
    if (Buffer.byteLength(filter) > MAX_BYTES) {
        return `has ${Buffer.byteLength(filter)} bytes; AWS IoT takes at most ${MAX_BYTES}`;
    }
    if (levels.length - 1 > MAX_SLASHES) {
        return `has ${levels.length - 1} slashes; AWS IoT takes at most ${MAX_SLASHES}`;
    }
    if (filter.startsWith("$")) {
        return "begins with $, which is reserved for AWS IoT's own topics; begin with a word of your own";
    }
    const badHash = levels.findIndex(
        (level, index) => level.includes("#") && (level !== "#" || index < levels.length - 1),
    );
    if (badHash !== -1) {
        return `has # in "${levels[badHash]}"; # stands alone, as the last level: it matches all levels below`;
    }
    const badPlus = levels.find((level) => level.includes("+") && level !== "+");
    if (badPlus !== undefined) {
        return `has + in "${badPlus}"; + stands alone in its level: it matches one whole level`;
    }
    // The filter is quoted in the rule's SQL.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    if (/['"\\\u0000-\u001f\u007f]/.test(filter)) {
        return "has a quote, a backslash or a control character; a rule's SQL cannot name such a topic";
    }
    return undefined;
}

/** Does the filter stand for more than one topic? */
export function hasWildcard(filter: string): boolean {
    return /[+#]/.test(filter);
}

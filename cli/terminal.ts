/** Text on a terminal: colour only where somebody sees it, lines no longer than the window. */

import { styleText } from "node:util";

/** Characters of a line where nobody knows the window: in a pipe, in CI. */
const DEFAULT_WIDTH = 110;

/** Narrower windows get lines of this length all the same. */
const LEAST_WIDTH = 40;

/** Characters that fit in a line. */
export function lineWidth(stream: { readonly columns?: number } = process.stdout): number {
    return Math.max(LEAST_WIDTH, stream.columns ?? DEFAULT_WIDTH);
}

type Format = Parameters<typeof styleText>[0];

function styled(format: Format): (text: string) => string {
    // Node looks at the stream, NO_COLOR and FORCE_COLOR.
    return (text) => styleText(format, text, { stream: process.stdout });
}

export const bold = styled("bold");
export const dim = styled("dim");
export const red = styled("red");
export const yellow = styled("yellow");
export const green = styled("green");
export const cyan = styled("cyan");

/** Escape sequences that take no room on the screen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence starts with one
const ESCAPES = /\u001b\[[0-9;]*m/g;

/** Characters that a text takes on the screen. */
export function visibleLength(text: string): number {
    return [...text.replace(ESCAPES, "")].length;
}

/** Breaks a text between words into lines of at most `width` characters; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
    const lines: string[] = [];
    let line = "";
    for (const word of text.split(" ")) {
        if (line !== "" && visibleLength(line) + 1 + visibleLength(word) > width) {
            lines.push(line);
            line = word;
        } else {
            line = line === "" ? word : `${line} ${word}`;
        }
    }
    return [...lines, line];
}

/** Wraps a text behind a first prefix, the following lines behind another one. */
export function hang(first: string, following: string, text: string, width: number): string[] {
    return wrap(text, Math.max(LEAST_WIDTH / 2, width - visibleLength(first))).map(
        (line, index) => `${index === 0 ? first : following}${line}`,
    );
}

/** A line of a tree and what hangs below it. */
export interface Branch {
    readonly text: string;
    readonly children: readonly Branch[];
}

/** A tree in box-drawing characters; long texts continue under their own beginning. */
export function treeLines(branches: readonly Branch[], width: number, indent = ""): string[] {
    return branches.flatMap(({ text, children }, index) => {
        const last = index === branches.length - 1;
        const below = `${indent}${last ? "   " : "│  "}`;
        const hanging = `${below}${children.length > 0 ? "│  " : "   "}`;
        return [
            ...hang(dim(`${indent}${last ? "└─ " : "├─ "}`), dim(hanging), text, width),
            ...treeLines(children, width, below),
        ];
    });
}

/** `1 resource`, `2 resources`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
    return `${number.toLocaleString("en-US")} ${number === 1 ? noun : plural}`;
}

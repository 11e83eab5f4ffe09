/** `auto` follows the operating system. */
type Choice = "auto" | "light" | "dark";

const KEY = "tributary-theme";

/**
 * Keeps the theme as the reader chose it: by the switch, which is remembered, or by `?theme=dark` in the address.
 * The page's head has set it already, before anything was painted.
 */
export function followTheme(redraw: (theme: "light" | "dark") => void): void {
    const root = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)");
    const inForce = () => {
        const chosen = root.dataset.theme;
        return chosen === "dark" || (chosen !== "light" && system.matches) ? "dark" : "light";
    };
    for (const input of document.querySelectorAll<HTMLInputElement>("input[name=theme]")) {
        input.checked = input.value === (root.dataset.theme ?? "auto");
        input.addEventListener("change", () => {
            choose(input.value as Choice);
            redraw(inForce());
        });
    }
    system.addEventListener("change", () => redraw(inForce()));
    // Paper is white: the style sheet prints in the light theme, and so do the charts.
    addEventListener("beforeprint", () => redraw("light"));
    addEventListener("afterprint", () => redraw(inForce()));
    redraw(inForce());
}

function choose(choice: Choice): void {
    const root = document.documentElement;
    if (choice === "auto") delete root.dataset.theme;
    else root.dataset.theme = choice;
    try {
        localStorage.setItem(KEY, choice);
    } catch {
        // A browser may refuse storage to a page from disk; the choice then lasts as long as the page.
    }
}

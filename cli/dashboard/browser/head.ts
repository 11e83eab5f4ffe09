/** Runs before the page is painted, so that a reader in the dark is not dazzled. */
const chosen = (() => {
    const asked = new URLSearchParams(location.search).get("theme");
    if (asked !== null) return asked;
    try {
        return localStorage.getItem("tributary-theme");
    } catch {
        return null;
    }
})();
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;

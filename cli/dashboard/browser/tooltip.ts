const GAP = 14;

/** Shows `[title, value]` pairs beside the pointer. Texts are set as text: whatever they say, they are not HTML. */
export function tooltipHandler(_: unknown, event: MouseEvent, __: unknown, value: unknown): void {
    const box = tooltipBox();
    if (!Array.isArray(value)) {
        box.hidden = true;
        return;
    }
    const rows = value.map(([title, text]: [unknown, unknown]) => {
        const row = document.createElement("div");
        const name = document.createElement("span");
        const amount = document.createElement("b");
        name.textContent = String(title);
        amount.textContent = String(text);
        row.append(name, amount);
        return row;
    });
    box.replaceChildren(...rows);
    box.hidden = false;
    const { width, height } = box.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const left = event.clientX + GAP + width > room ? event.clientX - GAP - width : event.clientX + GAP;
    const top =
        event.clientY + GAP + height > innerHeight ? event.clientY - GAP - height : event.clientY + GAP;
    box.style.left = `${Math.max(4, left)}px`;
    box.style.top = `${Math.max(4, top)}px`;
}

function tooltipBox(): HTMLElement {
    const found = document.getElementById("tooltip");
    if (found !== null) return found;
    const box = document.createElement("div");
    box.id = "tooltip";
    box.className = "tooltip";
    box.hidden = true;
    // The same values are in the table below the chart.
    box.setAttribute("aria-hidden", "true");
    document.body.append(box);
    return box;
}

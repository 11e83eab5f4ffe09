import assert from "node:assert/strict";
import fc from "fast-check";
import { escapeText, html, Markup, scriptJson, scriptText } from "../../../cli/dashboard/markup";

describe("HTML of the dashboard", () => {
    it("keeps any text as text, in elements and in quoted attributes", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (text) => {
                const { text: page } = html`<p title="${text}">${text}</p>`;
                assert.equal(page.match(/</g)?.length, 2);
                assert.equal(page.match(/"/g)?.length, 2);
                assert.ok(!/[']/.test(page));
            }),
        );
    });

    it("shows the text that was given", () => {
        assert.equal(escapeText(`a<b & "c"`), "a&#60;b &#38; &#34;c&#34;");
        assert.equal(html`<i>${["x", 1, null, undefined, false]}</i>`.text, "<i>x1</i>");
    });

    it("replaces what is no character in HTML", () => {
        assert.equal(escapeText("a\u0000b\u001Bc\uD800d"), "a\uFFFDb\uFFFDc\uFFFDd");
        assert.equal(escapeText("tab\tand line\n"), "tab\tand line\n");
    });

    it("does not escape markup twice", () => {
        assert.equal(html`${html`<b>${"<"}</b>`}${new Markup("<hr>")}`.text, "<b>&#60;</b><hr>");
    });

    it("writes JSON that no script element can be ended by, and that reads back the same", () => {
        fc.assert(
            fc.property(fc.jsonValue(), (value) => {
                const { text } = scriptJson({ value, hostile: "</script><!-- <script>" });
                assert.ok(!/[<>&\u2028\u2029]/.test(text));
                assert.deepEqual(JSON.parse(text).value, JSON.parse(JSON.stringify(value)));
            }),
        );
    });

    it("keeps script elements whole when code mentions them", () => {
        const { text } = scriptText('const a = "</SCRIPT>"; const b = "<script>";\r\n');
        assert.ok(!/<\/?script/i.test(text));
        assert.equal(new Function(`${text}return a + b`)(), "</SCRIPT><script>");
        assert.ok(!text.includes("\r"), "a browser hashes line feeds only");
    });
});

/** Buttons that copy, share and print: hidden until a script is there to do it. */

/** @param {Record<string, string>} words */
export function wireCopying(words, root = document) {
    const say = (text) => {
        document.getElementById("announce").textContent = text;
    };
    for (const button of root.querySelectorAll("[data-copy], [data-share], [data-print]")) {
        button.hidden = false;
        button.addEventListener("click", () => act(button, (text) => told(button, text, say), words));
    }
}

async function act(button, tell, words) {
    if ("print" in button.dataset) {
        window.print();
        return;
    }
    const { share: url, title, copy } = button.dataset;
    try {
        if (url && navigator.share) {
            await navigator.share({ title, url });
            return;
        }
        await navigator.clipboard.writeText(copy ?? url);
        tell(words.copied);
    } catch {
        // Whoever closes the window of sharing has decided so; the address stands on the page.
    }
}

/** Say it to everybody: on the button for a moment, and to screen readers. */
function told(button, text, say) {
    say(text);
    const label = button.lastChild;
    const before = label.textContent;
    label.textContent = text;
    setTimeout(() => {
        label.textContent = before;
    }, 2000);
}

/** What waits for approval: one decision after the other, by one key each. */

import { openBoxes } from "./boxes.js";
import { call, newKey } from "./calls.js";
import { openWork, sentence } from "./forms.js";
import { desk, fragment } from "./state.js";

const KEYS = { a: "approve", h: "hide", b: "boxes" };
const OFF = "single-keys-off"; // in this browser's storage, as keys.js has it
const list = document.getElementById("approvals");
const isOn = document.getElementById("single-keys");

function items() {
    return [...list.querySelectorAll(".approval")];
}

function current() {
    return document.activeElement?.closest?.(".approval") ?? items()[0];
}

function go(by) {
    const all = items();
    const isInside = document.activeElement?.closest?.(".approval");
    const at = all.indexOf(current()) + (isInside ? by : 0);
    all[Math.min(Math.max(at, 0), all.length - 1)]?.focus();
}

async function decide(item, how) {
    const { report, photo, call: path } = item.dataset;
    if (how === "boxes") {
        openEditor(item, report, photo);
        return;
    }
    const key = (item.dataset[how] ??= newKey());
    item.setAttribute("aria-busy", "true");
    try {
        await call("POST", path, { published: how === "approve" }, { key });
        done(item, how === "approve" ? "published" : "is_hidden");
    } catch (problem) {
        desk.toast(`${item.dataset.number}: ${sentence(problem)}`, { kind: "alarm" });
        desk.announce(sentence(problem));
    } finally {
        item.removeAttribute("aria-busy");
    }
}

function openEditor(item, report, photo) {
    if (photo) {
        openBoxes(report, { photo, opener: item, onDecided: () => done(item, null) });
        return;
    }
    const onSaved = (answer, sent) => done(item, sent.published ? "published" : "is_hidden");
    openWork("text", { report, opener: item, onSaved });
}

/** Take a decided item off the list and go to the next one. */
function done(item, word) {
    const all = items();
    const next = all[all.indexOf(item) + 1] ?? all[all.indexOf(item) - 1];
    item.remove();
    document.getElementById("approvals-empty").hidden = items().length > 0;
    if (word) {
        desk.announce(`${item.dataset.number}: ${desk.word(word)}`);
    }
    // A window that closes gives the focus back first.
    setTimeout(() => (next ?? document.getElementById("content")).focus());
    if (items().length < 3) {
        more();
    }
}

async function more() {
    const button = list.querySelector("[data-more]");
    if (!button) {
        return;
    }
    button.disabled = true;
    try {
        const address = `?after=${encodeURIComponent(button.dataset.more)}`;
        const part = await fragment(`/dispatch/approvals${address}`);
        button.closest("li").replaceWith(part);
    } catch {
        button.disabled = false;
        desk.toast(desk.word("lost"), { kind: "alarm" });
    }
}

/** Whether a key is a command now: not while somebody writes, or has a window open. */
function isCommand(event) {
    const isWriting = event.target.closest("input, select, textarea, dialog");
    const isModified = event.ctrlKey || event.metaKey || event.altKey;
    return isOn.checked && !isWriting && !isModified && !document.querySelector("dialog[open]");
}

document.addEventListener("keydown", (event) => {
    if (!isCommand(event)) {
        return;
    }
    const item = current();
    if (event.key === "j" || event.key === "k") {
        go(event.key === "j" ? 1 : -1);
    } else if (KEYS[event.key] && item && item.getAttribute("aria-busy") !== "true") {
        decide(item, KEYS[event.key]);
    } else {
        return;
    }
    event.preventDefault();
});
list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-decide]");
    if (button) {
        decide(button.closest(".approval"), button.dataset.decide);
    } else if (event.target.closest("[data-more]")) {
        more();
    }
});
isOn.checked = !localStorage.getItem(OFF);
isOn.addEventListener("change", () => {
    if (isOn.checked) {
        localStorage.removeItem(OFF);
    } else {
        localStorage.setItem(OFF, "1");
    }
});

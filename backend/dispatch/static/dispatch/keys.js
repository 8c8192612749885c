/** Commands by keys and buttons, and the help that lists them. */

import { at, desk } from "./state.js";

const OFF = "single-keys-off"; // in this browser's storage
const IN_WORDS = { " ": "Space", ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" };
const ALSO = { ArrowDown: "j", ArrowUp: "k" }; // while the focus is in the list

export function startKeys() {
    document.addEventListener("keydown", pressed);
    document.addEventListener("click", clicked);
    desk.command("help", showHelp, "?");
    at("single-keys").checked = !localStorage.getItem(OFF);
    at("single-keys").addEventListener("change", switched);
}

function pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
        return;
    }
    const isElsewhere = document.querySelector("dialog[open]") || isTyping(event.target);
    if (isElsewhere) {
        leaveField(event);
        return;
    }
    const name = commandOf(keyOf(event));
    if (name && !(event.key === "Enter" && !isFree(event.target))) {
        event.preventDefault();
        desk.give(name, document.activeElement);
    }
}

function keyOf(event) {
    const isInList = event.target.closest("#reports, body > main:focus") || event.target === document.body;
    return (isInList && ALSO[event.key]) || event.key;
}

function commandOf(key) {
    if (key.length === 1 && localStorage.getItem(OFF)) {
        return null;
    }
    for (const [name, command] of desk.commands) {
        if (command.key === key) {
            return name;
        }
    }
    return null;
}

/** Enter is a link's and a button's own key. */
function isFree(target) {
    return target === document.body || !target.closest("a, button, summary, label, #map");
}

function isTyping(target) {
    const field = target.closest("input, textarea, select, [contenteditable]");
    return field && !["checkbox", "radio", "button"].includes(field.type);
}

/** Escape leaves a field of the filters for the list. */
function leaveField(event) {
    if (event.key === "Escape" && event.target.closest("#filters") && !document.querySelector("dialog[open]")) {
        event.preventDefault(); // a search field would empty itself
        event.target.blur();
        document.querySelector("#reports a.open")?.focus();
    }
}

function clicked(event) {
    const source = event.target.closest("[data-command]");
    if (source && desk.give(source.dataset.command, source)) {
        event.preventDefault();
    }
    event.target.closest("[data-close]")?.closest("dialog").close();
}

function switched(event) {
    if (event.target.checked) {
        localStorage.removeItem(OFF);
    } else {
        localStorage.setItem(OFF, "1");
    }
}

function showHelp() {
    const known = [...desk.commands.values()].filter((command) => command.key);
    at("help").querySelector("dl").replaceChildren(...known.map(line));
    at("help").showModal();
}

function line({ key, words }) {
    const made = document.createElement("div");
    const keys = document.createElement("dt");
    const also = Object.keys(ALSO).filter((other) => ALSO[other] === key);
    for (const each of [key, ...also]) {
        keys.append(Object.assign(document.createElement("kbd"), { textContent: IN_WORDS[each] ?? each }), " ");
    }
    made.append(keys, Object.assign(document.createElement("dd"), { textContent: words }));
    return made;
}

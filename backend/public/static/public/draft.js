/** A report that is not sent yet, kept in this browser: everything but the photos. */

import { words } from "/static/public/pins.js";

const KEY = "usterka-draft";
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "do", "photo"]);

export function keepDraft(form) {
    const fields = [...new FormData(form)].filter(([name]) => !LEFT_OUT.has(name));
    write(fields);
}

/** Forget it, if it is the one of this id. */
export function dropDraft(id) {
    if (read()?.some(([name, value]) => name === "id" && value === id)) {
        localStorage.removeItem(KEY);
    }
}

/** Offer to go on with what was left, with the same id and secret. */
export function offerDraft(box, form) {
    const fields = read();
    if (!fields) {
        return;
    }
    box.append(text(words.unsent), " ");
    box.append(
        button(words.go_on, () => goOn(form, fields)),
        button(words.discard, () => {
            localStorage.removeItem(KEY);
            box.hidden = true;
        }),
    );
    box.hidden = false;
}

function goOn(form, fields) {
    const values = new Map(fields);
    const copy = document.createElement("form");
    copy.method = "post";
    copy.action = form.action;
    copy.hidden = true;
    const token = form.elements.csrfmiddlewaretoken.value;
    const step = values.get("service") ? "service" : "place";
    for (const [name, value] of [...fields, ["csrfmiddlewaretoken", token], ["do", step]]) {
        const input = copy.appendChild(document.createElement("input"));
        [input.type, input.name, input.value] = ["hidden", name, value];
    }
    document.body.append(copy);
    copy.submit();
}

function text(words_) {
    const span = document.createElement("span");
    span.textContent = words_;
    return span;
}

function button(label, run) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", run);
    return made;
}

function read() {
    try {
        return JSON.parse(localStorage.getItem(KEY));
    } catch {
        return null; // storage is switched off, or holds something else
    }
}

function write(fields) {
    try {
        localStorage.setItem(KEY, JSON.stringify(fields));
    } catch {
        // Storage is full or switched off: the form works without.
    }
}

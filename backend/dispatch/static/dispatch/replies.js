/** Writing to residents: ready-made replies, and what they will read before it is sent. */

import { call } from "./calls.js";
import { valuesOf } from "./forms.js";
import { desk } from "./state.js";

const SETTLED_MS = 400; // our choice: after the last key
const FIELDS = ["status", "reason", "comment", "planned_for"]; // of the preview
const CODES = { pl: "polski", en: "English", uk: "українська" };

/** Let a window's words be filled from replies, and previewed. */
export function helpWriting(dialog) {
    const form = dialog.querySelector("form");
    offerReplies(form);
    showPreview(form);
}

function offerReplies(form) {
    const choice = form.querySelector("[data-replies]");
    if (!choice) {
        return;
    }
    const language = form.querySelector("[data-reply-language]");
    const words = form.querySelector("#work-comment");
    let replies = JSON.parse(form.querySelector("#work-replies").textContent);
    let filled = "";
    const fill = () => {
        const reply = replies.find((each) => String(each.id) === choice.value);
        const isOwn = words.value.trim() && words.value !== filled;
        if (reply && !isOwn) {
            filled = reply.text[language.value];
            words.value = filled;
            words.dispatchEvent(new Event("input", { bubbles: true }));
        }
    };
    const suit = () => {
        const status = form.elements.status?.value;
        for (const option of choice.options) {
            const isFor = !option.dataset.status || !status || option.dataset.status === status;
            option.hidden = option.disabled = !isFor;
        }
        if (choice.selectedOptions[0]?.disabled) {
            choice.value = "";
        }
    };
    const readAgain = async () => {
        const report = form.dataset.call.match(/reports\/([0-9a-f-]{36})/)?.[1];
        const day = form.elements.planned_for.value;
        if (report && day) {
            const query = new URLSearchParams({ report, planned_for: day });
            replies = (await call("GET", `/api/v1/replies?${query}`)).results;
            fill();
        }
    };
    choice.addEventListener("change", fill);
    language.addEventListener("change", fill);
    form.elements.planned_for?.addEventListener("change", () => readAgain().catch(() => {}));
    form.addEventListener("change", suit);
    suit();
}

function showPreview(form) {
    const box = form.querySelector("[data-preview]");
    if (!box) {
        return;
    }
    const place = box.querySelector("[data-previewed]");
    let [timer, turn, asking] = [0, 0, null];
    const show = async () => {
        const mine = ++turn;
        asking = new AbortController();
        const { signal } = asking;
        const wanted = wish(form, box);
        if (!wanted) {
            box.hidden = true;
            return;
        }
        box.hidden = false;
        const answer = await call("POST", box.dataset.preview, wanted, { signal }).catch(() => null);
        if (mine === turn) {
            place.replaceChildren(...(answer?.results.map(card) ?? [desk.word("preview_failed")]));
        }
    };
    const soon = () => {
        clearTimeout(timer);
        timer = setTimeout(show, SETTLED_MS);
    };
    const stop = () => {
        turn += 1;
        clearTimeout(timer);
        asking?.abort();
    };
    form.addEventListener("submit", stop); // what is done already has no preview
    form.closest("dialog").addEventListener("close", stop);
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    show();
}

/** What is asked of the preview; null where residents read nothing. */
function wish(form, box) {
    const values = valuesOf(form);
    if (values.audience) {
        return values.audience === "internal" ? null : { comment: values.text ?? "" };
    }
    const status = box.dataset.status ?? values.status;
    if (!status) {
        return null;
    }
    const asked = FIELDS.filter((name) => values[name] !== undefined);
    return { ...Object.fromEntries(asked.map((name) => [name, values[name]])), status };
}

function card({ language, title, body, comment }) {
    const whole = document.createElement("article");
    whole.className = "news";
    whole.lang = language;
    const parts = [
        ["span", "small quiet", CODES[language]],
        ["strong", "", title],
        ["p", "", body],
        ["p", "said", comment],
    ];
    for (const [name, className, text] of parts.filter((each) => each[2])) {
        whole.append(Object.assign(document.createElement(name), { className, textContent: text }));
    }
    return whole;
}

/** The form to report by: each step works without this, and better with it. */

import { wireCopying } from "/static/public/copying.js";
import { dropDraft, keepDraft, offerDraft } from "/static/public/draft.js";
import { words } from "/static/public/pins.js";
import { startQuestions } from "/static/public/questions.js";
import { send } from "/static/public/sending.js";

start();

async function start() {
    const form = document.getElementById("report-form");
    for (const each of document.querySelectorAll(".needs-script")) {
        each.hidden = false;
    }
    for (const each of document.querySelectorAll(".no-script")) {
        each.remove();
    }
    wireCopying(words);
    if (!form) {
        thanks();
        return;
    }
    const { step } = form.dataset;
    if (step === "place") {
        offerDraft(document.getElementById("unsent"), form);
        const { startPlace } = await import("/static/public/place.js");
        startPlace(form);
    }
    if (step === "details") {
        startQuestions(form);
        form.addEventListener("submit", (event) => send(event, form, start));
        document.getElementById("refusal")?.focus();
    }
    if (step !== "place") {
        keepDraft(form);
        form.addEventListener("input", () => keepDraft(form));
    }
}

function thanks() {
    const sent = document.getElementById("sent");
    if (sent) {
        dropDraft(sent.dataset.draft);
        sent.querySelector("h1").focus();
    }
}

/** The questions of a service as they are answered: which are asked, and which answer ends it. */

import { startPhotos } from "/static/public/photos.js";

const WAIT_MS = 600;

export function startQuestions(form) {
    for (const hint of form.querySelectorAll(".only-when")) {
        hint.hidden = true; // here such a question shows when it is asked
    }
    const settle = () => {
        showAsked(form);
        showStops(form);
    };
    form.addEventListener("change", settle);
    settle();
    startPhotos(form);
    watchSimilar(form);
}

/** Hide what is not asked with these answers, in the order of the questions. */
function showAsked(form) {
    const asked = new Set();
    for (const box of form.querySelectorAll(".question")) {
        const { question, when, is } = box.dataset;
        const given = when && asked.has(when) ? answers(form, when) : [];
        box.hidden = Boolean(when) && !given.some((each) => is.split(" ").includes(each));
        for (const field of box.querySelectorAll("input, textarea, fieldset")) {
            field.disabled = box.hidden;
        }
        if (!box.hidden) {
            asked.add(question);
        }
    }
}

function showStops(form) {
    let isStopped = false;
    for (const box of form.querySelectorAll(".question")) {
        const stop = box.querySelector(".stop");
        const chosen = box.hidden ? null : box.querySelector("[data-stop]:checked");
        if (stop) {
            stop.hidden = !chosen;
            stop.textContent = chosen ? chosen.dataset.stop : "";
        }
        isStopped ||= Boolean(chosen);
    }
    for (const button of form.querySelectorAll("button[value=send]")) {
        button.disabled = isStopped;
    }
}

function answers(form, code) {
    return new FormData(form).getAll(`a.${code}`);
}

/** Similar reports, looked for again as the description grows. */
function watchSimilar(form) {
    const box = document.getElementById("similar");
    const field = form.elements.description;
    if (!box || !field) {
        return;
    }
    let wait = 0;
    field.addEventListener("input", () => {
        clearTimeout(wait);
        wait = setTimeout(() => sortSimilar(form, box), WAIT_MS);
    });
}

async function sortSimilar(form, box) {
    const { lon, lat, service, description } = form.elements;
    const query = new URLSearchParams({
        lon: lon.value,
        lat: lat.value,
        service: service.value,
        text: description.value.slice(0, 500),
    });
    const answer = await fetch(`${form.dataset.similar}?${query}`).catch(() => null);
    if (!answer?.ok) {
        return;
    }
    const { results } = await answer.json();
    const rows = new Map(
        [...box.querySelectorAll("li")].map((row) => [row.querySelector("a").pathname, row]),
    );
    const inOrder = results.map((each) => rows.get(`/reports/${each.id}`)).filter(Boolean);
    box.querySelector("ul").append(...inOrder);
}

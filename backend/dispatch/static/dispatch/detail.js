/** The report beside the list: read when it is selected, and again when it has changed. */

import { ask } from "./calls.js";
import { at, desk, fragment } from "./state.js";
import { due } from "./times.js";

const READ_AFTER_MS = 300;

let reading = null;
let soon = null;
let photos = [];
let position = 0;

export function startDetail() {
    desk.addEventListener("selected", ({ detail }) => selected(detail));
    desk.addEventListener("changed", ({ detail }) => detail.ids.includes(desk.selected) && read());
    desk.addEventListener("touched", ({ detail }) => detail.ids.includes(desk.selected) && readSoon());
    desk.addEventListener("presence", ({ detail }) => detail.report === desk.selected && showPresence());
    at("detail").addEventListener("click", clicked);
    at("detail").addEventListener("error", linkIsOver, true);
    startLightbox();
    desk.command("close", close, "Escape");
    desk.command("photos", () => enlarge(0), "z");
    desk.command("contact", showContact);
    if (desk.selected && article()) {
        shown();
    }
    toggle();
}

function article() {
    return at("detail").querySelector("article");
}

async function selected({ id, before }) {
    toggle();
    if (!id) {
        reading?.abort();
        at("detail").replaceChildren();
        at(`r-${before}`)?.querySelector("a.open").focus();
        return;
    }
    at("detail").scrollTop = 0;
    await read();
    if (id === desk.selected && isOverlay()) {
        (at("detail-title") ?? at("detail")).focus();
    }
}

async function read() {
    reading?.abort();
    reading = new AbortController();
    const id = desk.selected;
    at("detail").setAttribute("aria-busy", "true");
    try {
        const part = await fragment(`/dispatch/reports/${id}`, reading.signal);
        replace(part);
        shown();
    } catch (error) {
        failed(error);
    }
    at("detail").removeAttribute("aria-busy");
}

/** Put a part in its place; who had the focus on a button of it has it on the same one again. */
function replace(part) {
    const command = document.activeElement?.closest("#detail [data-command]")?.dataset.command;
    const top = at("detail").scrollTop;
    const [contact, of] = [at("contact"), article()?.dataset.id];
    at("detail").replaceChildren(part);
    if (contact && !contact.hidden && article()?.dataset.id === of) {
        at("contact")?.replaceWith(contact); // it was read, and that is recorded
    }
    at("detail").scrollTop = top;
    if (command) {
        (at("detail").querySelector(`[data-command="${command}"]`) ?? at("detail")).focus();
    }
}

function shown() {
    const time = at("detail").querySelector("time.relative");
    if (time?.dataset.due === "true") {
        time.textContent = due(time.dateTime);
    }
    showPresence();
    desk.detailShown(desk.selected, article());
    desk.announce(`${at("detail-title").textContent}, ${article().dataset.number}`);
}

/** Others' changes come one by one; what they have made of the report is read once. */
function readSoon() {
    clearTimeout(soon);
    soon = setTimeout(() => desk.selected && read(), READ_AFTER_MS);
}

function failed(error) {
    if (error.name === "AbortError") {
        return;
    }
    if (error.status === 401) {
        location.reload();
        return;
    }
    const word = error.status === 404 ? "report_gone" : "report_failed";
    const note = document.createElement("div");
    note.className = "empty";
    note.setAttribute("role", "alert");
    note.append(Object.assign(document.createElement("p"), { textContent: desk.word(word) }));
    if (error.status !== 404) {
        const again = document.createElement("button");
        again.type = "button";
        again.textContent = desk.word("try_again");
        again.addEventListener("click", read);
        note.append(again);
    }
    at("detail").replaceChildren(note);
}

function clicked(event) {
    const link = event.target.closest("a[data-report], a.photo");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
        return;
    }
    event.preventDefault();
    if (link.dataset.report) {
        desk.select(link.dataset.report);
    } else {
        enlarge(links().indexOf(link));
    }
}

function close() {
    if (desk.selected) {
        desk.select(null);
    }
}

function toggle() {
    document.body.classList.toggle("has-detail", Boolean(desk.selected));
    at("detail").hidden = false;
}

function isOverlay() {
    return getComputedStyle(at("detail")).position !== "static";
}

function showPresence() {
    const note = at("detail").querySelector(".presence");
    if (note) {
        const names = (desk.presence.get(desk.selected) ?? []).map((person) => person.name).join(", ");
        note.hidden = !names;
        note.querySelector(".words").textContent = desk.word("has_it_open", { names });
    }
}

/** Ask for contact data: the API records who reads them. */
async function showContact() {
    const id = desk.selected;
    if (!at("contact")?.hidden) {
        return;
    }
    const report = await ask(`/api/v1/reports/${id}`);
    if (!report) {
        desk.toast(desk.word("not_done"), { kind: "alarm" });
        return;
    }
    const place = id === desk.selected && at("contact");
    if (!place) {
        return;
    }
    place.replaceChildren(...lines(report.contact ?? {}));
    place.hidden = false;
    desk.announce(place.textContent);
}

function lines(contact) {
    const told = Object.entries(contact).filter(([, value]) => value);
    if (!told.length) {
        return [Object.assign(document.createElement("p"), { textContent: desk.word("no_contact") })];
    }
    return told.map(([name, value]) => {
        const line = document.createElement("div");
        const label = Object.assign(document.createElement("dt"), { textContent: desk.word(`contact_${name}`) });
        const text = document.createElement("dd");
        text.append(linked(name, value));
        line.append(label, text);
        return line;
    });
}

function linked(name, value) {
    const scheme = { email: "mailto:", phone: "tel:" }[name];
    if (!scheme) {
        return value;
    }
    return Object.assign(document.createElement("a"), { href: scheme + value, textContent: value });
}

// --- photos ---------------------------------------------------------------------------------

function links() {
    return [...at("detail").querySelectorAll("a.photo")];
}

function startLightbox() {
    at("lightbox").addEventListener("click", (event) => {
        const step = event.target.closest("[data-step]");
        if (step) {
            turn(Number(step.dataset.step));
        }
    });
    at("lightbox").addEventListener("keydown", (event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (by) {
            turn(by);
        }
    });
}

function enlarge(first) {
    photos = links().map((link) => ({ url: link.dataset.large, words: link.querySelector("img").alt }));
    if (photos.length) {
        position = first;
        turn(0);
        at("lightbox").showModal();
    }
}

function turn(by) {
    position = (position + by + photos.length) % photos.length;
    const image = at("lightbox").querySelector("img");
    image.src = photos[position].url;
    image.alt = photos[position].words;
    at("lightbox").querySelector(".words").textContent = photos[position].words;
    at("lightbox").querySelectorAll("[data-step]").forEach((button) => (button.hidden = photos.length < 2));
}

/** Links to photos are signed for a while: when one is over, the fragment has new ones. */
function linkIsOver(event) {
    if (event.target.tagName === "IMG" && !event.target.dataset.again) {
        at("detail").querySelectorAll("img").forEach((image) => (image.dataset.again = "1"));
        if (performance.now() > 60_000) {
            read();
        }
    }
}

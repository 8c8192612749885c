/** A report that reaches the office by telephone, in person, by letter or on an inspection. */

import { ask, call, newKey, Problem } from "./calls.js";
import { amongNames, comboBox } from "./combo.js";
import { button, openWork, paragraph, sentence, showProblem } from "./forms.js";
import { questionFields, stopsOf } from "./questions.js";
import { desk } from "./state.js";

const SETTLED_MS = 500; // our choice: before similar reports are looked for
const LEAST_CHARS = 2; // gis_layers/rules.py PLACES_QUERY_CHARS
const TEXT_MAX_CHARS = 500; // reports/rules.py SIMILAR_TEXT_MAX_CHARS

export async function openPhoneIn(opener) {
    const dialog = await openWork("phone-in", { opener });
    if (dialog) {
        new PhoneIn(dialog).begin();
    }
}

class PhoneIn {
    constructor(dialog) {
        this.dialog = dialog;
        this.form = dialog.querySelector("form");
        this.call = this.form.dataset.call;
        this.form.removeAttribute("data-call"); // this window sends by itself
        this.services = [];
        this.service = null;
        this.id = newKey(); // the report's own: sent again, it is the same report
    }

    begin() {
        const find = (selector) => this.dialog.querySelector(selector);
        const findService = (text) => amongNames(this.services)(text);
        comboBox(find("[data-combo=places]"), findPlaces, (found) => this.#place(found));
        comboBox(find("[data-combo=services]"), findService, (found) => this.#chooseService(found));
        find("[data-pick]").addEventListener("click", () => this.#pick());
        find("[data-coordinates]").addEventListener("change", ({ target }) => this.#typed(target));
        find("[data-another]").addEventListener("click", () => this.#another());
        this.form.addEventListener("submit", () => this.#send());
        this.form.addEventListener("change", () => this.#heed());
        this.form.elements.description.addEventListener("input", () => this.#soon());
        this.#offer();
    }

    /** The services of the place, all of them before there is one. */
    async #offer() {
        const query = this.#at() ? `?${new URLSearchParams(this.#at())}` : "";
        const found = await ask(`/api/v1/services${query}`);
        this.services = found?.results ?? this.services;
    }

    #at() {
        const [lon, lat] = ["location.lon", "location.lat"].map((n) => this.form.elements[n].value);
        return lon && { lon, lat };
    }

    #place({ lon, lat, location, label, address }) {
        const place = location ?? { lon, lat };
        this.form.elements["location.lon"].value = place.lon;
        this.form.elements["location.lat"].value = place.lat;
        this.form.elements.address.value = address ?? label ?? "";
        const shown = this.dialog.querySelector("[data-chosen]");
        const words = label || address || `${place.lon}, ${place.lat}`;
        shown.textContent = desk.word("place_chosen", { place: words });
        shown.hidden = false;
        this.#offer();
        this.#soon();
    }

    async #pick() {
        const { pickPlace } = await import("./pin.js");
        const at = this.#at();
        const start = at ? { lon: Number(at.lon), lat: Number(at.lat) } : null;
        const place = await pickPlace({ start });
        if (place) {
            this.#place(place);
        }
        this.dialog.querySelector("[data-pick]").focus();
    }

    #typed(field) {
        const [lon, lat] = field.value.split(/[,;\s]+/).map(Number);
        if (Number.isFinite(lon) && Number.isFinite(lat) && field.value.trim()) {
            this.#place({ lon, lat });
        }
    }

    #chooseService(found) {
        this.service = found;
        this.form.elements.service.value = found.code;
        this.dialog.querySelector("[data-questions]").replaceChildren(...questionFields(found));
        this.#heed();
        this.#soon();
    }

    /** Show the questions that the answers lead to, and whether the report is taken in at all. */
    #heed() {
        if (!this.service) {
            return;
        }
        const { shown, stop } = stopsOf(this.service, this.form);
        for (const part of this.dialog.querySelectorAll("[data-question]")) {
            part.hidden = !shown.has(part.dataset.question);
        }
        const place = this.dialog.querySelector("[data-stop]");
        const text = stop || this.service.stop_message || "";
        place.hidden = !text;
        place.replaceChildren(...(text ? [paragraph(desk.word("stop")), paragraph(text)] : []));
        this.dialog.querySelector("[data-send]").disabled = Boolean(text);
    }

    #soon() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.#similar(), SETTLED_MS);
    }

    async #similar() {
        const service = this.form.elements.service.value;
        if (!this.#at() || !service) {
            return;
        }
        const text = this.form.elements.description.value.slice(0, TEXT_MAX_CHARS);
        const query = new URLSearchParams({ ...this.#at(), service, text });
        const found = await ask(`/api/v1/reports/similar?${query}`);
        const results = found?.results ?? [];
        this.dialog.querySelector(".alike").hidden = false;
        this.dialog.querySelector("[data-alike]").replaceChildren(...results.map(this.#alike, this));
        const words = results.length ? "found_count" : "similar_none";
        const count = desk.word(words, { count: results.length });
        this.dialog.querySelector("[data-alike-count]").textContent = count;
    }

    #alike(each) {
        const line = document.createElement("li");
        const away = desk.word("similar_away", { metres: Math.round(each.distance_m) });
        const name = (desk.settings.statuses ?? []).find(({ code }) => code === each.status)?.name;
        const facts = [name ?? each.status, away, each.address, each.description].filter(Boolean);
        const number = Object.assign(document.createElement("strong"), { textContent: each.number });
        const about = Object.assign(document.createElement("span"), { className: "small quiet" });
        about.textContent = facts.join(" · ");
        const join = desk.word("similar_join", { number: each.number });
        line.append(number, " ", about, button(join, () => this.#send(each.id)));
        return line;
    }

    /** Take the report in; with `joinTo`, as one of a defect that is known. */
    async #send(joinTo = null) {
        const values = this.#values();
        if (!values || this.form.getAttribute("aria-busy") === "true") {
            return;
        }
        this.form.setAttribute("aria-busy", "true");
        try {
            const report = await call("POST", "/api/v1/reports", values);
            this.#done(report);
            if (joinTo) {
                await this.#join(report, joinTo);
            }
            desk.refresh([report.id]).catch(() => {});
        } catch (problem) {
            if (!(problem instanceof Problem)) {
                throw problem;
            }
            this.#refused(problem);
        } finally {
            this.form.removeAttribute("aria-busy");
        }
    }

    #values() {
        const value = (name) => this.form.elements[name].value;
        const wanted = !this.#at() ? "place_wanted" : !value("service") ? "service_wanted" : "";
        if (wanted) {
            showProblem(this.form, [desk.word(wanted)]);
            this.dialog.querySelector(`#work-${wanted.split("_")[0]}`).focus();
            return null;
        }
        const contact = pairs(["name", "phone", "email"], (name) => value(`contact.${name}`).trim());
        const { answers } = stopsOf(this.service, this.form);
        return {
            ...(this.secret ? { id: this.id, secret: this.secret } : this.#identity()),
            service: value("service"),
            location: { lon: Number(value("location.lon")), lat: Number(value("location.lat")) },
            source: value("source"),
            ...pairs(["address", "description"], value),
            ...(Object.keys(answers).length ? { answers } : {}),
            ...(Object.keys(contact).length ? { contact } : {}),
        };
    }

    /** The same secret each time it is sent, so that a repeat is known for one. */
    #identity() {
        const bytes = crypto.getRandomValues(new Uint8Array(24));
        this.secret = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
        return { id: this.id, secret: this.secret };
    }

    async #join(report, of) {
        try {
            await call("PUT", `/api/v1/reports/${report.id}/duplicate`, { of });
        } catch (problem) {
            showProblem(this.form, [desk.word("join_failed"), sentence(problem)]);
        }
    }

    #refused(problem) {
        if (problem.code === "id_conflict") {
            this.id = newKey(); // other words than those that were sent first
        }
        showProblem(this.form, [sentence(problem), ...problem.errors.map((each) => each.message)]);
    }

    /** Show the number, the secret, and what to say. */
    #done(report) {
        const find = (selector) => this.dialog.querySelector(selector);
        find(".problem").hidden = true;
        find("[data-step=form]").hidden = true;
        find("[data-step=done]").hidden = false;
        find("[data-send]").hidden = true;
        find("[data-another]").hidden = false;
        find("[data-number]").textContent = desk.word("taken_in", { number: report.number });
        find("[data-secret]").textContent = report.secret ?? this.secret;
        const texts = Object.entries(report.read_out ?? {}).map(([language, text]) =>
            Object.assign(paragraph(text), { lang: language }),
        );
        find("[data-read-out]").replaceChildren(...texts);
        find("[data-number]").focus();
    }

    #another() {
        this.dialog.close();
        openPhoneIn(null);
    }
}

async function findPlaces(text) {
    if (text.length < LEAST_CHARS) {
        return [];
    }
    const found = await call("GET", `/api/v1/places?${new URLSearchParams({ q: text })}`);
    return found.results;
}

function pairs(names, valueOf) {
    const told = names.map((name) => [name, valueOf(name)]).filter((each) => each[1]);
    return Object.fromEntries(told);
}

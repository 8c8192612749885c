/** Work on reports: a command for each thing that can be done, on one report or on many. */

import { openBoxes } from "./boxes.js";
import { ask, call } from "./calls.js";
import { amongNames, comboBox } from "./combo.js";
import { openWork } from "./forms.js";
import { openPhoneIn } from "./phone-in.js";
import { helpWriting } from "./replies.js";
import { desk } from "./state.js";
import { factsBack, livesBack, offerUndo, startUndo } from "./undo.js";

const MANY_MAX = 500; // reports/rules.py ASSIGNMENTS_MAX and STATUSES_MAX
const FOR_ONE_OR_MANY = { assign: "a", status: "s" }; // with their keys

export function startWork() {
    for (const [name, key] of Object.entries(FOR_ONE_OR_MANY)) {
        const run = (how) => (desk.chosen.size ? workOnMany(name, how) : workOn(name, how));
        desk.command(name, run, key);
    }
    const keys = { comment: "c", priority: "p", forward: "f" };
    for (const name of Object.keys(HELPERS).filter((each) => !FOR_ONE_OR_MANY[each])) {
        desk.command(COMMANDS[name] ?? name, (how) => workOn(name, how), keys[name] ?? null);
    }
    desk.command("take_back", (how) => workOn("status", { ...how, prefer: "received" }));
    desk.command("boxes", (how) => withReport((id) => openBoxes(id, { opener: how.source })));
    desk.command("approvals", () => location.assign("/dispatch/approvals"), "g");
    desk.command("phone_in", ({ source }) => openPhoneIn(source), "n");
    startUndo();
    desk.addEventListener("chosen", showTools);
    showTools();
}

// Windows whose command has another name than they.
const COMMANDS = { text: "publish_text" };

/** By window: what it does on the page beside sending its form. */
const HELPERS = {
    assign: helpWriting,
    status: helpStatus,
    comment: helpWriting,
    service: helpService,
    priority: () => {},
    visibility: () => {},
    forward: helpForward,
    answer: () => {},
    unmerge: () => {},
    text: () => {},
};

function withReport(run) {
    if (desk.selected) {
        return run(desk.selected);
    }
    desk.toast(desk.word("none_selected"), { kind: "warn" });
    desk.announce(desk.word("none_selected"));
    return null;
}

async function workOn(name, { source, prefer } = {}) {
    await withReport(async (id) => {
        const dialog = await openWork(name, {
            report: id,
            opener: source,
            onSaved: (answer, sent, form) => saved(name, id, { answer, sent, form }),
        });
        if (dialog) {
            await HELPERS[name](dialog, { prefer });
        }
    });
}

/** Tell that it is done, and how to undo it where that is possible. */
function saved(name, id, { answer, sent, form }) {
    const before = told(form, "work-before");
    const version = answer?.version;
    const text = sentenceOf(name, form);
    if (name === "assign" || name === "status") {
        const now = { [id]: { status: answer.status, version, crew: answer.crew?.id ?? null } };
        if (version !== before.version) {
            offerUndo(text, livesBack([before], now, told(form, "work-flow")), [id]);
        }
    } else if (["priority", "visibility", "service"].includes(name)) {
        if (version !== before.version) {
            offerUndo(text, factsBack(before, version, [name]), [id]);
        }
    } else {
        desk.toast(text, { kind: "good" });
        desk.announce(text);
    }
    readAgain([id]);
}

/** A list that cannot be read now says so itself; what was saved is saved. */
function readAgain(ids) {
    desk.refresh(ids).catch(() => desk.toast(desk.word("lost"), { kind: "warn" }));
}

function sentenceOf(name, form) {
    const picked = form.querySelector(".choices [name]:checked")?.dataset.name;
    if (name === "assign") {
        return desk.word("assigned_to", { crew: picked });
    }
    return name === "status" ? desk.word("changed_to", { status: picked }) : desk.word("saved");
}

export function told(form, id) {
    const script = form.querySelector(`#${id}`);
    return script ? JSON.parse(script.textContent) : null;
}

// --- many at once -----------------------------------------------------------------------------

async function workOnMany(name, { source } = {}) {
    if (desk.chosen.size > MANY_MAX) {
        desk.toast(desk.word("too_many", { count: MANY_MAX }), { kind: "warn" });
        return;
    }
    const dialog = await openWork(`${name}-many`, {
        opener: source,
        body: (values) => ({ ...values, reports: [...desk.chosen], versions: versionsSeen() }),
        onSaved: (answer, sent, form) => savedMany(name, { answer, sent, form }),
    });
    if (dialog) {
        const count = desk.word("chosen_count", { count: desk.chosen.size });
        dialog.querySelector("[data-count]").textContent = count;
        if (name === "status") {
            await helpStatus(dialog);
        }
    }
}

function versionsSeen() {
    const known = [...desk.chosen].filter((id) => desk.rows.has(id));
    return Object.fromEntries(known.map((id) => [id, desk.rows.get(id).version]));
}

function savedMany(name, { answer, sent, form }) {
    const ids = sent.reports;
    const rows = ids.map((id) => desk.rows.get(id)).filter(Boolean);
    const befores = rows.map((row) => ({ ...row, crew: row.crew?.id ?? null }));
    const moved = befores.filter(({ id, version }) => answer.versions[id] !== version);
    const crew = name === "assign" ? { crew: sent.crew } : {};
    const status = name === "assign" ? "assigned" : sent.status;
    const now = Object.fromEntries(
        moved.map(({ id }) => [id, { status, version: answer.versions[id], ...crew }]),
    );
    const words = name === "assign" ? "many_assigned" : "many_changed";
    const text = desk.word(words, { count: ids.length });
    const back = livesBack(moved, now, told(form, "work-flow"));
    offerUndo(text, back, moved.map(({ id }) => id));
    desk.clearChosen();
    readAgain(ids);
}

/** The bar that is there while reports are chosen. */
function showTools() {
    const bar = document.getElementById("tools");
    const count = desk.chosen.size;
    if (!bar) {
        return;
    }
    bar.hidden = !count;
    if (count && !bar.firstElementChild) {
        bar.setAttribute("role", "toolbar");
        bar.setAttribute("aria-label", desk.word("plan_or_change"));
        const label = Object.assign(document.createElement("strong"), { id: "tools-count" });
        bar.append(label, tool("assign", "assign"), tool("plan_or_change", "status"));
        bar.append(tool("choose_none", () => desk.clearChosen()));
    }
    if (count) {
        const text = desk.word("chosen_count", { count });
        bar.querySelector("#tools-count").textContent = text;
        desk.announce(text);
    }
}

function tool(words, what) {
    const made = Object.assign(document.createElement("button"), { type: "button" });
    made.textContent = desk.word(words);
    if (typeof what === "string") {
        made.dataset.command = what;
    } else {
        made.addEventListener("click", what);
    }
    return made;
}

// --- what single windows need -----------------------------------------------------------------

/** Show the fields of the status chosen, its replies, and what the resident will read. */
function helpStatus(dialog, { prefer } = {}) {
    const form = dialog.querySelector("form");
    const show = () => {
        const status = form.elements.status?.value;
        for (const part of form.querySelectorAll("[data-for]")) {
            part.hidden = part.dataset.for !== status;
        }
    };
    const wanted = prefer && form.querySelector(`[name=status][value=${prefer}]`);
    if (wanted) {
        wanted.checked = true;
        wanted.focus();
    }
    form.addEventListener("change", show);
    show();
    helpWriting(dialog);
}

/** Say whom the report would go to with another service. */
function helpService(dialog) {
    const form = dialog.querySelector("form");
    const place = dialog.querySelector("[data-route]");
    const services = told(form, "work-services");
    comboBox(dialog.querySelector("[data-combo]"), amongNames(services), async ({ code }) => {
        form.elements.service.value = code;
        await showRoute(place, code);
    });
}

export async function showRoute(place, service) {
    const { lon, lat, accuracy } = place.dataset;
    const query = new URLSearchParams({ lon, lat, service });
    if (accuracy) {
        query.set("accuracy", accuracy);
    }
    const route = await ask(`/api/v1/route?${query}`);
    if (!route) {
        return;
    }
    const to = [route.handler?.name, route.crew?.name ?? desk.word("waits_for_dispatcher")];
    const text = route.handler ? to.join(" · ") : desk.word("goes_nowhere");
    const strong = Object.assign(document.createElement("strong"), { textContent: text });
    const reasons = document.createElement("ul");
    reasons.className = "small quiet";
    reasons.append(
        ...route.reasons.map((reason) =>
            Object.assign(document.createElement("li"), { textContent: reason.text }),
        ),
    );
    const whole = document.createElement("div");
    whole.append(`${desk.word("goes_to")}: `, strong, reasons);
    place.replaceChildren(whole);
    place.hidden = false;
}

/** Choose another manager than the route's. */
function helpForward(dialog) {
    const form = dialog.querySelector("form");
    const other = form.querySelector("[name=whom][value=other]");
    const holder = dialog.querySelector("[data-combo]");
    const find = async (text) => {
        if (text.length < 2) {
            return [];
        }
        const found = await call("GET", `/api/v1/managers?${new URLSearchParams({ q: text })}`);
        return found.results.map((each) => ({ ...each, label: each.name, hint: each.email }));
    };
    comboBox(holder, find, ({ id }) => {
        form.elements.to.value = id;
        other.checked = true;
    });
    const show = () => {
        holder.hidden = !other.checked;
        form.elements.to.disabled = !other.checked;
    };
    form.addEventListener("change", show);
    show();
    helpWriting(dialog);
}

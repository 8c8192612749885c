/** The list: reads it, fills its rows, keeps them as they are now, and chooses among them. */

import { at, CLOSED, desk, fragment, rowsIn } from "./state.js";
import { away, due, exact } from "./times.js";

const AGES_EVERY_MS = 60_000;
const statuses = new Map(desk.settings.statuses.map((status) => [status.code, status]));
const sprite = () => at("row-template").content.querySelector("use").getAttribute("href").split("#")[0];

let reading = null; // what stops the request that is on its way
let hasWaitedFor = false;

export function startList() {
    takeIn(document);
    desk.addEventListener("filters", () => read());
    desk.addEventListener("rows", ({ detail }) => detail.isWhole || showChanges(detail));
    desk.addEventListener("selected", ({ detail }) => markSelected(detail));
    desk.addEventListener("chosen", markChosen);
    desk.addEventListener("presence", ({ detail }) => showPresence(detail.report));
    at("rows").addEventListener("click", clicked);
    at("rows").addEventListener("change", ticked);
    setInterval(() => items().forEach(tellAge), AGES_EVERY_MS);
    addCommands();
}

/** Read the list anew, with the filters of now. */
export async function read() {
    reading?.abort();
    reading = new AbortController();
    at("rows").setAttribute("aria-busy", "true");
    try {
        const part = await fragment(desk.listUrl(), reading.signal);
        at("rows").replaceChildren(part);
        takeIn(at("rows"));
        desk.announce(desk.word("list_announced", { count: desk.rows.size }));
    } catch (error) {
        failed(error);
    }
    at("rows").removeAttribute("aria-busy");
}

/** The list's items, in their order. @returns {HTMLLIElement[]} */
export function items() {
    return [...document.querySelectorAll("#reports > li.report")];
}

export function item(id) {
    return at(`r-${id}`);
}

/** Put rows at the top of the list, where it does not have them yet. */
export function prepend(rows) {
    at("empty")?.remove();
    const made = rows.filter((row) => !item(row.id)).map((row) => make(row));
    made.forEach((each) => (each.querySelector(".new").hidden = false));
    at("reports").prepend(...made);
    desk.merge(rows);
}

function takeIn(root) {
    const rows = rowsIn(root);
    desk.replace(rows);
    items().forEach((each) => fill(each, desk.rows.get(each.dataset.id)));
    markSelected({ id: desk.selected });
    markChosen();
    at("seen").hidden = true;
    tellNew();
}

function showChanges({ merged, dropped }) {
    for (const id of dropped) {
        leave(item(id));
    }
    for (const row of merged) {
        const known = item(row.id);
        if (!known) {
            continue;
        }
        const isNews = Number(known.dataset.version) !== row.version;
        fill(known, row);
        if (isNews) {
            flash(known);
        }
    }
}

function make(row) {
    const made = at("row-template").content.firstElementChild.cloneNode(true);
    made.id = `r-${row.id}`;
    made.dataset.id = row.id;
    made.querySelector(".choose").value = row.id;
    fill(made, row);
    return made;
}

/** Make an item say what the row says. The template's words for marks are there already. */
function fill(element, row) {
    const status = statuses.get(row.status);
    const set = (name, text) => (element.querySelector(name).textContent = text);
    Object.assign(element.dataset, {
        version: row.version,
        status: row.status,
        priority: row.priority ?? "",
        lon: row.lon,
        lat: row.lat,
        row: JSON.stringify(row),
    });
    set(".service", row.service.name);
    set(".address", row.address || desk.word("no_address"));
    set(".code", row.number);
    set(".crew", row.crew?.name ?? "");
    set(".status .name", status.name);
    element.querySelector(".status").dataset.status = row.status;
    element.querySelector(".status use").setAttribute("href", `${sprite()}#${status.icon}`);
    element.querySelector(".choose").setAttribute("aria-label", desk.word("choose", row));
    element.querySelector("a.open").href = `?${withReport(row.id)}`;
    for (const mark of element.querySelectorAll("[data-flag]")) {
        mark.hidden = !row.flags.includes(mark.dataset.flag);
    }
    for (const mark of element.querySelectorAll(".mark[data-priority]")) {
        mark.hidden = mark.dataset.priority !== row.priority;
    }
    tellAge(element);
    showPresence(row.id);
}

function tellAge(element) {
    const row = desk.rows.get(element.dataset.id) ?? JSON.parse(element.dataset.row);
    const age = element.querySelector(".age");
    age.dateTime = row.received_at;
    age.textContent = away(row.received_at);
    age.title = exact(row.received_at);
    const mark = element.querySelector(".mark.due");
    mark.hidden = !row.due_at || CLOSED.has(row.status);
    if (!mark.hidden) {
        mark.dateTime = row.due_at;
        mark.title = exact(row.due_at);
        mark.querySelector(".words").textContent = due(row.due_at);
        mark.classList.toggle("late", Date.parse(row.due_at) < Date.now());
    }
}

function withReport(id) {
    const query = new URLSearchParams(desk.filters);
    query.set("report", id);
    return query;
}

function flash(element) {
    element.classList.remove("flash");
    void element.offsetWidth; // so that the animation begins again
    element.classList.add("flash");
}

/** Take an item away; the focus goes to its neighbour, not back to the top of the page. */
function leave(element) {
    if (!element) {
        return;
    }
    if (element.contains(document.activeElement)) {
        const next = element.nextElementSibling ?? element.previousElementSibling;
        next?.querySelector("a.open").focus();
    }
    element.remove();
}

function markSelected({ id }) {
    document.querySelectorAll("#reports a[aria-current]").forEach((link) => {
        link.removeAttribute("aria-current");
    });
    const chosen = id && item(id);
    chosen?.querySelector("a.open").setAttribute("aria-current", "true");
    chosen?.scrollIntoView({ block: "nearest" });
}

function markChosen() {
    for (const box of document.querySelectorAll("#reports .choose")) {
        box.checked = desk.chosen.has(box.value);
    }
}

function showPresence(id) {
    const mark = item(id)?.querySelector(".presence");
    if (mark) {
        const names = (desk.presence.get(id) ?? []).map((person) => person.name);
        mark.hidden = !names.length;
        mark.querySelector(".words").textContent = names.join(", ");
        mark.title = desk.word("has_it_open", { names: names.join(", ") });
    }
}

function tellNew() {
    const count = items().filter((each) => !each.querySelector(".new").hidden).length;
    const button = at("seen");
    button.hidden = !count;
    const words = desk.word("new_since", { count });
    button.querySelector(".words").textContent = `${words} · ${desk.word("seen")}`;
}

async function clicked(event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) {
        return;
    }
    if (link.classList.contains("open")) {
        event.preventDefault();
        desk.select(link.closest("li").dataset.id);
    } else if (link.id === "more") {
        event.preventDefault();
        await readMore(link);
    }
}


function ticked(event) {
    const box = event.target.closest(".choose");
    if (box) {
        desk.choose([box.value], box.checked);
    }
}

async function readMore(link) {
    if (hasWaitedFor === link.href) {
        return;
    }
    hasWaitedFor = link.href;
    const after = new URL(link.href).searchParams.get("after");
    try {
        const part = await fragment(desk.listUrl({ after }));
        const rows = rowsIn(part).filter((row) => !desk.rows.has(row.id));
        const made = [...part.querySelectorAll("li.report")].filter((each) => !item(each.dataset.id));
        const more = part.querySelector("#more");
        at("reports").append(...made);
        more ? link.replaceWith(more) : link.remove();
        desk.merge(rows);
        rows.forEach((row) => fill(item(row.id), row));
        made[0]?.querySelector("a.open").focus();
        desk.announce(desk.word("list_announced", { count: desk.rows.size }));
    } catch {
        hasWaitedFor = false;
        desk.toast(desk.word("list_failed"), { kind: "alarm" });
    }
}

function failed(error) {
    if (error.name === "AbortError") {
        return;
    }
    if (error.status === 401) {
        location.reload(); // to the login, and back here
        return;
    }
    const again = { label: desk.word("try_again"), run: () => read() };
    desk.toast(desk.word("list_failed"), { kind: "alarm", action: again });
}

function addCommands() {
    desk.command("next", () => step(1), "j");
    desk.command("previous", () => step(-1), "k");
    desk.command("open", () => desk.select(current()?.dataset.id ?? desk.selected), "Enter");
    desk.command("choose", () => choose(), "x");
    desk.command("read_again", () => read(), "r");
}

/** The item that the keys are about: the one with the focus, else the selected one. */
function current() {
    return document.activeElement?.closest("li.report") ?? (desk.selected && item(desk.selected));
}

function step(by) {
    const all = items();
    const position = all.indexOf(current());
    const next = all[position < 0 ? (by > 0 ? 0 : all.length - 1) : position + by];
    if (next) {
        next.querySelector("a.open").focus();
        if (desk.selected) {
            desk.select(next.dataset.id);
        }
    } else if (by > 0) {
        at("more")?.focus();
    }
}

function choose() {
    const id = current()?.dataset.id;
    if (id) {
        desk.choose([id], !desk.chosen.has(id));
    }
}

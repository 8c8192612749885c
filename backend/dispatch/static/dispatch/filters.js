/** The filters: the form, the address and the stored ones say the same. */

import { call } from "./calls.js";
import { at, desk } from "./state.js";

const SEARCH_AFTER_MS = 350;
const LISTS = ["status", "service", "crew", "manager", "area", "priority"];
const STORED = "/api/v1/me/filters";

let waiting = null;

export function startFilters() {
    const form = at("filters");
    form.addEventListener("submit", (event) => (event.preventDefault(), apply()));
    form.addEventListener("change", (event) => event.target.name && apply());
    form.addEventListener("input", soon);
    form.addEventListener("keydown", closeOnEscape);
    form.addEventListener("toggle", keepInside, true);
    document.addEventListener("click", closeOthers);
    document.addEventListener("click", follow);
    desk.addEventListener("filters", show);
    at("store").addEventListener("click", store);
    at("store-name").addEventListener("keydown", storeOnEnter);
    at("copy-link").addEventListener("click", copyLink);
    at("stored").querySelectorAll("li").forEach(addForget);
    desk.command("search", () => at("search").focus(), "/");
    countChosen();
}

function apply() {
    clearTimeout(waiting);
    const wanted = new URLSearchParams();
    for (const [name, value] of new FormData(at("filters"))) {
        if (value.trim() && !(name === "q" && value.trim().length < 2)) {
            wanted.set(name, joined(name, wanted.get(name), value.trim()));
        }
    }
    const text = wanted.size ? wanted : new URLSearchParams(desk.settings.openOnes);
    if (text.toString() !== desk.filters.toString()) {
        desk.setFilters(text);
    }
}

function joined(name, before, value) {
    return before && LISTS.includes(name) ? `${before},${value}` : value;
}

function soon(event) {
    if (["search", "number", "min-age", "max-age"].includes(event.target.id)) {
        clearTimeout(waiting);
        waiting = setTimeout(apply, SEARCH_AFTER_MS);
    }
}

/** Make the form say what the filters are. */
function show() {
    for (const field of at("filters").elements) {
        const values = desk.filters.getAll(field.name).flatMap((value) => value.split(","));
        if (field.type === "checkbox") {
            field.checked = values.includes(field.value);
        } else if (field.name && document.activeElement !== field) {
            field.value = desk.filters.get(field.name) ?? "";
        }
    }
    countChosen();
}

function countChosen() {
    for (const pick of document.querySelectorAll("#filters .pick")) {
        const count = [...pick.querySelectorAll("[name]")].filter((field) =>
            field.type === "checkbox" ? field.checked : field.value,
        ).length;
        const place = pick.querySelector(".chosen");
        if (place) {
            place.textContent = count;
            place.hidden = !count;
        }
    }
}

/** Links to the desk with other filters change the list in its place. */
function follow(event) {
    const link = event.target.closest("a[href]");
    const isHere = link && link.pathname === location.pathname && link.closest("#counts, #stored, #clear");
    if (isHere && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        const query = new URLSearchParams(link.search);
        desk.setFilters(query.size ? query : new URLSearchParams(desk.settings.openOnes));
        link.closest("details")?.removeAttribute("open");
    }
}

function closeOthers(event) {
    for (const pick of document.querySelectorAll("#filters .pick[open]")) {
        if (!pick.contains(event.target)) {
            pick.open = false;
        }
    }
}

/** A window of choices that would run over the page's edge opens to the other side. */
function keepInside({ target }) {
    target.classList.remove("at-end");
    const { right } = target.lastElementChild.getBoundingClientRect();
    target.classList.toggle("at-end", right > document.documentElement.clientWidth);
}

function closeOnEscape(event) {
    const pick = event.target.closest(".pick[open]");
    if (event.key === "Escape" && pick) {
        event.stopPropagation();
        pick.open = false;
        pick.querySelector("summary").focus();
    }
}

function storeOnEnter(event) {
    if (event.key === "Enter") {
        event.preventDefault();
        store();
    }
}

async function store() {
    const name = at("store-name").value.trim();
    if (!name) {
        at("store-name").focus();
        return;
    }
    const query = desk.filters.toString();
    if (await told("PUT", name, { query })) {
        at("stored").querySelector(`[data-name="${CSS.escape(name)}"]`)?.remove();
        at("stored").append(storedItem(name, query));
        at("none-stored").hidden = true;
        at("store-name").value = "";
        desk.announce(desk.word("stored_as", { name }));
        desk.toast(desk.word("stored_as", { name }), { kind: "good" });
    }
}

function storedItem(name, query) {
    const made = document.createElement("li");
    made.dataset.name = name;
    const link = Object.assign(document.createElement("a"), { textContent: name });
    link.href = `/dispatch/?${query}`;
    made.append(link);
    addForget(made);
    return made;
}

function addForget(element) {
    const { name } = element.dataset;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = "×";
    button.setAttribute("aria-label", desk.word("forget_stored", { name }));
    button.addEventListener("click", async (event) => {
        event.stopPropagation();
        if (await told("DELETE", name)) {
            element.remove();
            at("none-stored").hidden = Boolean(at("stored").children.length);
            at("store-name").focus();
        }
    });
    element.append(button);
}

async function told(method, name, body) {
    try {
        await call(method, `${STORED}/${encodeURIComponent(name)}`, body);
        return true;
    } catch (problem) {
        desk.toast(problem.detail || desk.word("not_done"), { kind: "alarm" });
        return false;
    }
}

async function copyLink() {
    const address = `${location.origin}/dispatch/?${desk.filters}`;
    try {
        await navigator.clipboard.writeText(address);
        desk.toast(desk.word("link_copied"), { kind: "good" });
    } catch {
        prompt(desk.word("copy_link"), address);
    }
}

/** What the desk knows: its filters, its rows, what is selected and chosen. All modules share it. */

/**
 * A report as `backend/dispatch/rows.py` tells it.
 * @typedef {{id: string, number: string, version: number, status: string, lon: number, lat: number,
 *   flags: string[], priority: ?string, address: ?string, due_at: ?string}} Row
 */

const LIST = "/dispatch/list";
const IDS_AT_ONCE = 100;
export const CLOSED = new Set(["fixed", "not_fixed", "duplicate", "withdrawn"]);
// What the address tells beside filters.
const NOT_FILTERS = ["report", "lang", "after", "ids"];

/**
 * Events, each a CustomEvent with a `detail`:
 * - "filters" {}: the filters are others; the list is on its way.
 * - "rows" {merged, dropped, isWhole}: `rows` has changed by these rows and ids; isWhole: it is a
 *   new list.
 * - "selected" {id, before}: `selected` is another report, or none.
 * - "detail" {id, element}: the fragment of the selected report is on the page (again).
 * - "chosen" {}: `chosen` has changed.
 * - "changed" {ids}: these reports were written to by this page and have been read again.
 * - "touched" {ids}: somebody has changed these reports.
 * - "presence" {report, people}: who has a report open.
 * - "command" {name, context}: a command was given by a key, a button or the help.
 */
class Desk extends EventTarget {
    #early = null;

    constructor() {
        super();
        this.settings = JSON.parse(document.getElementById("settings").textContent);
        const query = new URLSearchParams(location.search);
        /** @type {?string} */
        this.selected = query.get("report");
        this.filters = filtersIn(query);
        /** @type {Map<string, Row>} in the order of the list */
        this.rows = new Map();
        /** @type {Map<string, {id: number, name: string}[]>} who has a report open, but this person */
        this.presence = new Map();
        /** @type {Set<string>} */
        this.chosen = new Set();
        /** @type {Map<string, {run: Function, key: ?string, words: string}>} */
        this.commands = new Map();
        addEventListener("popstate", () => this.#travel());
    }

    /** A text for people in their language; `{name}` in it becomes values.name. */
    word(name, values = {}) {
        const text = this.settings.words[name] ?? name;
        return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
    }

    /** Narrow the list and the map by other filters: the address changes and the list is read. */
    setFilters(params) {
        this.filters = filtersIn(new URLSearchParams(params));
        this.#tellAddress();
        this.#emit("filters", {});
    }

    /** Take in rows as they are now: those that the list has change in their place. */
    merge(rows) {
        const merged = rows.filter((row) => !(this.rows.get(row.id)?.version > row.version));
        for (const row of merged) {
            this.rows.set(row.id, row);
        }
        this.#emit("rows", { merged, dropped: [], isWhole: false });
    }

    /** Take rows out of the list. */
    drop(ids) {
        const dropped = ids.filter((id) => this.rows.delete(id));
        this.#emit("rows", { merged: [], dropped, isWhole: false });
    }

    /** Begin a new list. Of list.js, when it has read one. */
    replace(rows) {
        this.rows = new Map(rows.map((row) => [row.id, row]));
        this.#emit("rows", { merged: rows, dropped: [], isWhole: true });
    }

    /** Show a report beside the list, or none. */
    select(id) {
        if (id === this.selected) {
            return;
        }
        const before = this.selected;
        this.selected = id;
        this.#tellAddress();
        this.#emit("selected", { id, before });
    }

    /** Choose reports for work on many at once. */
    choose(ids, on = true) {
        for (const id of ids) {
            if (on) {
                this.chosen.add(id);
            } else {
                this.chosen.delete(id);
            }
        }
        this.#emit("chosen", {});
    }

    clearChosen() {
        this.chosen.clear();
        this.#emit("chosen", {});
    }

    /** Read reports again, after they were written to: their rows, and the open one's details. */
    async refresh(ids) {
        const { shown, gone } = await this.readRows(ids);
        this.merge(shown);
        this.drop(gone);
        this.#emit("changed", { ids });
    }

    /**
     * Ask which of these reports belong to the filters, and what their rows are now.
     * @returns {Promise<{shown: Row[], gone: string[]}>}
     */
    async readRows(ids) {
        const shown = [];
        for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
            const query = new URLSearchParams(this.filters);
            query.set("ids", ids.slice(at, at + IDS_AT_ONCE).join(","));
            shown.push(...rowsIn(await fragment(`${LIST}?${query}`)));
        }
        const found = new Set(shown.map((row) => row.id));
        return { shown, gone: ids.filter((id) => !found.has(id)) };
    }

    /** Tell a screen reader, politely. */
    announce(text) {
        const place = document.getElementById("announce");
        place.textContent = "";
        requestAnimationFrame(() => (place.textContent = text));
    }

    /**
     * Show a note for some seconds; one with an action stays till it is used or closed.
     * @param {{action?: {label: string, run: Function}, kind?: "alarm"|"warn"|"good"}} [how]
     * @returns {HTMLElement} the note; `remove()` takes it away
     */
    toast(text, { action, kind } = {}) {
        const note = document.createElement("div");
        note.className = `toast ${kind ?? ""}`;
        note.append(Object.assign(document.createElement("p"), { textContent: text }));
        if (action) {
            note.append(button(action.label, () => (note.remove(), action.run())));
        }
        const close = button("×", () => note.remove());
        close.setAttribute("aria-label", this.word("close"));
        note.append(close);
        document.getElementById("toasts").append(note);
        if (!action && kind !== "alarm") {
            setTimeout(() => note.remove(), 8000);
        }
        return note;
    }

    /**
     * Register what a person can do: by a button with `data-command`, by a key, from the help.
     * Its words in the help are the word `command_<name>`.
     * @param {(context: {source: ?HTMLElement}) => void} run
     */
    command(name, run, key = null) {
        this.commands.set(name, { run, key, words: this.word(`command_${name}`) });
        const early = this.#early;
        if (early?.name === name) {
            this.#early = null;
            run({ source: early.source });
        }
    }

    /** Give a command. Returns whether there is such a one. */
    give(name, source = null) {
        const command = this.commands.get(name);
        this.#early = command ? null : { name, source }; // given before its module was there
        command?.run({ source });
        this.#emit("command", { name, source });
        return Boolean(command);
    }

    /** Of live.js: who has a report open, this person left out. */
    setPresence(report, people) {
        const others = people.filter((person) => person.id !== this.settings.me.id);
        this.presence.set(report, others);
        this.#emit("presence", { report, people: others });
    }

    /** Of news.js: somebody has changed these reports, be they in the list or not. */
    touched(ids) {
        this.#emit("touched", { ids });
    }

    /** Of detail.js: the fragment is on the page. */
    detailShown(id, element) {
        this.#emit("detail", { id, element });
    }

    /** The address of the list with these filters. */
    listUrl(extra = {}) {
        const query = new URLSearchParams(this.filters);
        for (const [name, value] of Object.entries(extra)) {
            query.set(name, value);
        }
        return `${LIST}?${query}`;
    }

    #tellAddress() {
        const query = new URLSearchParams(this.filters);
        if (this.selected) {
            query.set("report", this.selected);
        }
        const text = query.toString();
        // What follows the # is the map's.
        history.pushState(null, "", (text ? `?${text}` : location.pathname) + location.hash);
    }

    /** Go where the browser's back and forward go. */
    #travel() {
        const query = new URLSearchParams(location.search);
        const [filters, selected, before] = [filtersIn(query), query.get("report"), this.selected];
        const isNarrowedAnew = filters.toString() !== this.filters.toString();
        this.filters = filters;
        this.selected = selected;
        if (isNarrowedAnew) {
            this.#emit("filters", {});
        }
        if (selected !== before) {
            this.#emit("selected", { id: selected, before });
        }
    }

    #emit(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { detail }));
    }
}

/** Read a part of a page. Throws an Error with a `status` (0: no connection). */
export async function fragment(url, signal) {
    const answer = await fetch(url, { signal, headers: { "X-Requested-With": "fetch" } }).catch(lost);
    if (!answer.ok || answer.redirected) {
        throw Object.assign(new Error(url), { status: answer.redirected ? 401 : answer.status });
    }
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    return holder.content;
}

function lost(error) {
    throw error.name === "AbortError" ? error : Object.assign(error, { status: 0 });
}

/** The rows of the list's items in a part of a page. @returns {Row[]} */
export function rowsIn(root) {
    return [...root.querySelectorAll("li.report")].map((item) => JSON.parse(item.dataset.row));
}

/** An element by its id. @returns {HTMLElement} */
export function at(id) {
    return document.getElementById(id);
}

function filtersIn(query) {
    const filters = new URLSearchParams();
    for (const [name, value] of query) {
        if (value && !NOT_FILTERS.includes(name)) {
            filters.append(name, value);
        }
    }
    return filters;
}

function button(label, run) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", run);
    return made;
}

export const desk = new Desk();

/** What others do meanwhile: live changes of rows, new reports, who has what open. */

import { call, csrfToken } from "./calls.js";
import { prepend, read } from "./list.js";
import { connect, hold } from "./live.js";
import { at, desk, fragment } from "./state.js";

// Hundreds of pages may be open: what each asks is gathered, and spread over time.
const ASK_AFTER_MS = 4000;
const COUNT_AFTER_MS = 30_000;

const asked = new Set(); // ids that may or may not belong to the filters
const fresh = new Map(); // rows that do, and wait for the person to look
let askTimer = null;
let countTimer = null;
let letGo = null;

export function startNews() {
    connect({
        url: desk.settings.liveUrl,
        since: desk.settings.newest_event,
        onReports: arrived,
        onGone: gone,
        onPresence: ({ report, people }) => desk.setPresence(report, people),
        onReset: () => (read(), count()),
        onState: showState,
    });
    desk.addEventListener("selected", ({ detail }) => stay(detail.id));
    desk.addEventListener("changed", countSoon);
    desk.addEventListener("filters", () => (fresh.clear(), showFresh()));
    at("news").addEventListener("click", showNews);
    desk.command("seen", seen);
    stay(desk.selected);
}

/** Rows of work that have changed: what is in the list changes there, others may belong to it. */
function arrived(rows) {
    const work = rows.filter(isOurs);
    const known = work.filter((row) => desk.rows.has(row.id));
    desk.merge(known);
    tell(known);
    desk.touched(rows.map((row) => row.id));
    gone(rows.filter((row) => !isOurs(row)).map((row) => row.id));
    if (canTell()) {
        sort(work.filter(belongs), work.filter((row) => !belongs(row)).map((row) => row.id));
    } else {
        work.forEach((row) => asked.add(row.id));
        askSoon();
    }
    countSoon();
}

function gone(ids) {
    ids.forEach((id) => fresh.delete(id) && showFresh());
    const known = ids.filter((id) => desk.rows.has(id));
    if (known.length) {
        desk.drop(known);
    }
    countSoon();
}

/** The list is of what one's own office or crews have to do with. */
function isOurs(row) {
    const { offices, crews, isOperator } = desk.settings.me;
    return isOperator || offices.includes(row.handler) || crews.includes(row.crew?.id);
}

/** What a row itself tells of a filter; of a text or an area only the server can say. */
const TOLD = {
    status: (row, values) => values.includes(row.status),
    service: (row, values) => values.includes(row.service.code),
    crew: (row, values) => values.includes(String(row.crew?.id)),
    manager: (row, values) => values.includes(row.manager),
    priority: (row, values) => values.includes(row.priority),
    due: (row, values) => values.includes("overdue") && row.flags.includes("overdue"),
    unassigned: (row) => row.flags.includes("unassigned"),
    uncertain: (row, values) => row.flags.includes("uncertain") === values.includes("true"),
    contested: (row, values) => row.flags.includes("contested") === values.includes("true"),
    repeated: (row, values) => row.flags.includes("repeated") === values.includes("true"),
};

function canTell() {
    return [...desk.filters.keys()].every((name) => name in TOLD) && desk.filters.get("due") !== "soon";
}

function belongs(row) {
    return [...desk.filters].every(([name, value]) => TOLD[name](row, value.split(",")));
}

function askSoon() {
    askTimer ??= setTimeout(ask, ASK_AFTER_MS * (0.5 + Math.random()));
}

async function ask() {
    askTimer = null;
    const ids = [...asked];
    asked.clear();
    if (!ids.length) {
        return;
    }
    try {
        const filters = desk.filters.toString();
        const { shown, gone: others } = await desk.readRows(ids);
        if (filters === desk.filters.toString()) {
            sort(shown, others);
        }
    } catch (error) {
        if (error.status === 0) {
            ids.forEach((id) => asked.add(id));
        }
    }
}

function sort(shown, others) {
    gone(others);
    desk.merge(shown.filter((row) => desk.rows.has(row.id)));
    for (const row of shown.filter((each) => !desk.rows.has(each.id))) {
        fresh.set(row.id, row);
    }
    showFresh();
}

function showFresh() {
    const count = fresh.size;
    const isMore = count > Number(at("news").dataset.count ?? 0);
    at("news").dataset.count = count;
    at("news").hidden = !count;
    at("news").querySelector(".words").textContent = desk.word("news", { count });
    if (isMore) {
        desk.announce(desk.word("news_announced", { count }));
    }
}

function showNews() {
    const rows = [...fresh.values()];
    fresh.clear();
    showFresh();
    prepend(rows);
    document.querySelector("#reports a.open")?.focus();
}

/** Tell of one change what it is; of many, that there were many. */
function tell(rows) {
    if (rows.length === 1) {
        const [{ number, status }] = rows;
        const name = desk.settings.statuses.find((each) => each.code === status).name;
        desk.announce(desk.word("changed_announced", { number, status: name }));
    }
}

function countSoon() {
    countTimer ??= setTimeout(count, COUNT_AFTER_MS * (0.5 + Math.random()));
}

async function count() {
    clearTimeout(countTimer);
    countTimer = null;
    const part = await fragment("/dispatch/counts").catch(() => null);
    if (part && !at("counts").contains(document.activeElement)) {
        at("counts").replaceWith(part);
    }
}

function stay(id) {
    letGo?.();
    letGo = id ? hold(`/api/v1/reports/${id}/presence`, { "X-CSRFToken": csrfToken() }) : null;
}

function showState(state) {
    const place = at("connection");
    place.dataset.state = state;
    place.querySelector(".words").textContent = desk.word(`live_${state}`);
    if (state !== "connected") {
        desk.announce(desk.word(`live_${state}`));
    }
    if (state === "healed") {
        count();
    }
}

async function seen() {
    try {
        await call("PUT", "/api/v1/me/glance", { at: at("reports").dataset.now });
    } catch {
        desk.toast(desk.word("not_done"), { kind: "alarm" });
        return;
    }
    document.querySelectorAll("#reports .new").forEach((mark) => (mark.hidden = true));
    at("seen").hidden = true;
    at("list").querySelector("a.open")?.focus();
}

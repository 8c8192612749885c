/** Joining a report to the one that stays: picked from a list, or on the map. */

import { ask, call } from "./calls.js";
import { statusName } from "./map-marks.js";
import { placedAt } from "./map-places.js";
import { element, icon } from "./map-tools.js";
import { at, desk } from "./state.js";
import { offerUndo } from "./undo.js";

const NEARBY_DEGREES = 0.003; // our choice: 200 to 330 metres
const CANDIDATES_MAX = 8; // our choice: shown to pick from
const FIND_MAX = 100;
const OPEN_TO_JOIN = ["received", "assigned", "planned", "in_progress", "waiting"];

/** @param {import("./map.js").DeskMap} deskMap */
export function startMerging(deskMap) {
    const merging = new Merging(deskMap);
    desk.command("merge", ({ source }) => merging.begin(source), "m");
}

class Merging {
    constructor(deskMap) {
        this.deskMap = deskMap;
        this.banner = deskMap.banner;
        this.banner.addEventListener("keydown", (event) => this.#key(event));
        desk.addEventListener("selected", () => this.end());
    }

    /** Ask which report stays. */
    async begin(source) {
        const report = selectedReport();
        if (!report) {
            desk.toast(desk.word("select_first"), { kind: "warn" });
            return;
        }
        this.end();
        this.report = report;
        this.source = source ?? document.activeElement;
        this.#show([]);
        this.deskMap.pickBy((id) => this.#picked(id));
        const candidates = await candidatesFor(report);
        if (this.report === report) {
            this.#show(candidates);
            this.banner.querySelector("button").focus();
        }
    }

    end() {
        if (this.report) {
            this.report = null;
            this.banner.hidden = true;
            this.banner.replaceChildren();
            this.deskMap.pickBy(null);
        }
    }

    #show(candidates) {
        const title = element("h3", { id: "merge-title" });
        title.textContent = desk.word("merge_title", { number: this.report.number });
        const hint = element("p", { className: "small quiet", textContent: desk.word("merge_hint") });
        const list = element("ul", {});
        list.append(...candidates.map((each) => this.#item(each)));
        const cancel = element("button", { type: "button", textContent: desk.word("cancel") });
        cancel.addEventListener("click", () => this.#cancel());
        this.banner.setAttribute("role", "group");
        this.banner.setAttribute("aria-labelledby", "merge-title");
        this.banner.replaceChildren(title, hint, list, cancel);
        this.banner.hidden = false;
    }

    #item(candidate) {
        const button = element("button", { type: "button" });
        button.dataset.candidate = candidate.id;
        const status = element("span", { className: "status", textContent: statusName(candidate) });
        status.dataset.status = candidate.status;
        const away = element("span", { className: "quiet small" });
        away.textContent = desk.word("merge_away", { metres: Math.round(candidate.metres) });
        button.append(element("strong", { textContent: candidate.number }), status, away);
        button.addEventListener("click", () => this.#picked(candidate.id, candidate));
        const show = () => this.deskMap.pointers.showAt(placedAt(candidate));
        button.addEventListener("focus", show);
        button.addEventListener("mouseenter", show);
        const item = element("li", {});
        item.append(button);
        return item;
    }

    #cancel() {
        this.end();
        this.source?.focus();
        desk.announce(desk.word("merge_cancelled"));
    }

    #key(event) {
        if (event.key === "Escape") {
            event.stopPropagation();
            this.#cancel();
        }
    }

    async #picked(id, candidate) {
        if (id === this.report.id) {
            desk.toast(desk.word("merge_itself"), { kind: "warn" });
            return;
        }
        const { report } = this;
        const survivor = candidate ?? this.#named(id);
        if (await confirmed(report, survivor)) {
            this.end();
            await merge(report, survivor);
        }
    }

    #named(id) {
        const members = this.deskMap.marksNow.flatMap((mark) => mark.members);
        return members.find((each) => each.id === id) ?? desk.rows.get(id);
    }
}

/** The selected report: as its row tells it, else as its details do. */
export function selectedReport() {
    const row = desk.rows.get(desk.selected);
    const shown = at("detail")?.querySelector("[data-lon]")?.dataset;
    if (row) {
        const accuracy = shown?.id === row.id ? Number(shown.accuracy) || 0 : 0;
        return { ...row, service: row.service.code, accuracy };
    }
    if (!shown || shown.id !== desk.selected) {
        return null;
    }
    const [lon, lat, version] = [shown.lon, shown.lat, shown.version].map(Number);
    return { ...shown, lon, lat, version, accuracy: Number(shown.accuracy) || 0 };
}

/** Those of the same kind near by first, then what else is near and open. */
async function candidatesFor(report) {
    const [similar, nearby] = await Promise.all([similarTo(report), near(report)]);
    const found = new Map([...nearby, ...similar].map((each) => [each.id, each]));
    found.delete(report.id);
    const first = new Set(similar.map(({ id }) => id));
    const rank = (each) => (first.has(each.id) ? 0 : 1e6) + each.metres;
    return [...found.values()].sort((one, other) => rank(one) - rank(other)).slice(0, CANDIDATES_MAX);
}

async function similarTo({ lon, lat, service }) {
    const found = await ask(`/api/v1/reports/similar?${new URLSearchParams({ lon, lat, service })}`);
    return (found?.results ?? []).map(({ id, number, status, location, distance_m: metres }) => ({
        ...{ id, number, status, metres, lon: location.lon, lat: location.lat },
    }));
}

async function near(report) {
    const { lon, lat } = report;
    const d = NEARBY_DEGREES;
    const query = new URLSearchParams({ limit: FIND_MAX, work: "true" });
    query.set("bbox", [lon - d, lat - d, lon + d, lat + d].join(","));
    query.set("status", OPEN_TO_JOIN.join(","));
    const found = await ask(`/api/v1/reports.geojson?${query}`);
    return (found?.features ?? []).map(({ properties: { id, number, status }, geometry }) => {
        const [east, north] = geometry.coordinates;
        const metres = ol.sphere.getDistance([lon, lat], [east, north]);
        return { id, number, status, metres, lon: east, lat: north };
    });
}

/** Ask before two reports become one. @returns {Promise<boolean>} */
function confirmed(report, survivor) {
    const dialog = element("dialog", { className: "merge-dialog" });
    const title = element("h2", { id: "merge-question", textContent: desk.word("merge_question") });
    const pair = element("p", { className: "merge-pair" });
    pair.append(report.number, icon("arrow_forward"), survivor.number);
    const told = element("p", {});
    told.textContent = desk.word("merge_told", { number: report.number, other: survivor.number });
    const form = element("form", { method: "dialog", className: "row" });
    const yes = element("button", { value: "yes", className: "main" });
    yes.textContent = desk.word("merge_confirm");
    form.append(yes, element("button", { value: "", textContent: desk.word("cancel") }));
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.append(title, pair, told, form);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((settle) => {
        dialog.addEventListener("close", () => {
            dialog.remove();
            settle(dialog.returnValue === "yes");
        });
    });
}

async function merge(report, survivor) {
    const { id, number, version } = report;
    const path = `/api/v1/reports/${id}/duplicate`;
    try {
        await call("PUT", path, { of: survivor.id, expected_version: version });
    } catch (problem) {
        desk.toast(problem.detail || desk.word("not_saved"), { kind: "alarm" });
        return;
    }
    const ids = [id, survivor.id];
    await desk.refresh(ids);
    offerUndo(desk.word("merged", { number, other: survivor.number }), back(path, number), ids);
}

function back(path, number) {
    return () =>
        call("DELETE", path).then(
            () => [],
            (problem) => [{ number, why: problem.detail || desk.word("not_saved") }],
        );
}

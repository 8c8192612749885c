/** What is pointed at on the map: hovered, chosen and selected reports, and those near that one. */

import { color, isStill, statusName } from "./map-marks.js";
import { accuracyCircle, placedAt } from "./map-places.js";
import { at, desk } from "./state.js";

const LISTED_MAX = 50; // our choice: of one spot
const NEARBY_MAX = 10; // as the API answers

export class Pointers {
    /** @param {import("./map.js").DeskMap} deskMap */
    constructor(deskMap) {
        this.deskMap = deskMap;
        this.source = new ol.source.Vector({ wrapX: false });
        this.layer = new ol.layer.Vector({ className: "pointers", source: this.source });
        deskMap.map.addLayer(this.layer);
        this.nearby = [];
        this.places = new Map(); // of chosen reports, by id
        this.detailOf = null;
        this.spot = this.#overlay("map-selected", false);
        this.hover = this.#overlay("map-hovered", false);
        this.popup = this.#overlay("map-popup", true);
        this.#listen();
    }

    draw() {
        this.source.clear(true);
        this.source.addFeatures([
            ...this.#accuracy(),
            ...this.#chosen(),
            ...this.nearby.map(nearbyFeature),
        ]);
        this.deskMap.target.dataset.chosen = desk.chosen.size;
        this.#drawSelected();
    }

    // --- selected ---

    /** Another report is selected; its details are still on their way. */
    select() {
        this.detailOf = null;
        this.nearby = [];
        const row = desk.rows.get(desk.selected);
        if (row) {
            this.deskMap.reveal(placedAt(row));
        }
        this.draw();
    }

    /** The selected report's details are on the page: its accuracy and what is near. */
    detail({ id, element }) {
        const data = element?.matches("[data-lon]") ? element : element?.querySelector("[data-lon]");
        if (!data || id !== desk.selected) {
            return;
        }
        const isFirst = this.detailOf?.id !== id;
        const { lon, lat, accuracy } = data.dataset;
        this.detailOf = { id, lon: Number(lon), lat: Number(lat), accuracy: Number(accuracy) || 0 };
        this.nearby = [...element.querySelectorAll("[data-near]")].slice(0, NEARBY_MAX).map(nearOf);
        if (isFirst) {
            this.deskMap.reveal(placedAt(this.detailOf));
        }
        this.draw();
    }

    #drawSelected() {
        const known = desk.rows.get(desk.selected) ?? this.detailOf;
        const place = known && desk.selected ? this.#shownAt(desk.selected, placedAt(known)) : null;
        this.spot.setPosition(place ?? undefined);
        this.deskMap.target.dataset.selected = place ? desk.selected : "";
    }

    /** Where a report is drawn: its own place, or that of the mark it is part of. */
    #shownAt(id, place) {
        const has = (mark) => mark.members.some((each) => each.id === id);
        const mark = this.deskMap.marksNow.find(has);
        return mark ? [mark.x, mark.y] : place;
    }

    #accuracy() {
        if (!this.detailOf?.accuracy) {
            return [];
        }
        const feature = new ol.Feature(accuracyCircle(this.detailOf));
        feature.setStyle(
            new ol.style.Style({
                fill: new ol.style.Fill({ color: `${color("--accent")}1f` }),
                stroke: new ol.style.Stroke({ color: color("--accent"), width: 1, lineDash: [4, 4] }),
            }),
        );
        return [feature];
    }

    // --- chosen ---

    /** A ring around each mark with chosen reports in it, and around those that no mark names. */
    #chosen() {
        const left = new Set(desk.chosen);
        const rings = [];
        for (const mark of this.deskMap.marksNow) {
            const chosen = mark.members.filter(({ id }) => id && left.delete(id));
            if (chosen.length) {
                rings.push(ringFeature([mark.x, mark.y], chosen.length === mark.count));
            }
        }
        this.places = new Map([...this.places].filter(([id]) => desk.chosen.has(id)));
        for (const id of left) {
            const row = desk.rows.get(id);
            const place = row ? placedAt(row) : this.places.get(id);
            rings.push(...(place ? [ringFeature(place, true)] : []));
        }
        return rings;
    }

    /** Say where chosen reports lie that the list does not have. @param {[string, number[]][]} all */
    placeAll(all) {
        this.places = new Map([...this.places, ...all]);
    }

    // --- hovered ---

    #listen() {
        const { map, target } = this.deskMap;
        map.on("pointermove", (event) => !event.dragging && this.#over(event.pixel));
        target.addEventListener("pointerleave", () => this.point(null));
        for (const type of ["mouseover", "focusin"]) {
            at("reports")?.addEventListener(type, ({ target: from }) => {
                this.point(from.closest?.("li.report")?.dataset.id ?? null, false);
            });
        }
        for (const type of ["mouseleave", "focusout"]) {
            at("reports")?.addEventListener(type, () => this.point(null, false));
        }
        at("detail")?.addEventListener("mouseover", ({ target: from }) => {
            const near = from.closest?.("[data-near]");
            this.showAt(near ? placedAt(nearOf(near)) : null);
        });
    }

    #over(pixel) {
        const mark = this.deskMap.markAt(pixel);
        const cursor = mark ? "pointer" : "";
        if (!this.deskMap.tool) {
            this.deskMap.map.getTargetElement().style.cursor = cursor;
        }
        const only = mark?.members.length === 1 ? mark.members[0] : null;
        this.deskMap.map.getTargetElement().title = mark ? titleOf(mark, only) : "";
        this.point(only?.id ?? null);
    }

    /** Show which report this is, on the map and in the list. */
    point(id, isFromMap = true) {
        if (this.pointed === id) {
            return;
        }
        document.getElementById(`r-${this.pointed}`)?.classList.remove("hovered");
        this.pointed = id;
        const row = id && desk.rows.get(id);
        if (isFromMap && id) {
            document.getElementById(`r-${id}`)?.classList.add("hovered");
        }
        this.showAt(row ? this.#shownAt(id, placedAt(row)) : null);
    }

    showAt(place) {
        this.hover.setPosition(place ?? undefined);
    }

    // --- the list of one spot ---

    /** Tell the reports of one spot as a list, to pick one. */
    list(mark, reports, pick) {
        const box = this.popup.getElement();
        const heading = document.createElement("h3");
        heading.textContent = desk.word("map_same_place", { count: mark.count });
        const list = document.createElement("ul");
        list.append(...reports.slice(0, LISTED_MAX).map((each) => this.#item(each, pick)));
        box.replaceChildren(heading, list);
        box.setAttribute("role", "dialog");
        box.setAttribute("aria-label", heading.textContent);
        this.popup.setPosition([mark.x, mark.y]);
        list.querySelector("button").focus();
    }

    closeList() {
        if (this.popup.getPosition()) {
            this.popup.setPosition(undefined);
            this.deskMap.target.focus({ preventScroll: true });
        }
    }

    #item(report, pick) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "plain";
        const status = document.createElement("span");
        status.className = "status";
        status.dataset.status = report.status;
        status.textContent = statusName(report);
        button.append(`${report.number} `, status);
        button.addEventListener("click", () => {
            this.closeList();
            pick(report.id);
        });
        const item = document.createElement("li");
        item.append(button);
        return item;
    }

    #overlay(name, takesEvents) {
        const element = document.createElement("div");
        element.className = `${name}${isStill() ? " still" : ""}`;
        const overlay = new ol.Overlay({
            element,
            positioning: takesEvents ? "bottom-center" : "center-center",
            offset: takesEvents ? [0, -18] : [0, 0],
            stopEvent: takesEvents,
            autoPan: takesEvents ? { margin: 12 } : false,
        });
        this.deskMap.map.addOverlay(overlay);
        element.parentElement?.classList.toggle("passive", !takesEvents);
        element.addEventListener("keydown", (event) => {
            event.stopPropagation();
            if (event.key === "Escape") {
                this.closeList();
            }
        });
        return overlay;
    }
}

function titleOf(mark, only) {
    if (only?.id) {
        return `${only.number} · ${statusName(only)}`;
    }
    return desk.word("map_cluster_title", { count: mark.count, open: mark.open });
}

function nearOf(element) {
    const { near, lon, lat, number } = element.dataset;
    return { id: near, lon: Number(lon), lat: Number(lat), number };
}

function nearbyFeature(near, index) {
    const feature = new ol.Feature(new ol.geom.Point(placedAt(near)));
    const [ink, paper] = [color("--ink"), color("--paper")];
    const dashes = { color: color("--quiet"), width: 1.5, lineDash: [3, 3] };
    feature.setStyle([
        new ol.style.Style({ image: circle(16, null, dashes) }),
        new ol.style.Style({
            image: circle(8, ink, { color: paper, width: 1.5 }, [13, 13]),
            text: new ol.style.Text({
                text: String(index + 1),
                font: "700 10px Inter, system-ui, sans-serif",
                offsetX: 13,
                offsetY: -12.5,
                fill: new ol.style.Fill({ color: paper }),
            }),
        }),
    ]);
    return feature;
}

/** isWhole: all that is there is chosen. */
function ringFeature(place, isWhole) {
    const feature = new ol.Feature(new ol.geom.Point(place));
    const [accent, paper] = [color("--accent"), color("--paper")];
    const stroke = { color: accent, width: 3, lineDash: isWhole ? undefined : [6, 4] };
    feature.setStyle([
        new ol.style.Style({ image: circle(17, null, { color: paper, width: 6 }) }),
        new ol.style.Style({ image: circle(17, null, stroke) }),
    ]);
    return feature;
}

function circle(radius, fill, stroke, displacement = [0, 0]) {
    return new ol.style.Circle({
        radius,
        displacement,
        fill: fill ? new ol.style.Fill({ color: fill }) : undefined,
        stroke: new ol.style.Stroke(stroke),
    });
}

/** The map of the desk: the same reports as the list, where they are. */

import { baseLayers, makeMap, showBox, showExtent } from "../core/base-map.js";
import { startAreas } from "./areas.js";
import { ask } from "./calls.js";
import { gather } from "./map-clusters.js";
import { isStill, Marks } from "./map-marks.js";
import { arrangeHands } from "./map-hands.js";
import { MapKeys } from "./map-keys.js";
import { Newer } from "./map-newer.js";
import { Pointers } from "./map-pointers.js";
import { placedAt, remember, whereIs } from "./map-places.js";
import { ReportTiles } from "./map-tiles.js";
import { layOut } from "./map-tools.js";
import { startMerging } from "./merge.js";
import { startMoving } from "./pin.js";
import { at, CLOSED, desk } from "./state.js";

// Pixels within which reports are one mark: farther out more, nearest only what lies on each other.
const REACH_PX = [
    { from: 17, reach: 9 },
    { from: 15, reach: 17 },
    { from: 13.4, reach: 26 },
    { from: 0, reach: 44 },
];
const REACH_OF_NAMED_PX = 24;
const NEAREST_ZOOM = 20;
const ONE_SPOT_ZOOM = 19; // from here on, what is still one mark is told as a list
const SEEN_ZOOM = 16; // a report that is shown from afar
const HIT_PX = 6;

/** Begin. Without OpenLayers, or when it fails, the list says everything as well. */
export async function startMap() {
    const target = at("map");
    if (!window.ol || !target) {
        target?.append(Object.assign(document.createElement("p"), { className: "map-failed" }));
        target?.firstChild?.append(desk.word("map_failed"));
        return null;
    }
    const map = new DeskMap(target);
    await map.start();
    return map;
}

export class DeskMap {
    constructor(target) {
        this.target = target;
        this.marks = new Marks();
        this.source = new ol.source.Vector({ wrapX: false });
        this.layer = new ol.layer.Vector({
            className: "reports",
            source: this.source,
            style: (feature) => this.marks.styleOf(feature.get("mark")),
        });
        this.base = baseLayers(desk.settings.baseMap);
        this.map = makeMap(target, [...this.base, this.layer], {
            zoomIn: desk.word("zoomIn"),
            zoomOut: desk.word("zoomOut"),
        });
        this.view = this.map.getView();
        this.tiles = new ReportTiles(desk.filters);
        this.newer = new Newer(this.tiles);
        this.tool = null;
        /** @type {import("./map-clusters.js").Mark[]} */
        this.marksNow = [];
    }

    async start() {
        this.#arrange();
        layOut(this);
        this.pointers = new Pointers(this);
        this.#listenToMap();
        this.#listenToDesk();
        this.#listenToTiles();
        startAreas(this);
        startMerging(this);
        startMoving(this);
        await Promise.all([this.marks.load(), document.fonts.ready]);
        await this.#showStart();
        this.look();
    }

    // --- what is shown ---

    /** Read what the view needs. */
    look() {
        const size = this.map.getSize();
        if (size?.every((pixels) => pixels > 0) && this.view.getCenter()) {
            this.tiles.look(this.view.calculateExtent(size), this.view.getResolution());
            this.draw();
        }
    }

    /** Draw the reports anew, soon: many causes, one drawing. */
    draw() {
        this.drawing ??= requestAnimationFrame(() => {
            this.drawing = null;
            this.#draw();
        });
    }

    #draw() {
        const reach = this.#reach() * this.view.getResolution();
        const marks = this.#withDangers(gather(this.#points(), reach), reach);
        this.marksNow = marks;
        this.source.clear(true);
        this.source.addFeatures(marks.map(featureOf));
        this.target.dataset.marks = marks.length;
        this.target.dataset.reports = marks.reduce((sum, mark) => sum + mark.count, 0);
        this.pointers.draw();
    }

    #reach() {
        const zoom = this.view.getZoom();
        const { reach } = REACH_PX.find(({ from }) => zoom >= from) ?? REACH_PX.at(-1);
        return this.tiles.isOfPoints ? Math.min(reach, REACH_OF_NAMED_PX) : reach;
    }

    /** Reports of the tiles; a row of the list stands in the place of the tiles' version of it. */
    #points() {
        const rows = new Map();
        if (this.tiles.isOfPoints) {
            this.newer.rows().forEach((row) => rows.set(row.id, row));
        }
        const points = [];
        for (const point of this.tiles.points()) {
            const row = point.id && desk.rows.get(point.id);
            if (row) {
                rows.set(point.id, row);
            } else if (!this.newer.isDropped(point.id)) {
                points.push({ ...point, isDanger: this.tiles.dangers.has(point.id) });
            }
        }
        return [...points, ...[...rows.values()].map(pointOf)];
    }

    /** Far out, where tiles name no report: mark what the places of danger lie in. */
    #withDangers(marks, reach) {
        if (this.tiles.isOfPoints || marks.length === 0) {
            return marks;
        }
        for (const [x, y] of this.tiles.dangers.values()) {
            const away = (mark) => Math.hypot(mark.x - x, mark.y - y);
            const nearest = marks.reduce((best, each) => (away(each) < away(best) ? each : best));
            nearest.isDanger ||= away(nearest) < 2 * reach;
        }
        return marks;
    }

    // --- where to look ---

    async #showStart() {
        const view = whereIs(location.hash);
        if (view) {
            this.view.setCenter(ol.proj.fromLonLat([view.lon, view.lat]));
            this.view.setZoom(view.zoom);
        } else {
            await this.showOffice(false);
        }
    }

    /** Show the places that the person's offices serve. */
    async showOffice() {
        const box = desk.settings.officeBox ?? (await servedBox());
        showBox(this.map, box);
    }

    /** Show the reports of the list. */
    fitToList() {
        const places = [...desk.rows.values()].map(placedAt);
        if (places.length) {
            this.showPlaces(places);
        }
        desk.announce(desk.word("map_fitted", { count: places.length }));
    }

    showPlaces(places) {
        showExtent(this.map, ol.extent.boundingExtent(places));
    }

    /** Bring a place into view; what is in view already stays where it is. */
    reveal(place) {
        const [width, height] = this.map.getSize() ?? [0, 0];
        const [x, y] = this.map.getPixelFromCoordinate(place) ?? [-1, -1];
        const edge = 24;
        const seen = width - (this.covered ?? 0);
        if (x > edge && y > edge && x < seen - edge && y < height - edge) {
            return;
        }
        const zoom = Math.max(this.view.getZoom() ?? 0, SEEN_ZOOM);
        this.view.animate({ center: place, zoom, duration: isStill() ? 0 : 250 });
    }

    // --- acting on marks ---

    /** The mark at a pixel of the map, if there is one. */
    markAt(pixel) {
        const options = { layerFilter: (layer) => layer === this.layer, hitTolerance: HIT_PX };
        return this.map.forEachFeatureAtPixel(pixel, (found) => found.get("mark"), options) ?? null;
    }

    /** Open a mark: a report is selected, a cluster comes nearer, or is told as a list. */
    open(mark, pick = (id) => desk.select(id)) {
        const named = mark.members.filter((each) => each.id);
        const zoom = this.view.getZoom();
        if (mark.members.length === 1 && named.length === 1) {
            pick(named[0].id);
        } else if (named.length && (zoom >= ONE_SPOT_ZOOM || isOneSpot(mark))) {
            this.pointers.list(mark, named, pick);
        } else {
            this.#approach(mark);
        }
    }

    #approach(mark) {
        const before = this.view.getZoom();
        const places = mark.members.map(({ x, y }) => [x, y]);
        const extent = ol.extent.boundingExtent(places);
        const isWide = Math.max(...ol.extent.getSize(extent)) > 0;
        const fitting = isWide && this.view.getZoomForResolution(this.#fitting(extent));
        const zoom = Math.min(NEAREST_ZOOM, Math.max(before + 1.5, fitting || before + 2));
        const center = isWide ? ol.extent.getCenter(extent) : places[0];
        this.view.animate({ center, zoom, duration: isStill() ? 0 : 250 });
        desk.announce(desk.word("map_cluster_opened", { count: mark.count }));
    }

    #fitting(extent) {
        const size = this.map.getSize().map((pixels) => pixels - 120);
        return this.view.getResolutionForExtent(extent, size);
    }

    // --- what happens ---

    #arrange() {
        const { target } = this;
        target.setAttribute("role", "application");
        target.setAttribute("aria-label", desk.word("map_label"));
        target.setAttribute("aria-describedby", "map-help");
        arrangeHands(this.map, target);
    }

    /** Where one report's details lie over the map, the middle is that of what is left to see. */
    #uncover() {
        const [map, detail] = [this.target, at("detail")].map((each) => each.getBoundingClientRect());
        const isOver = detail.width && detail.left < map.right && detail.right >= map.right;
        const covered = isOver && detail.left > map.left ? Math.round(map.right - detail.left) : 0;
        if (covered !== this.covered) {
            this.covered = covered;
            this.target.dataset.covered = covered;
            this.target.parentElement.style.setProperty("--covered", `${covered}px`);
            this.view.padding = [0, covered, 0, 0];
            remember(this.view);
        }
    }

    #listenToMap() {
        const watch = new ResizeObserver(() => this.#uncover());
        [this.target, at("detail")].forEach((each) => watch.observe(each));
        this.map.on("moveend", () => this.#moved());
        this.map.on("change:size", () => this.look());
        this.map.on("singleclick", (event) => this.#clicked(event));
        this.keys = new MapKeys(this);
        const dark = matchMedia("(prefers-color-scheme: dark)");
        dark.addEventListener("change", () => this.#recolour());
    }

    #recolour() {
        this.marks.forget();
        this.draw();
    }

    #moved() {
        this.look();
        remember(this.view);
        this.keys.moved();
    }

    #clicked(event) {
        const mark = this.tool ? null : this.markAt(event.pixel);
        this.pointers.closeList();
        if (mark) {
            this.open(mark, this.pick);
        }
    }

    /** Another use of a report that is clicked, till it is taken back by null. */
    pickBy(pick) {
        this.pick = pick ?? undefined;
        this.target.classList.toggle("picking", Boolean(pick));
    }

    // --- with the list ---

    #listenToDesk() {
        desk.addEventListener("filters", () => this.#narrowed());
        desk.addEventListener("rows", ({ detail }) => this.#rowsChanged(detail));
        desk.addEventListener("chosen", () => this.pointers.draw());
        desk.addEventListener("selected", () => {
            remember(this.view); // the address is another by now
            this.pointers.select();
        });
        desk.addEventListener("detail", ({ detail }) => this.pointers.detail(detail));
    }

    #narrowed() {
        remember(this.view);
        this.tiles.setFilters(desk.filters);
    }

    #rowsChanged(change) {
        this.newer.take(change);
        this.draw();
    }

    #listenToTiles() {
        this.tiles.addEventListener("points", ({ detail }) => {
            if (detail?.isNew) {
                this.newer.forgetOlder();
            }
            this.target.dataset.whole = this.tiles.isWhole;
            this.target.classList.remove("failing");
            this.draw();
        });
        this.tiles.addEventListener("failed", () => this.target.classList.add("failing"));
    }
}

function featureOf(mark) {
    return new ol.Feature({ geometry: new ol.geom.Point([mark.x, mark.y]), mark });
}

function pointOf(row) {
    const [x, y] = placedAt(row);
    const { id, number, status, service, priority } = row;
    return {
        ...{ x, y, id, number, status, service: service.code },
        ...{ count: 1, open: CLOSED.has(status) ? 0 : 1, isDanger: priority === "danger" },
    };
}

function isOneSpot({ members }) {
    const [first] = members;
    return members.every(({ x, y }) => Math.hypot(x - first.x, y - first.y) < 1);
}

async function servedBox() {
    return (await ask("/api/v1/tiles/reports.json"))?.bounds ?? null;
}

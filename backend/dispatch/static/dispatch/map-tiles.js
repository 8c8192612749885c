/** The reports in view, read from vector tiles: as many as tiles of the view hold, however many
 * there are in all. What is on the map stays there until what replaces it has come whole.
 */

import { CLOSED } from "./state.js";

const TILES = "/api/v1/tiles/reports";
const FEATURES = "/api/v1/reports.geojson";
export const POINTS_FROM = 13; // reports/tiles.py: nearer, a tile holds reports one by one
const MAX_ZOOM = 16; // reports/views/tiles.py
const TILE_PX = 512;
const TILES_KEPT = 80; // our choice: a few screens
const NAMED_MAX = 500; // our choice: so few are named even where tiles only count
const WORLD = 20037508.342789244; // half of the map's width, in its metres
// What narrows the list but is not asked of the API.
const OF_THE_PAGE = ["order", "view", "limit", "cursor"];

/** Events: "points" when `points()` has changed, "failed" when tiles could not be read. */
export class ReportTiles extends EventTarget {
    /** @param {URLSearchParams} filters */
    constructor(filters) {
        super();
        this.edition = 0;
        this.kept = new Map(); // "edition|z/x/y" -> points
        /** @type {Map<string, number[]>} where there is danger, by the report's id */
        this.dangers = new Map();
        this.format = new ol.format.MVT();
        this.wanted = this.shown = { edition: 0, z: -1, tiles: [] };
        this.view = null;
        this.setFilters(filters);
    }

    /** Show other reports. */
    setFilters(filters) {
        this.query = narrowing(filters);
        this.#begin(false);
    }

    /** Read again what is shown: the server is asked, not the browser's memory. */
    refresh() {
        this.#begin(true);
    }

    /**
     * Show this part of the map.
     * @param {number[]} extent in the map's metres
     * @param {number} resolution metres to a pixel
     */
    look(extent, resolution) {
        this.view = { extent, resolution };
        const z = zoomOf(resolution);
        this.wanted = { edition: this.edition, z, tiles: tilesOf(extent, z) };
        this.#settle();
        for (const tile of this.wanted.tiles) {
            this.#read(tile, this.wanted);
        }
    }

    /** @returns {import("./map-clusters.js").Point[]} */
    points() {
        return this.named?.of === this.shown ? this.named.points : this.#counted();
    }

    get isOfPoints() {
        return this.shown.z >= POINTS_FROM || this.named?.of === this.shown;
    }

    #counted() {
        const { edition, tiles } = this.shown;
        return tiles.flatMap((tile) => this.kept.get(keyOf(edition, tile)) ?? []);
    }

    /** Whether all that is wanted is there. */
    get isWhole() {
        const { edition, tiles } = this.wanted;
        return tiles.every((tile) => Array.isArray(this.kept.get(keyOf(edition, tile))));
    }

    #begin(isFresh) {
        this.edition += 1;
        this.isFresh = isFresh;
        this.stop?.abort();
        this.stop = new AbortController();
        this.#readDangers(this.edition, this.stop.signal);
        if (this.view) {
            this.look(this.view.extent, this.view.resolution);
        }
    }

    async #read(tile, { edition }) {
        const key = keyOf(edition, tile);
        if (this.kept.has(key)) {
            return;
        }
        this.kept.set(key, "on its way");
        try {
            const content = await this.#fetch(`${TILES}/${tile.join("/")}.mvt?${this.query}`);
            this.kept.set(key, this.#parse(await content.arrayBuffer(), tile));
            this.#settle();
        } catch (error) {
            this.kept.delete(key);
            this.#tell(error);
        }
    }

    async #readDangers(edition, signal) {
        const query = new URLSearchParams(this.query);
        const asked = query.get("priority")?.split(",") ?? ["danger"];
        let found = [];
        try {
            if (asked.includes("danger")) {
                query.set("priority", "danger");
                const answer = await this.#fetch(`${FEATURES}?${query}`, signal);
                found = (await answer.json()).features;
            }
        } catch (error) {
            this.#tell(error);
        }
        if (edition === this.edition) {
            this.dangers = new Map(found.map((each) => [each.properties.id, placeOf(each)]));
            this.dispatchEvent(new Event("points"));
        }
    }

    async #fetch(url, signal = this.stop.signal) {
        const cache = this.isFresh ? "no-cache" : "default";
        const answer = await fetch(url, { signal, cache });
        if (!answer.ok) {
            throw new Error(`${answer.status} of ${url}`);
        }
        return answer;
    }

    #tell(error) {
        if (error.name !== "AbortError") {
            this.dispatchEvent(new CustomEvent("failed", { detail: error }));
        }
    }

    #parse(content, tile) {
        const features = this.format.readFeatures(content, {
            extent: extentOf(tile),
            featureProjection: "EPSG:3857",
        });
        return features.map((feature) => {
            const [x, y] = feature.getFlatCoordinates();
            const { count, open, id, number, status, service } = feature.getProperties();
            return { x, y, count, open, id, number, status, service };
        });
    }

    /** Put what is wanted in the place of what is shown, when it can be shown without a gap. */
    #settle() {
        const { wanted, shown } = this;
        const isMoved = wanted.edition === shown.edition && wanted.z === shown.z;
        if (!isMoved && !this.isWhole) {
            return;
        }
        const isNew = wanted.edition !== shown.edition;
        this.shown = wanted;
        this.#forget();
        if (wanted.z < POINTS_FROM && this.isWhole) {
            this.#name(wanted, isNew);
        } else {
            this.#tellPoints(isNew);
        }
    }

    #tellPoints(isNew) {
        this.dispatchEvent(new CustomEvent("points", { detail: { isNew } }));
    }

    /** Read which reports they are, where tiles only count them and they are few. */
    async #name(shown, isNew) {
        const { edition, tiles } = shown;
        const before = this.named;
        const key = `${edition}|${tiles.join("|")}`;
        if (before?.key === key) {
            this.named = { ...before, of: shown };
            this.#tellPoints(isNew);
            return;
        }
        const count = this.#counted().reduce((sum, point) => sum + point.count, 0);
        const points = count <= NAMED_MAX ? await this.#readFeatures(tiles) : null;
        if (this.shown === shown) {
            this.named = points && { key, of: shown, points };
            this.#tellPoints(isNew);
        }
    }

    async #readFeatures(tiles) {
        const extents = tiles.map(extentOf);
        const extent = extents.reduce((all, each) => ol.extent.extend(all, each), [...extents[0]]);
        const query = new URLSearchParams(this.query);
        query.set("bbox", ol.proj.transformExtent(extent, "EPSG:3857", "EPSG:4326").join(","));
        try {
            const answer = await this.#fetch(`${FEATURES}?${query}`);
            const { features, next } = await answer.json();
            return next ? null : features.map(pointOf);
        } catch (error) {
            this.#tell(error);
            return null;
        }
    }

    #forget() {
        const used = new Set(this.wanted.tiles.map((tile) => keyOf(this.edition, tile)));
        for (const key of [...this.kept.keys()].slice(0, -TILES_KEPT)) {
            this.kept.delete(used.has(key) ? null : key);
        }
        for (const key of this.kept.keys()) {
            if (!key.startsWith(`${this.edition}|`)) {
                this.kept.delete(key);
            }
        }
    }
}

/** The filters of the page as the API takes them: its list holds work alone. */
export function narrowing(filters) {
    const query = new URLSearchParams(filters);
    OF_THE_PAGE.forEach((name) => query.delete(name));
    query.set("work", "true");
    return query;
}

function pointOf(feature) {
    const [x, y] = placeOf(feature);
    const { id, number, status, service } = feature.properties;
    return { x, y, count: 1, open: CLOSED.has(status) ? 0 : 1, id, number, status, service };
}

function placeOf({ geometry }) {
    return ol.proj.fromLonLat(geometry.coordinates);
}

function zoomOf(resolution) {
    const exact = Math.log2((2 * WORLD) / TILE_PX / resolution);
    return Math.max(0, Math.min(MAX_ZOOM, Math.round(exact)));
}

/** The tiles [z, x, y] of a zoom that an extent lies in. */
function tilesOf([west, south, east, north], z) {
    const [size, last] = [(2 * WORLD) / 2 ** z, 2 ** z - 1];
    const at = (metres) => Math.max(0, Math.min(last, Math.floor(metres / size)));
    const tiles = [];
    for (let x = at(west + WORLD); x <= at(east + WORLD); x += 1) {
        for (let y = at(WORLD - north); y <= at(WORLD - south); y += 1) {
            tiles.push([z, x, y]);
        }
    }
    return tiles;
}

function extentOf([z, x, y]) {
    const size = (2 * WORLD) / 2 ** z;
    const [west, north] = [x * size - WORLD, WORLD - y * size];
    return [west, north - size, west + size, north];
}

function keyOf(edition, tile) {
    return `${edition}|${tile.join("/")}`;
}

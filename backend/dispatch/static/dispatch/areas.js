/** Choosing many reports at once: by a rectangle, a lasso, or all that the map shows.
 *
 * Which reports lie in it, the server says: the map may show them as clusters.
 */

import { call } from "./calls.js";
import { color } from "./map-marks.js";
import { narrowing } from "./map-tiles.js";
import { showTool } from "./map-tools.js";
import { desk } from "./state.js";

const FOUND = "/api/v1/reports.geojson";
const CHOSEN_MAX = 500; // reports/rules.py ASSIGNMENTS_MAX: more are not given in one call
const PAGES_MAX = 5; // of 1000 each (FEATURES_MAX): more are "more than", not counted
const DECIMALS = 7;

/** @param {import("./map.js").DeskMap} deskMap */
export function startAreas(deskMap) {
    const box = boxInteraction(deskMap);
    const lasso = lassoInteraction(deskMap);
    const take = (name) => setTool(deskMap, lasso, deskMap.tool === name ? null : name);
    desk.command("choose_rectangle", () => take("choose_rectangle"));
    desk.command("choose_lasso", () => take("choose_lasso"));
    desk.command("choose_view", () => {
        choose(deskMap, deskMap.view.calculateExtent(deskMap.map.getSize()));
    });
    addEventListener(
        "keydown",
        (event) => {
            if (event.key === "Escape" && deskMap.tool) {
                event.stopPropagation();
                lasso.abortDrawing();
                setTool(deskMap, lasso, null);
            }
        },
        { capture: true },
    );
    deskMap.map.addInteraction(box);
    deskMap.map.addInteraction(lasso);
}

function setTool(deskMap, lasso, name) {
    deskMap.tool = name;
    lasso.setActive(name === "choose_lasso");
    deskMap.target.classList.toggle("choosing", Boolean(name));
    deskMap.target.style.cursor = "";
    showTool(name);
    if (name) {
        deskMap.target.focus({ preventScroll: true });
        desk.announce(desk.word(`${name}_help`));
    }
}

function boxInteraction(deskMap) {
    const { shiftKeyOnly, mouseActionButton } = ol.events.condition;
    const box = new ol.interaction.DragBox({
        className: "map-rectangle",
        condition: (event) =>
            deskMap.tool === "choose_rectangle"
                ? mouseActionButton(event)
                : !deskMap.tool && shiftKeyOnly(event) && mouseActionButton(event),
    });
    box.on("boxend", () => {
        const { tool } = deskMap;
        choose(deskMap, box.getGeometry().getExtent());
        if (tool) {
            desk.give(tool); // laid down again
        }
    });
    return box;
}

function lassoInteraction(deskMap) {
    const lasso = new ol.interaction.Draw({
        type: "Polygon",
        freehand: true,
        clickTolerance: 0.5, // a lasso may end where it began
        stopClick: true,
        style: lassoStyle,
    });
    lasso.setActive(false);
    lasso.on("drawend", ({ feature }) => {
        const area = feature.getGeometry();
        choose(deskMap, area.getExtent(), (place) => area.intersectsCoordinate(place));
        desk.give("choose_lasso");
    });
    return lasso;
}

function lassoStyle() {
    return new ol.style.Style({
        stroke: new ol.style.Stroke({ color: color("--accent"), width: 2 }),
        fill: new ol.style.Fill({ color: `${color("--accent")}22` }),
    });
}

/** Choose the reports of the filters that lie in an extent of the map, and inside. */
async function choose(deskMap, extent, isInside = () => true) {
    deskMap.target.setAttribute("aria-busy", "true");
    try {
        const { found, isAll } = await findIn(extent, isInside);
        const chosen = found.slice(0, CHOSEN_MAX);
        deskMap.pointers.placeAll(chosen);
        desk.choose(chosen.map(([id]) => id));
        tell(chosen.length, found.length - chosen.length, isAll);
    } catch {
        desk.toast(desk.word("choosing_failed"), { kind: "alarm" });
    } finally {
        deskMap.target.removeAttribute("aria-busy");
    }
}

/** @returns {Promise<{found: [string, number[]][], isAll: boolean}>} ids and places */
async function findIn(extent, isInside) {
    const found = [];
    let url = firstPage(extent);
    for (let page = 0; url && page < PAGES_MAX; page += 1) {
        const { features, next } = await call("GET", url);
        const places = features.map(({ properties, geometry }) => [
            properties.id,
            ol.proj.fromLonLat(geometry.coordinates),
        ]);
        found.push(...places.filter(([, place]) => isInside(place)));
        url = next && pathOf(next);
    }
    return { found, isAll: !url };
}

function firstPage(extent) {
    const query = narrowing(desk.filters);
    const box = ol.proj.transformExtent(extent, "EPSG:3857", "EPSG:4326");
    query.set("bbox", box.map((degrees) => degrees.toFixed(DECIMALS)).join(","));
    return `${FOUND}?${query}`;
}

/** An address without its host: behind a proxy the server may name another. */
function pathOf(address) {
    const { pathname, search } = new URL(address);
    return pathname + search;
}

function tell(count, left, isAll) {
    const words = [desk.word("map_chosen", { count })];
    if (left || !isAll) {
        words.push(desk.word(isAll ? "map_left_out" : "map_left_out_more", { left, max: CHOSEN_MAX }));
    }
    desk.toast(words.join(" "), { kind: left ? "warn" : undefined });
    desk.announce(words.join(" "));
}

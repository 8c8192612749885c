/** What lies under every map of ours. The page loads OpenLayers before: the global `ol`. */

const POLAND = [14.1, 49.0, 24.2, 54.9];
const TILES = "/api/v1/tiles";
const BASE = "ol-layer base"; // a canvas of its own, which a page's style can darken
const TILES_MAX_ZOOM = 15; // nearer, the tiles of this zoom are drawn larger

const LINES = {
    voivodeship: { color: "#7a6a8a", width: 2 },
    county: { color: "#8a7c99", width: 1.4 },
    municipality: { color: "#a79bb3", width: 1, lineDash: [5, 4] },
};
const ROADS = {
    krajowa: { color: "#c9785d", width: 4 },
    wojewodzka: { color: "#d59a4e", width: 3.2 },
    powiatowa: { color: "#b5a24a", width: 2.4 },
    gminna: { color: "#9aa3ab", width: 1.8 },
    wewnetrzna: { color: "#b9c0c6", width: 1.2 },
};
// Layers of Protomaps' and OpenMapTiles' schemas, by their names.
const FOREIGN = [
    [/water/, { stroke: { color: "#a9c9dc", width: 1.2 }, fill: "#cfe2ec" }],
    [/park|wood|forest|green/, { fill: "#e2ecd9" }],
    [/building/, { fill: "#e2ddd3" }],
    [/boundar/, { stroke: LINES.municipality }],
    [/road|transport/, { stroke: { color: "#b9b2a6", width: 1.6 } }],
    [/place/, { isNamed: true }],
];
// Metres to a pixel: nearer than the first a unit fills the map, further away names are clutter.
const UNITS_NAMED_M = [12, 150];
const ROADS_NAMED_M = [0, 6];

/** The layers of a base map: the operator's, else our own boundaries and roads. */
export function baseLayers({ url, attribution, isVector, maxZoom }) {
    if (isVector) {
        return [vectorTiles({ url, attribution, maxZoom, style: foreignStyle })];
    }
    if (url) {
        const source = new ol.source.XYZ({ url, attributions: attribution, maxZoom });
        return [new ol.layer.Tile({ className: BASE, source })];
    }
    return [ownTiles("boundaries", boundaryStyle), ownTiles("roads", roadStyle)];
}

/** A map in `target` of these layers; it leaves the page's scrolling alone till it has the focus. */
export function makeMap(target, layers, words) {
    const view = new ol.View({ maxZoom: 20 });
    const map = new ol.Map({
        target,
        layers,
        view,
        interactions: ol.interaction.defaults.defaults({
            onFocusOnly: true,
            altShiftDragRotate: false,
            pinchRotate: false,
        }),
        controls: ol.control.defaults.defaults({
            rotate: false,
            zoomOptions: { zoomInTipLabel: words.zoomIn, zoomOutTipLabel: words.zoomOut },
            attributionOptions: { collapsible: false },
        }),
    });
    target.tabIndex = 0; // the arrow keys, + and - move it
    map.on("rendercomplete", () => target.setAttribute("data-state", "drawn"));
    return map;
}

/** Show a box of degrees [west, south, east, north], or Poland. */
export function showBox(map, box) {
    showExtent(map, ol.proj.transformExtent(box ?? POLAND, "EPSG:4326", "EPSG:3857"));
}

/** Show an extent of the map's own metres. */
export function showExtent(map, extent) {
    map.getView().fit(extent, { size: map.getSize(), padding: [30, 30, 30, 30], maxZoom: 17 });
}

function ownTiles(name, style) {
    const url = `${TILES}/${name}/{z}/{x}/{y}.mvt`;
    return vectorTiles({ url, maxZoom: TILES_MAX_ZOOM, style });
}

function vectorTiles({ url, attribution = "", maxZoom, style }) {
    const format = new ol.format.MVT();
    const source = new ol.source.VectorTile({ url, format, maxZoom, attributions: attribution });
    return new ol.layer.VectorTile({ className: BASE, source, declutter: true, style });
}

/** Draw tiles of any schema, by what their layers are called. */
function foreignStyle(feature) {
    const found = FOREIGN.find(([name]) => name.test(feature.get("layer")));
    if (!found) {
        return null;
    }
    const [, { stroke, fill, isNamed }] = found;
    const isArea = feature.getType().endsWith("Polygon");
    return new ol.style.Style({
        stroke: stroke && !isArea ? new ol.style.Stroke(stroke) : undefined,
        fill: fill && isArea ? new ol.style.Fill({ color: fill }) : undefined,
        text: isNamed ? label(feature.get("name"), "#4a4a4a") : undefined,
    });
}

function boundaryStyle(feature, resolution) {
    const line = LINES[feature.get("level")];
    if (!line) {
        return null;
    }
    const isNamed = feature.get("level") === "municipality" && within(UNITS_NAMED_M, resolution);
    const name = isNamed ? feature.get("name") : "";
    return new ol.style.Style({ stroke: new ol.style.Stroke(line), text: label(name, "#6d6079") });
}

function roadStyle(feature, resolution) {
    const line = ROADS[feature.get("category")] ?? ROADS.gminna;
    const isNamed = within(ROADS_NAMED_M, resolution);
    const name = isNamed ? feature.get("number") || feature.get("name") : "";
    return new ol.style.Style({
        stroke: new ol.style.Stroke({ ...line, lineCap: "round" }),
        text: label(name, "#4a4a4a", "line"),
    });
}

function within([least, most], resolution) {
    return least <= resolution && resolution < most;
}

function label(text, color, placement = "point") {
    return new ol.style.Text({
        text: text || "",
        placement,
        font: "12px system-ui, sans-serif",
        fill: new ol.style.Fill({ color }),
        stroke: new ol.style.Stroke({ color: "#ffffffd0", width: 3 }),
    });
}

/** The round of a crew's day on a map: numbered places and the way between them. */

import { baseLayers, makeMap } from "../core/base-map.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);

function draw(target) {
    const points = read("places").map((place) => ({
        ...place,
        at: ol.proj.fromLonLat([place.lon, place.lat]),
    }));
    const source = new ol.source.Vector();
    source.addFeature(new ol.Feature(new ol.geom.LineString(points.map(({ at }) => at))));
    points.forEach(({ at, status }, index) => {
        const feature = new ol.Feature(new ol.geom.Point(at));
        feature.setProperties({ label: String(index + 1), status });
        source.addFeature(feature);
    });
    const layer = new ol.layer.Vector({ source, style });
    const map = makeMap(target, [...baseLayers(read("base-map")), layer], read("words"));
    map.getView().fit(source.getExtent(), { padding: [40, 40, 40, 40], maxZoom: 17 });
}

function style(feature) {
    const ink = color("--ink");
    if (!feature.get("label")) {
        return new ol.style.Style({
            stroke: new ol.style.Stroke({ color: ink, width: 2, lineDash: [2, 6] }),
        });
    }
    return new ol.style.Style({
        image: new ol.style.Circle({
            radius: 12,
            fill: new ol.style.Fill({ color: color(`--${feature.get("status")}`) }),
            stroke: new ol.style.Stroke({ color: color("--paper"), width: 2 }),
        }),
        text: new ol.style.Text({
            text: feature.get("label"),
            font: "600 12px Inter, sans-serif",
            fill: new ol.style.Fill({ color: color("--paper") }),
        }),
    });
}

function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const target = document.getElementById("map");
if (target) {
    try {
        target.classList.add("drawn"); // it has no size before
        draw(target);
    } catch {
        target.classList.remove("drawn");
        document.getElementById("map-state").textContent = read("words").map_failed;
    }
}
document.getElementById("print").addEventListener("click", () => window.print());

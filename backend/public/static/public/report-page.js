/** The page of one report: where it is, and how to pass the address on. */

import { baseLayers, makeMap } from "/static/core/base-map.js";
import { wireCopying } from "/static/public/copying.js";
import { color, pinStyles, settings, words } from "/static/public/pins.js";

const ZOOM = 16;

wireCopying(words);
if (/Android/.test(navigator.userAgent)) {
    document.getElementById("app-link")?.removeAttribute("hidden");
}
draw().catch(() => {
    document.getElementById("map").textContent = words.map_failed;
});

async function draw() {
    const { lon, lat, accuracy, status } = settings("map-settings");
    const styles = await pinStyles([status]);
    const place = ol.proj.fromLonLat([lon, lat]);
    const pin = new ol.Feature(new ol.geom.Point(place));
    pin.setStyle(styles.get(status.code));
    const source = new ol.source.Vector({ features: [pin] });
    if (accuracy) {
        const metres = accuracy / Math.cos((lat * Math.PI) / 180); // of the map, not of the ground
        const circle = new ol.Feature(new ol.geom.Circle(place, metres));
        const stroke = new ol.style.Stroke({ color: color(status.code), width: 1.5, lineDash: [4, 4] });
        circle.setStyle(new ol.style.Style({ stroke }));
        source.addFeature(circle);
    }
    const pins = new ol.layer.Vector({ source, className: "pins", zIndex: 3 });
    const map = makeMap(document.getElementById("map"), [...baseLayers(settings("base-map")), pins], words);
    map.getView().setCenter(place);
    map.getView().setZoom(ZOOM);
}

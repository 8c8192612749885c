/** The public map beside its list: tiles of reports, works, and a list that follows the map. */

import { baseLayers, makeMap, showBox } from "/static/core/base-map.js";
import { clusterStyle, color, filled, pinStyles, settings, words } from "/static/public/pins.js";

const CLOSER = 2; // zooms: how far a click on a cluster goes in
const MOVED_WAIT_MS = 400;
const NEAREST = "nearest";
const TILES_MAX_ZOOM = 16;

const told = settings("map-settings");
const list = document.getElementById("list");
const chosen = document.getElementById("chosen");
const form = document.getElementById("filters");

for (const each of document.querySelectorAll(".needs-script")) {
    each.hidden = false;
}
for (const each of document.querySelectorAll(".filters .no-script")) {
    each.remove(); // every choice takes effect at once, in its place
}
start().catch(() => {
    document.getElementById("map").textContent = words.map_failed;
});

async function start() {
    const styles = await pinStyles(told.statuses);
    const reports = reportLayer(styles);
    const layers = [...baseLayers(settings("base-map")), worksLayer(), reports];
    const map = makeMap(document.getElementById("map"), layers, words);
    showBox(map, told.box);
    map.on("singleclick", (event) => clicked(map, reports, event));
    map.on("pointermove", (event) => {
        const isOver = !event.dragging && map.hasFeatureAtPixel(event.pixel, only(reports));
        map.getTargetElement().classList.toggle("over", isOver);
    });
    followMap(map, reports);
    watchList(map);
}

function reportLayer(styles) {
    const source = new ol.source.VectorTile({
        url: tilesUrl(told.tiles),
        format: new ol.format.MVT(),
        maxZoom: TILES_MAX_ZOOM,
    });
    const style = (feature) =>
        styles.get(feature.get("status")) ?? clusterStyle(feature.get("count"));
    return new ol.layer.VectorTile({ source, style, zIndex: 3, renderBuffer: 64, className: "pins" });
}

function tilesUrl(query) {
    return `/api/v1/tiles/reports/{z}/{x}/{y}.mvt?${new URLSearchParams(query)}`;
}

function worksLayer() {
    const source = new ol.source.VectorTile({
        url: "/api/v1/tiles/works/{z}/{x}/{y}.mvt",
        format: new ol.format.MVT(),
        maxZoom: 14,
    });
    const closure = { color: color("alarm"), width: 5, lineDash: [2, 7] };
    const works = { color: color("warn"), width: 5, lineDash: [8, 6] };
    const style = (feature) => {
        const line = feature.get("kind") === "closure" ? closure : works;
        return new ol.style.Style({
            stroke: new ol.style.Stroke(line),
            fill: new ol.style.Fill({ color: "#b3201f22" }),
            image: new ol.style.RegularShape({
                points: 3,
                radius: 9,
                fill: new ol.style.Fill({ color: line.color }),
            }),
        });
    };
    return new ol.layer.VectorTile({ source, style, zIndex: 2, className: "pins" });
}

function only(layer) {
    return { layerFilter: (each) => each === layer, hitTolerance: 6 };
}

function clicked(map, reports, event) {
    const feature = map.forEachFeatureAtPixel(event.pixel, (each) => each, only(reports));
    chosen.replaceChildren();
    if (!feature) {
        return;
    }
    if (!feature.get("id")) {
        const view = map.getView();
        view.animate({ center: event.coordinate, zoom: view.getZoom() + CLOSER, duration: calm() });
        chosen.append(card(filled(words.cluster, { count: feature.get("count") })));
        return;
    }
    chosen.append(card(told.services[feature.get("service")] ?? feature.get("service"), feature));
}

/** What was clicked on, in words, with the way to it. */
function card(text, feature) {
    const box = document.createElement("div");
    box.className = "card";
    const about = box.appendChild(document.createElement("div"));
    about.appendChild(document.createElement("strong")).textContent = text;
    if (feature) {
        const status = told.statuses.find((each) => each.code === feature.get("status"));
        const line = about.appendChild(document.createElement("div"));
        line.className = "status";
        line.dataset.status = status.code;
        line.textContent = `${status.name} · ${feature.get("number")}`;
        const link = box.appendChild(document.createElement("a"));
        link.className = "button main";
        link.href = `/reports/${feature.get("id")}`;
        link.textContent = words.open_page;
    }
    return box;
}

/** Every choice of a filter renews list and map; so does a moved map, when the nearest go first. */
function followMap(map, reports) {
    const order = form.elements.order;
    let wait = 0;
    const load = () => renew(query(map), reports);
    form.addEventListener("change", load);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        load();
    });
    map.on("moveend", () => {
        if (order.value === NEAREST) {
            clearTimeout(wait);
            wait = setTimeout(load, MOVED_WAIT_MS);
        }
    });
}

function query(map) {
    const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    if (form.elements.order.value === NEAREST) {
        const [lon, lat] = ol.proj.toLonLat(map.getView().getCenter());
        wanted.set("lon", lon.toFixed(5));
        wanted.set("lat", lat.toFixed(5));
    }
    return wanted;
}

async function renew(wanted, reports) {
    const answer = await fetch(`/?${wanted}`).catch(() => null);
    if (!answer?.ok) {
        return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { tiles } = JSON.parse(page.getElementById("map-settings").textContent);
    reports.getSource().setUrl(tilesUrl(tiles));
    list.replaceChildren(...page.getElementById("list").childNodes);
    history.replaceState(null, "", `?${wanted}`);
    const count = list.querySelectorAll(".report").length;
    document.getElementById("announce").textContent = filled(words.list_changed, { count });
}

/** A report under the pointer or the focus in the list is ringed on the map. */
function watchList(map) {
    const source = new ol.source.Vector();
    const ring = new ol.style.Style({
        image: new ol.style.Circle({
            radius: 20,
            stroke: new ol.style.Stroke({ color: color("accent"), width: 4 }),
        }),
    });
    map.addLayer(new ol.layer.Vector({ source, style: ring, zIndex: 4, className: "pins" }));
    const show = (event) => {
        const row = event.target.closest(".report");
        source.clear();
        if (row) {
            const place = ol.proj.fromLonLat([Number(row.dataset.lon), Number(row.dataset.lat)]);
            source.addFeature(new ol.Feature(new ol.geom.Point(place)));
        }
    };
    list.addEventListener("pointerover", show);
    list.addEventListener("focusin", show);
    list.addEventListener("pointerleave", () => source.clear());
}

function calm() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250;
}

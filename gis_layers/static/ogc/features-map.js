/** The map of a page: the features of its table, fetched from the same address, or a box. */

import { baseLayers, makeMap, showBox, showExtent } from "../core/base-map.js";

const STYLE_COLOR = "#0b5c8a";

async function draw(target) {
    const settings = JSON.parse(target.dataset.map);
    const source = new ol.source.Vector();
    const layer = new ol.layer.Vector({ source, style: style(STYLE_COLOR, 5) });
    const map = makeMap(target, [...baseLayers(settings.baseMap), layer], settings.words);
    if (settings.box) {
        source.addFeature(new ol.Feature(ol.geom.Polygon.fromExtent(inMetres(settings.box))));
    } else {
        source.addFeatures(await features(settings.features));
        chooseOn(map, layer, target, settings.words);
    }
    target.setAttribute("data-features", source.getFeatures().length);
    if (source.isEmpty()) {
        showBox(map);
    } else {
        showExtent(map, source.getExtent());
    }
}

async function features(address) {
    const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok) {
        throw new Error(`${answer.status} of ${address}`);
    }
    return new ol.format.GeoJSON().readFeatures(await answer.json(), {
        dataProjection: "EPSG:4326",
        featureProjection: "EPSG:3857",
    });
}

/** A click on a feature names it below the map, with its link, and marks its row. */
function chooseOn(map, layer, target, words) {
    const chosen = new ol.interaction.Select({
        layers: [layer],
        style: style("#b3261e", 8),
        hitTolerance: 6,
    });
    map.addInteraction(chosen);
    chosen.on("select", () => {
        const feature = chosen.getFeatures().item(0);
        document.querySelectorAll("tr.chosen").forEach((row) => row.classList.remove("chosen"));
        const row = feature && document.querySelector(rowOf(feature));
        row?.classList.add("chosen");
        const link = row?.querySelector("a").cloneNode(true);
        status(target).replaceChildren(...(link ? [`${words.chosen}: `, link] : []));
    });
}

function rowOf(feature) {
    return `tr[data-feature="${CSS.escape(String(feature.getId()))}"]`;
}

function style(color, radius) {
    const stroke = new ol.style.Stroke({ color, width: radius / 2.5 });
    const fill = new ol.style.Fill({ color: `${color}22` });
    const dot = new ol.style.Circle({
        radius,
        fill: new ol.style.Fill({ color }),
        stroke: new ol.style.Stroke({ color: "#ffffff", width: 1.5 }),
    });
    return new ol.style.Style({ stroke, fill, image: dot });
}

function inMetres(box) {
    return ol.proj.transformExtent(box, "EPSG:4326", "EPSG:3857");
}

function status(target) {
    return target.nextElementSibling;
}

document.querySelectorAll("[data-map]").forEach((target) => {
    const words = JSON.parse(target.dataset.map).words;
    draw(target).catch(() => {
        target.hidden = true;
        status(target).textContent = words.map_failed;
    });
});

/** A map on which the polygons of a text field are drawn, changed and deleted.
 *
 * The field keeps the truth, as GeoJSON: it is sent, it works without the map, and what is typed
 * into it is shown on the map. Polygons keep their holes.
 */

import { baseLayers, makeMap, showBox, showExtent } from "./base-map.js";

const DEGREES = { dataProjection: "EPSG:4326", featureProjection: "EPSG:3857", decimals: 7 };
const HANDLES_MAX = 2000; // more corners than these are not worth dots

class AreaEditor {
    constructor(field) {
        this.field = field;
        this.settings = JSON.parse(field.dataset.areaEditor);
        this.words = this.settings.words;
        this.past = [];
        this.polygons = new ol.source.Vector();
        this.selected = new ol.interaction.Select({ style: selectedStyle, hitTolerance: 4 });
        this.layOut();
        this.map = makeMap(this.target, this.layers(), this.words);
        this.addInteractions();
        this.read();
        this.showAll();
        this.setDrawing(this.polygons.isEmpty() && !field.value);
        field.addEventListener("change", () => this.typed());
    }

    // --- the page around the map ---

    layOut() {
        this.target = element("div", { className: "area-editor-map", role: "application" });
        this.target.setAttribute("aria-label", this.words.map);
        this.drawButton = this.button(this.words.draw, () => this.setDrawing(!this.isDrawing));
        this.deleteButton = this.button(this.words.delete, () => this.deleteSelected());
        this.undoButton = this.button(this.words.undo, () => this.undo());
        const showButton = this.button(this.words.show, () => this.showAll());
        const bar = element("div", { className: "area-editor-bar" });
        bar.append(this.drawButton, this.deleteButton, this.undoButton, showButton);
        this.status = element("p", { className: "area-editor-status", role: "status" });
        const help = element("p", { className: "area-editor-help", textContent: this.words.help });
        this.text = element("details", {});
        this.text.append(element("summary", { textContent: this.words.text }));
        const editor = element("div", { className: "area-editor" });
        this.field.before(editor);
        this.text.append(this.field);
        editor.append(bar, this.target, this.status, help, this.text);
    }

    button(label, act) {
        const button = element("button", { type: "button", textContent: label });
        button.addEventListener("click", act);
        return button;
    }

    // --- the map ---

    layers() {
        const drawn = new ol.layer.Vector({ source: this.polygons, style: polygonStyle });
        return [...baseLayers(this.settings.baseMap), drawn];
    }

    addInteractions() {
        this.modify = new ol.interaction.Modify({ source: this.polygons });
        this.draw = new ol.interaction.Draw({ source: this.polygons, type: "Polygon" });
        const snap = new ol.interaction.Snap({ source: this.polygons });
        for (const each of [this.selected, this.modify, this.draw, snap]) {
            this.map.addInteraction(each);
        }
        this.selected.on("select", () => this.tell());
        this.modify.on("modifyend", () => this.write());
        // The source has what was drawn only after the event.
        this.draw.on("drawend", () => setTimeout(() => this.drawn()));
        document.addEventListener("keydown", (event) => this.key(event));
    }

    setDrawing(isDrawing) {
        this.isDrawing = isDrawing;
        this.draw.setActive(isDrawing);
        this.modify.setActive(!isDrawing);
        this.selected.setActive(!isDrawing);
        this.selected.getFeatures().clear();
        this.drawButton.setAttribute("aria-pressed", String(isDrawing));
        this.tell();
    }

    drawn() {
        this.write();
        this.setDrawing(false);
    }

    deleteSelected() {
        this.selected.getFeatures().forEach((feature) => this.polygons.removeFeature(feature));
        this.selected.getFeatures().clear();
        this.write();
    }

    key(event) {
        if (event.key === "Escape" && this.isDrawing) {
            this.draw.abortDrawing();
        } else if (event.key === "Delete" && this.target.contains(document.activeElement)) {
            this.deleteSelected();
        }
    }

    showAll() {
        if (this.polygons.isEmpty()) {
            showBox(this.map, this.settings.view);
        } else {
            showExtent(this.map, this.polygons.getExtent());
        }
    }

    // --- between the field and the map ---

    /** Take the field's polygons onto the map; false when its text is none that can be shown. */
    read() {
        const polygons = polygonsOf(this.field.value);
        this.selected.getFeatures().clear();
        this.polygons.clear();
        this.polygons.addFeatures((polygons ?? []).map((each) => new ol.Feature(each)));
        this.text.open = this.text.open || !polygons;
        this.tell(polygons ? "" : this.words.unreadable);
        return Boolean(polygons);
    }

    write() {
        this.past.push(this.field.value);
        const polygons = this.polygons.getFeatures().map((each) => each.getGeometry());
        const area = new ol.geom.MultiPolygon(polygons);
        const format = new ol.format.GeoJSON();
        this.field.value = polygons.length ? format.writeGeometry(area, DEGREES) : "";
        this.tell();
    }

    typed() {
        if (this.read()) {
            this.showAll();
            this.setDrawing(false);
        }
    }

    undo() {
        this.field.value = this.past.pop() ?? this.field.value;
        this.read();
    }

    tell(message = "") {
        const polygons = this.polygons.getFeatures().map((each) => each.getGeometry());
        const area = inSquareKilometres(polygons);
        const summary = this.words.status.replace("{polygons}", polygons.length);
        this.status.textContent = message || summary.replace("{area}", area);
        this.deleteButton.disabled = this.selected.getFeatures().getLength() === 0;
        this.undoButton.disabled = this.past.length === 0;
        this.target.setAttribute("data-polygons", polygons.length);
    }
}

function element(name, properties) {
    return Object.assign(document.createElement(name), properties);
}

function inSquareKilometres(polygons) {
    const square = polygons.reduce((sum, each) => sum + ol.sphere.getArea(each), 0);
    const language = document.documentElement.lang || "pl";
    return new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(square / 1e6);
}

/** The polygons of a GeoJSON text; null when it has none and is not empty. */
function polygonsOf(text) {
    if (!text.trim()) {
        return [];
    }
    try {
        const features = new ol.format.GeoJSON().readFeatures(text, DEGREES);
        const polygons = features.flatMap((feature) => partsOf(feature.getGeometry()));
        return polygons.length ? polygons : null;
    } catch {
        return null;
    }
}

function partsOf(geometry) {
    const type = geometry?.getType();
    return type === "MultiPolygon" ? geometry.getPolygons() : type === "Polygon" ? [geometry] : [];
}

function polygonStyle() {
    return new ol.style.Style({
        stroke: new ol.style.Stroke({ color: "#0b5c8a", width: 2.5 }),
        fill: new ol.style.Fill({ color: "#0b5c8a33" }),
    });
}

function selectedStyle(feature) {
    const corners = feature.getGeometry().getCoordinates().flat();
    return [
        new ol.style.Style({
            stroke: new ol.style.Stroke({ color: "#b3261e", width: 3 }),
            fill: new ol.style.Fill({ color: "#b3261e2e" }),
        }),
        new ol.style.Style({
            geometry: new ol.geom.MultiPoint(corners.slice(0, HANDLES_MAX)),
            image: new ol.style.Circle({
                radius: 5,
                fill: new ol.style.Fill({ color: "#ffffff" }),
                stroke: new ol.style.Stroke({ color: "#b3261e", width: 2 }),
            }),
        }),
    ];
}

// Without OpenLayers the field stays as it is: the text is all that is needed.
if (window.ol) {
    document.querySelectorAll("textarea[data-area-editor]").forEach((each) => new AreaEditor(each));
}

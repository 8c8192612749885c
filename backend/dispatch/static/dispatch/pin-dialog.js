/** A window with a map in which a pin is set, and who would get a report from there.
 *
 * By mouse: click or drag; by keys: the arrows move the pin by a metre, with Shift by ten; or by an
 * address.
 */

import { baseLayers, makeMap, showBox } from "../core/base-map.js";
import { call } from "./calls.js";
import { color } from "./map-marks.js";
import { accuracyCircle, degreesOf, placedAt, shifted } from "./map-places.js";
import { element } from "./map-tools.js";
import { searchField } from "./pin-search.js";
import { desk } from "./state.js";

const PIN_ZOOM = 18;
const STEPS_M = { plain: 1, shift: 10 };
const MOVES = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const ASK_AFTER_MS = 250; // our choice: the pin has come to rest
const UNMOVED_M = 0.05;

export class PinDialog {
    /** report: one that is changed by it, with id, service, version, accuracy; else a new place. */
    constructor({ title, start, report = null, button }) {
        this.report = report;
        this.start = start;
        this.place = start ? placedAt(start) : null;
        this.pin = new ol.Feature(this.place ? new ol.geom.Point(this.place) : undefined);
        this.#layOut(title, button);
    }

    /**
     * @returns {Promise<?{lon: number, lat: number, address: string, saved?: object}>}
     *   saved: the changed report, as the API answers
     */
    ask() {
        document.body.append(this.dialog);
        this.dialog.showModal();
        this.#makeMap();
        this.target.focus();
        this.#rest();
        return new Promise((settle) => {
            this.dialog.addEventListener("close", () => {
                this.map.setTarget(null);
                this.dialog.remove();
                this.asking?.abort();
                settle(this.result ?? null);
            });
        });
    }

    // --- the dialog ---

    #layOut(title, button) {
        this.dialog = element("dialog", { className: "pin-dialog" });
        const heading = element("h2", { id: "pin-title", textContent: title });
        this.dialog.setAttribute("aria-labelledby", heading.id);
        this.target = element("div", { className: "pin-map" });
        this.target.setAttribute("role", "application");
        this.target.setAttribute("aria-label", desk.word("pin_map"));
        this.target.setAttribute("aria-describedby", "pin-help");
        this.form = element("form", { className: "pin-side", noValidate: true });
        this.form.append(heading, this.#help(), this.#search(), ...this.#service());
        this.moved = element("p", { className: "small quiet pin-moved" });
        this.told = element("div", { className: "pin-route" });
        this.told.setAttribute("role", "status");
        this.error = element("p", { className: "error" });
        this.error.setAttribute("role", "alert");
        this.form.append(this.moved, this.told, this.error, this.#buttons(button));
        this.form.addEventListener("submit", (event) => this.#submit(event));
        this.dialog.append(this.form, this.target);
        this.dialog.addEventListener("keydown", (event) => event.stopPropagation());
    }

    #help() {
        const help = element("p", { id: "pin-help", className: "small quiet" });
        help.textContent = desk.word("pin_help");
        return help;
    }

    #search() {
        const near = () => degreesOf(this.place ?? this.map.getView().getCenter());
        return searchField(near, (location) => {
            this.map.getView().setZoom(PIN_ZOOM);
            this.#set(placedAt(location));
            this.map.getView().setCenter(this.place);
            this.target.focus();
        });
    }

    #service() {
        if (!this.report) {
            return [];
        }
        const field = element("div", { className: "field" });
        const label = element("label", { htmlFor: "pin-service", textContent: desk.word("pin_service") });
        this.service = element("select", { id: "pin-service" });
        for (const { code, name } of desk.settings.services) {
            this.service.append(new Option(name, code, false, code === this.report.service));
        }
        this.service.addEventListener("change", () => this.#rest());
        field.append(label, this.service);
        return [field];
    }

    #buttons(words) {
        const row = element("div", { className: "row pin-buttons" });
        this.save = element("button", { type: "submit", className: "main", textContent: words });
        const cancel = element("button", { type: "button", textContent: desk.word("cancel") });
        cancel.addEventListener("click", () => this.dialog.close());
        row.append(this.save, cancel);
        return row;
    }

    // --- the map ---

    #makeMap() {
        const drawn = new ol.source.Vector({ features: [...this.#circle(), this.pin] });
        const layer = new ol.layer.Vector({ source: drawn });
        this.pin.setStyle(pinStyle());
        this.map = makeMap(this.target, [...baseLayers(desk.settings.baseMap), layer], {
            zoomIn: desk.word("zoomIn"),
            zoomOut: desk.word("zoomOut"),
        });
        if (this.place) {
            this.map.getView().setCenter(this.place);
            this.map.getView().setZoom(PIN_ZOOM);
        } else {
            showBox(this.map, desk.settings.officeBox);
        }
        const dragged = new ol.interaction.Translate({ features: new ol.Collection([this.pin]) });
        dragged.on("translateend", () => this.#set(this.pin.getGeometry().getCoordinates()));
        this.map.addInteraction(dragged);
        this.map.on("singleclick", ({ coordinate }) => this.#set(coordinate));
        // Before the map, whose arrows would move itself.
        this.target.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    }

    #circle() {
        const { lon, lat, accuracy } = this.report ?? {};
        if (!accuracy) {
            return [];
        }
        const feature = new ol.Feature(accuracyCircle({ lon, lat, accuracy }));
        const stroke = new ol.style.Stroke({ color: color("--accent"), lineDash: [4, 4] });
        feature.setStyle(new ol.style.Style({ stroke }));
        return [feature];
    }

    #key(event) {
        const move = MOVES[event.key];
        if (!move) {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        const metres = event.shiftKey ? STEPS_M.shift : STEPS_M.plain;
        const from = this.place ?? this.map.getView().getCenter();
        this.#set(shifted(from, move[0] * metres, move[1] * metres));
    }

    /** Put the pin there. @param {number[]} place in the map's metres */
    #set(place) {
        this.place = place;
        this.pin.setGeometry(new ol.geom.Point(place));
        const view = this.map.getView();
        if (!ol.extent.containsCoordinate(view.calculateExtent(), place)) {
            view.setCenter(place);
        }
        this.#rest();
    }

    // --- whom it would go to ---

    get isMoved() {
        return Boolean(this.place) && (!this.start || this.metres > UNMOVED_M);
    }

    get metres() {
        const { lon, lat } = degreesOf(this.place);
        return ol.sphere.getDistance([this.start.lon, this.start.lat], [lon, lat]);
    }

    get isChanged() {
        return this.isMoved || Boolean(this.report && this.service.value !== this.report.service);
    }

    #rest() {
        this.save.disabled = this.report ? !this.isChanged : !this.place;
        this.moved.textContent = this.place ? this.#movedWords() : desk.word("pin_unset");
        this.target.dataset.place = this.place ? Object.values(degreesOf(this.place)).join(",") : "";
        this.#later(() => this.#preview());
    }

    #movedWords() {
        const { lon, lat } = degreesOf(this.place);
        const where = `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
        if (!this.start) {
            return where;
        }
        const digits = this.metres < 9.95 ? 1 : 0;
        const metres = this.metres.toLocaleString(document.documentElement.lang, {
            maximumFractionDigits: digits,
        });
        return `${desk.word("pin_moved", { metres })} · ${where}`;
    }

    async #preview() {
        if (!this.place) {
            return;
        }
        this.asking?.abort();
        this.asking = new AbortController();
        try {
            const url = this.report ? this.#routeUrl() : this.#addressUrl();
            const found = await call("GET", url, undefined, { signal: this.asking.signal });
            this.told.replaceChildren(...(this.report ? routeWords(found) : this.#addressWords(found)));
            this.error.textContent = "";
        } catch (problem) {
            if (problem.name !== "AbortError") {
                this.error.textContent = problem.detail || desk.word("no_connection");
            }
        }
    }

    #routeUrl() {
        const query = new URLSearchParams({ ...degreesOf(this.place), service: this.service.value });
        if (!this.isMoved && this.report.accuracy) {
            query.set("accuracy", this.report.accuracy);
        }
        return `/api/v1/route?${query}`;
    }

    #addressUrl() {
        return `/api/v1/places/reverse?${new URLSearchParams(degreesOf(this.place))}`;
    }

    #addressWords({ results: [nearest] }) {
        this.address = nearest?.label ?? "";
        return [element("p", { textContent: this.address || desk.word("pin_no_address") })];
    }

    // --- saving ---

    async #submit(event) {
        event.preventDefault();
        const { lon, lat } = degreesOf(this.place);
        if (this.report && !(await this.#write())) {
            return;
        }
        this.result = { lon, lat, address: this.address ?? "", saved: this.saved };
        this.dialog.close();
    }

    async #write() {
        const body = { expected_version: this.report.version };
        if (this.isMoved) {
            body.location = degreesOf(this.place);
        }
        if (this.service.value !== this.report.service) {
            body.service = this.service.value;
        }
        this.save.setAttribute("aria-busy", "true");
        try {
            this.saved = await call("PATCH", `/api/v1/reports/${this.report.id}`, body);
            return true;
        } catch (problem) {
            this.error.textContent = problem.detail || desk.word("no_connection");
            return false;
        } finally {
            this.save.removeAttribute("aria-busy");
        }
    }

    #later(run) {
        clearTimeout(this.timer);
        this.timer = setTimeout(run, ASK_AFTER_MS);
    }
}

/** Who would get it, and why, in words. */
function routeWords({ handler, manager, crew, certain, reasons, address }) {
    const facts = element("dl", {});
    const add = (term, words) => {
        facts.append(element("dt", { textContent: desk.word(term) }));
        facts.append(element("dd", { textContent: words }));
    };
    add("route_handler", handler?.name ?? desk.word("route_nobody"));
    add("route_manager", manager?.name ?? desk.word("route_unknown"));
    add("route_crew", crew?.name ?? desk.word("route_no_crew"));
    if (address) {
        add("pin_address", address);
    }
    const doubt = element("p", { className: "mark warn", textContent: desk.word("route_uncertain") });
    const list = element("ol", { className: "small" });
    list.append(...reasons.map(({ text }) => element("li", { textContent: text })));
    const heading = element("h3", { textContent: desk.word("route_title") });
    return [heading, facts, ...(certain ? [] : [doubt]), list];
}

function pinStyle() {
    const [fill, edge] = [color("--alarm"), color("--paper")];
    const canvas = element("canvas", { width: 72, height: 96 });
    const brush = canvas.getContext("2d");
    brush.scale(2, 2);
    brush.beginPath();
    brush.moveTo(18, 46);
    brush.bezierCurveTo(18, 38, 4, 30, 4, 18);
    brush.arc(18, 17, 14, Math.PI, 0);
    brush.bezierCurveTo(32, 30, 18, 38, 18, 46);
    brush.fillStyle = fill;
    brush.fill();
    brush.lineWidth = 2;
    brush.strokeStyle = edge;
    brush.stroke();
    brush.beginPath();
    brush.arc(18, 17, 5, 0, 2 * Math.PI);
    brush.fillStyle = edge;
    brush.fill();
    return new ol.style.Style({
        image: new ol.style.Icon({ img: canvas, scale: 0.5, anchor: [0.5, 0.96] }),
    });
}

/** Where the defect is: by an address as it is typed, by GPS, by a click or by keys on the map. */

import { baseLayers, makeMap, showBox } from "/static/core/base-map.js";
import { color, filled, settings, words } from "/static/public/pins.js";

const WAIT_MS = 250;
const LEAST_CHARS = 3;
const ZOOM = 17;
const GPS = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };

export function startPlace(form) {
    const map = drawMap();
    const mark = new Mark(form, map);
    startAddress(form, mark);
    startGps(mark);
}

/** The chosen place: in the form, in words, and on the map if there is one. */
class Mark {
    constructor(form, map) {
        this.fields = form.elements;
        this.map = map;
        this.status = document.getElementById("place-status");
        if (map) {
            this.#wire();
        }
        const { lon, lat, accuracy } = this.fields;
        if (lon.value && lat.value) {
            this.#draw(Number(lon.value), Number(lat.value), Number(accuracy.value) || null);
        }
    }

    /** accuracy: metres, null when it was chosen by hand. */
    async choose(lon, lat, { accuracy = null, address = "" } = {}) {
        this.fields.lon.value = lon.toFixed(7);
        this.fields.lat.value = lat.toFixed(7);
        this.fields.accuracy.value = accuracy === null ? "" : String(Math.round(accuracy));
        this.fields.address.value = address;
        document.querySelector("#report-form fieldset.choices")?.remove();
        document.getElementById("place-error")?.remove();
        this.#draw(lon, lat, accuracy);
        const near = address || (await nearest(lon, lat));
        this.status.textContent = filled(words.picked, { place: near || words.on_map });
        if (!address) {
            this.fields.q.value = near; // what else stands there is of another place
        }
    }

    /** Another address is being typed: without a choice, the server looks for it. */
    forget() {
        for (const name of ["lon", "lat", "accuracy", "address"]) {
            this.fields[name].value = "";
        }
    }

    say(text) {
        this.status.textContent = text;
    }

    #wire() {
        this.source = new ol.source.Vector();
        const dot = new ol.style.Style({
            image: new ol.style.Circle({
                radius: 10,
                fill: new ol.style.Fill({ color: color("alarm") }),
                stroke: new ol.style.Stroke({ color: "#ffffff", width: 3 }),
            }),
            stroke: new ol.style.Stroke({ color: color("alarm"), width: 1.5, lineDash: [4, 4] }),
        });
        const options = { source: this.source, style: dot, zIndex: 3, className: "pins" };
        this.map.addLayer(new ol.layer.Vector(options));
        this.map.on("singleclick", ({ coordinate }) => this.#at(coordinate));
        this.map.getTargetElement().addEventListener("keydown", (event) => {
            if (event.key === "Enter") {
                event.preventDefault();
                this.#at(this.map.getView().getCenter());
            }
        });
    }

    #at(coordinate) {
        const [lon, lat] = ol.proj.toLonLat(coordinate);
        this.choose(lon, lat);
    }

    #draw(lon, lat, accuracy) {
        if (!this.map) {
            return;
        }
        const place = ol.proj.fromLonLat([lon, lat]);
        this.source.clear();
        this.source.addFeature(new ol.Feature(new ol.geom.Point(place)));
        if (accuracy) {
            const metres = accuracy / Math.cos((lat * Math.PI) / 180);
            this.source.addFeature(new ol.Feature(new ol.geom.Circle(place, metres)));
        }
        const view = this.map.getView();
        view.setCenter(place);
        view.setZoom(Math.max(view.getZoom(), ZOOM));
    }
}

function drawMap() {
    const target = document.getElementById("map");
    try {
        const map = makeMap(target, baseLayers(settings("base-map")), words);
        showBox(map, settings("map-settings").box);
        return map;
    } catch {
        target.textContent = words.map_failed;
        return null;
    }
}

async function nearest(lon, lat) {
    const query = new URLSearchParams({ lon: lon.toFixed(7), lat: lat.toFixed(7) });
    const answer = await fetch(`/api/v1/places/reverse?${query}`).catch(() => null);
    return answer?.ok ? ((await answer.json()).results[0]?.label ?? "") : "";
}

function startGps(mark) {
    const button = document.getElementById("gps");
    button.addEventListener("click", () => {
        mark.say(words.gps_looking);
        const found = async ({ coords }) => {
            await mark.choose(coords.longitude, coords.latitude, { accuracy: coords.accuracy });
            const told = filled(words.gps_found, { metres: Math.round(coords.accuracy) });
            mark.say(`${mark.status.textContent}. ${told}`);
        };
        const failed = () => mark.say(words.gps_failed);
        navigator.geolocation ? navigator.geolocation.getCurrentPosition(found, failed, GPS) : failed();
    });
}

/** A combobox with a list (WAI-ARIA Authoring Practices). */
function startAddress(form, mark) {
    const input = form.elements.q;
    const list = document.getElementById("q-list");
    const aria = { role: "combobox", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries({ ...aria, "aria-autocomplete": "list" })) {
        input.setAttribute(name, value);
    }
    let found = [];
    let at = -1;
    let wait = 0;
    const close = () => {
        list.hidden = true;
        at = -1;
        input.setAttribute("aria-expanded", "false");
        input.removeAttribute("aria-activedescendant");
    };
    const pick = (place) => {
        input.value = place.label;
        close();
        mark.choose(place.location.lon, place.location.lat, { address: place.label });
    };
    const move = (step) => {
        at = (at + step + found.length) % found.length;
        [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
        input.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
    };
    const look = async () => {
        const asked = input.value.trim();
        found = asked.length < LEAST_CHARS ? [] : await search(asked);
        if (asked !== input.value.trim()) {
            return;
        }
        list.replaceChildren(...found.map((place, index) => option(place, index, pick)));
        list.hidden = found.length === 0;
        input.setAttribute("aria-expanded", String(!list.hidden));
        at = -1;
        if (asked.length >= LEAST_CHARS) {
            mark.say(found.length ? filled(words.found_places, { count: found.length }) : words.no_places);
        }
    };
    input.addEventListener("input", () => {
        mark.forget();
        clearTimeout(wait);
        wait = setTimeout(look, WAIT_MS);
    });
    input.addEventListener("keydown", (event) => {
        const isOpen = !list.hidden;
        if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
            event.preventDefault();
            move(event.key === "ArrowDown" ? 1 : -1);
        } else if (event.key === "Enter") {
            event.preventDefault();
            isOpen && pick(found[Math.max(at, 0)]);
        } else if (event.key === "Escape") {
            close();
        }
    });
    input.addEventListener("blur", close);
}

function option(place, index, pick) {
    const item = document.createElement("li");
    item.id = `place-${index}`;
    item.role = "option";
    item.textContent = place.label;
    item.setAttribute("aria-selected", "false");
    item.addEventListener("mousedown", (event) => {
        event.preventDefault(); // the focus stays in the field
        pick(place);
    });
    return item;
}

async function search(q) {
    const answer = await fetch(`/api/v1/places?${new URLSearchParams({ q })}`).catch(() => null);
    return answer?.ok ? (await answer.json()).results : [];
}

/** A field for an address, and what it finds in our own layers. */

import { ask } from "./calls.js";
import { element, icon } from "./map-tools.js";
import { desk } from "./state.js";

const SEARCH_AFTER_MS = 250; // our choice: the person has stopped typing
const SEARCH_LEAST = 2; // gis_layers/rules.py PLACES_QUERY_CHARS

/**
 * @param {() => {lon: number, lat: number}} near the nearer goes first
 * @param {(location: {lon: number, lat: number}) => void} onFound
 */
export function searchField(near, onFound) {
    const field = element("div", { className: "field pin-search" });
    const label = element("label", { htmlFor: "pin-address", textContent: desk.word("pin_address") });
    const input = element("input", { id: "pin-address", type: "search", autocomplete: "off" });
    const list = element("ul", { className: "pin-found" });
    const count = element("p", { className: "visually-hidden" });
    count.setAttribute("role", "status");
    const take = ({ label: words, location }) => {
        input.value = words;
        list.replaceChildren();
        onFound(location);
    };
    let timer = null;
    input.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => search(input, list, count, near(), take), SEARCH_AFTER_MS);
    });
    input.addEventListener("keydown", (event) => step(event, list));
    field.append(label, input, list, count);
    return field;
}

async function search(input, list, count, near, take) {
    const q = input.value.trim();
    if (q.length < SEARCH_LEAST) {
        list.replaceChildren();
        return;
    }
    const query = new URLSearchParams({ q, ...near });
    const found = await ask(`/api/v1/places?${query}`);
    if (found && q === input.value.trim()) {
        list.replaceChildren(...found.results.map((each) => item(each, take)));
        count.textContent = desk.word("places_found", { count: found.results.length });
    }
}

function item(found, take) {
    const button = element("button", { type: "button", className: "plain" });
    button.append(icon("location_on"), found.label);
    button.addEventListener("click", () => take(found));
    const made = element("li", {});
    made.append(button);
    return made;
}

/** Enter takes the first that was found, and never sends the form; the arrow goes to the list. */
function step(event, list) {
    const first = list.querySelector("button");
    if (event.key === "Enter") {
        event.preventDefault();
        first?.click();
    } else if (event.key === "ArrowDown") {
        event.preventDefault();
        first?.focus();
    }
}

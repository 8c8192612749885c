/** The map by the keyboard: arrows move it, and what its middle holds is told and opened. */

import { statusName } from "./map-marks.js";
import { desk } from "./state.js";

const REACH_PX = 60; // our choice: how far from the cross a mark is still meant

export class MapKeys {
    /** @param {import("./map.js").DeskMap} deskMap */
    constructor(deskMap) {
        this.deskMap = deskMap;
        this.target = deskMap.target;
        this.hasMoved = false;
        this.target.addEventListener("keydown", (event) => this.#pressed(event));
    }

    /** The map has come to rest: if keys moved it, tell what is in its middle. */
    moved() {
        if (document.activeElement === this.target && this.hasMoved) {
            this.#tellMiddle();
        }
        this.hasMoved = false;
    }

    /** Keys that move the map are its own while it has the focus; the list has them elsewhere. */
    #pressed(event) {
        const isOwn = event.key.startsWith("Arrow") || ["+", "-", "="].includes(event.key);
        if (isOwn) {
            this.hasMoved = true;
            event.stopPropagation();
        } else if (event.key === "Enter" && event.target === this.target && !this.deskMap.tool) {
            event.stopPropagation();
            event.preventDefault(); // else it presses what gets the focus by it
            this.#open();
        }
    }

    #open() {
        const mark = this.#middleMark();
        if (mark) {
            this.deskMap.open(mark, this.deskMap.pick);
        } else {
            desk.announce(desk.word("map_nothing_here"));
        }
    }

    /** The mark nearest to the middle of the map, where the cross is. */
    #middleMark() {
        const { view, marksNow } = this.deskMap;
        const [x, y] = view.getCenter();
        const away = (mark) => Math.hypot(mark.x - x, mark.y - y);
        const nearest = marksNow.toSorted((one, other) => away(one) - away(other))[0];
        return nearest && away(nearest) < REACH_PX * view.getResolution() ? nearest : null;
    }

    #tellMiddle() {
        const mark = this.#middleMark();
        if (mark) {
            desk.announce(nameOf(mark));
        }
    }
}

function nameOf(mark) {
    const [only] = mark.members;
    if (mark.members.length > 1 || !only.id) {
        return desk.word("map_cluster_here", { count: mark.count });
    }
    return desk.word("map_report_here", { number: only.number, status: statusName(only) });
}

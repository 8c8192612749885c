/** What the list knows and the tiles do not know yet: changed rows, and those that are gone. */

import { desk } from "./state.js";

const READ_AGAIN_MS = 3000; // our choice: how long changed counts may wait

export class Newer {
    /** @param {import("./map-tiles.js").ReportTiles} tiles */
    constructor(tiles) {
        this.tiles = tiles;
        this.changed = new Set(); // ids of rows that are newer than the tiles
        this.dropped = new Set(); // ids that the tiles may still show
    }

    /** Take in what the list says; counts of clusters follow, not more often than now and then. */
    take({ merged, dropped, isWhole }) {
        if (isWhole) {
            return;
        }
        merged.forEach((row) => this.changed.add(row.id) && this.dropped.delete(row.id));
        dropped.forEach((id) => this.dropped.add(id) && this.changed.delete(id));
        this.reading ??= setTimeout(() => this.#readAgain(), READ_AGAIN_MS);
    }

    /** The rows to be drawn though no tile has them. @returns {import("./state.js").Row[]} */
    rows() {
        return [...this.changed].filter((id) => desk.rows.has(id)).map((id) => desk.rows.get(id));
    }

    isDropped(id) {
        return this.dropped.has(id);
    }

    #readAgain() {
        this.reading = null;
        this.older = [new Set(this.changed), new Set(this.dropped)];
        this.tiles.refresh();
    }

    /** The tiles know by now what had changed before they were asked. */
    forgetOlder() {
        const [changed, dropped] = this.older ?? [[], []];
        changed.forEach((id) => this.changed.delete(id));
        dropped.forEach((id) => this.dropped.delete(id));
        this.older = null;
    }
}

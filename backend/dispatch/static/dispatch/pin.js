/** Setting a pin: for a report that lies elsewhere or is of another kind, and for a new one. */

import { PinDialog } from "./pin-dialog.js";
import { selectedReport } from "./merge.js";
import { desk } from "./state.js";
import { factsBack, offerUndo } from "./undo.js";

export function startMoving() {
    desk.command("move_pin", movePin, "v");
}

/**
 * Let the person set a pin.
 * @param {{start?: ?{lon: number, lat: number}, title?: string}} [how]
 * @returns {Promise<?{lon: number, lat: number, address: string}>} null: they thought better of it
 */
export function pickPlace({ start = null, title = desk.word("pick_place") } = {}) {
    return new PinDialog({ title, start, button: desk.word("pick_this_place") }).ask();
}

/** Move the selected report's pin, or change its service: whom it would go to is shown before. */
async function movePin() {
    const report = selectedReport();
    if (!report) {
        desk.toast(desk.word("select_first"), { kind: "warn" });
        return;
    }
    const title = desk.word("move_pin_title", { number: report.number });
    const dialog = new PinDialog({ title, start: report, report, button: desk.word("save") });
    const result = await dialog.ask();
    if (result) {
        await desk.refresh([report.id]);
        const back = factsBack(factsOf(report), result.saved.version, ["location", "service"]);
        offerUndo(desk.word("pin_saved", { number: report.number }), back, [report.id]);
    }
}

function factsOf({ id, number, lon, lat, accuracy, service }) {
    return { id, number, service, location: { lon, lat, accuracy_m: accuracy || null } };
}

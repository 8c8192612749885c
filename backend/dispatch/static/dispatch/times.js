/** Moments in words: "2 days ago", "in 3 hours", in the reader's language. */

import { desk } from "./state.js";

const UNITS = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
];
const language = desk.settings.language;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
const moment = new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: desk.settings.timeZone,
});

/** How far away a moment is. @param {string} text RFC 3339 */
export function away(text, now = Date.now()) {
    const distance = Date.parse(text) - now;
    const [unit, size] = UNITS.find(([, size]) => Math.abs(distance) >= size) ?? UNITS.at(-1);
    return relative.format(Math.round(distance / size), unit);
}

/** A moment of the office's clock. @param {string} text RFC 3339 */
export function exact(text) {
    return moment.format(new Date(text));
}

/** A promised time in words. */
export function due(text) {
    const isOver = Date.parse(text) < Date.now();
    return desk.word(isOver ? "overdue_by" : "due_in", { time: away(text) });
}

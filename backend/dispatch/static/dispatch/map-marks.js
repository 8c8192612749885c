/** How reports look on the map: colour, lightness, shape and an icon say the same. */

import { CLOSED, desk } from "./state.js";

const SPRITE = new URL("../vendor/icons/icons.svg", import.meta.url);
const SHARPNESS = 2; // pixels drawn for one shown: sharp on dense screens too
const ICON_BOX = 24; // of the sprite's symbols
const SIZES = { report: 24, closed: 20, clusterLeast: 26, clusterMost: 46 };
const RING = 3;

export class Marks {
    constructor() {
        this.images = new Map();
        this.paths = new Map();
    }

    /** Read the icons, once. Without them the marks keep their colours and shapes. */
    async load() {
        const answer = await fetch(SPRITE).catch(() => null);
        const text = answer?.ok ? await answer.text() : "<svg/>";
        const sprite = new DOMParser().parseFromString(text, "image/svg+xml");
        for (const { code, icon } of desk.settings.statuses) {
            const lines = [...sprite.querySelectorAll(`symbol[id="${icon}"] path`)];
            this.paths.set(code, new Path2D(lines.map((each) => each.getAttribute("d")).join(" ")));
        }
    }

    /** Begin anew: the page's colours have changed. */
    forget() {
        this.images.clear();
    }

    /** @param {import("./map-clusters.js").Mark} mark */
    styleOf(mark) {
        const [only] = mark.members;
        const image =
            mark.members.length === 1 && only.id
                ? this.#kept(`${only.status}|${mark.isDanger}`, () => this.report(only, mark.isDanger))
                : this.#kept(`${mark.count}|${mark.open}|${mark.isDanger}`, () => this.cluster(mark));
        return image;
    }

    /** A picture of one report's mark: a full disc while it is open, a hollow square when closed. */
    report({ status }, isDanger) {
        const isClosed = CLOSED.has(status);
        const size = isClosed ? SIZES.closed : SIZES.report;
        const { canvas, brush } = paper(size + (isDanger ? 4 * RING : 2));
        const [own, ground] = [color(`--${status}`), color("--paper")];
        if (isDanger) {
            ring(brush, size + 2 * RING + 2);
        }
        shape(brush, size, isClosed);
        brush.fillStyle = isClosed ? ground : own;
        brush.fill();
        brush.strokeStyle = isClosed ? own : ground;
        brush.lineWidth = isClosed ? 2 : 1.5;
        brush.stroke();
        this.#icon(brush, status, size * 0.64, isClosed ? own : ground);
        return canvas;
    }

    /** A picture of so many reports: the thick part of its edge is the share of open ones. */
    cluster({ count, open, isDanger }) {
        const size = sizeOf(count);
        const { canvas, brush } = paper(size + (isDanger ? 4 * RING : 2));
        if (isDanger) {
            ring(brush, size + 2 * RING + 2);
        }
        shape(brush, size, false);
        brush.fillStyle = color("--paper");
        brush.fill();
        brush.lineWidth = RING;
        edge(brush, size, 1, color("--line-strong"));
        edge(brush, size, open / count, color("--accent"));
        words(brush, short(count), color("--ink"));
        return canvas;
    }

    #icon(brush, status, size, fill) {
        const path = this.paths.get(status);
        if (!path) {
            return;
        }
        brush.save();
        brush.scale(size / ICON_BOX, size / ICON_BOX);
        brush.translate(-ICON_BOX / 2, -ICON_BOX / 2);
        brush.fillStyle = fill;
        brush.fill(path);
        brush.restore();
    }

    #kept(name, draw) {
        if (!this.images.has(name)) {
            const img = draw();
            const image = new ol.style.Icon({ img, scale: 1 / SHARPNESS });
            this.images.set(name, new ol.style.Style({ image }));
        }
        return this.images.get(name);
    }
}

export function statusName({ status }) {
    return desk.settings.statuses.find((each) => each.code === status)?.name ?? status;
}

/** Whether the person wants nothing to move by itself. */
export function isStill() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** A colour of design.css, as it is now. */
export function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#66727e";
}

/** How many, in as few letters as a mark has room for. */
export function short(count) {
    const language = document.documentElement.lang || "pl";
    return new Intl.NumberFormat(language, {
        notation: count < 10_000 ? "standard" : "compact",
        maximumFractionDigits: 0,
    }).format(count);
}

function sizeOf(count) {
    const grown = SIZES.clusterLeast + 6 * Math.log10(Math.max(1, count));
    return Math.min(SIZES.clusterMost, Math.round(grown));
}

/** A canvas whose middle is 0, 0. size: in shown pixels. */
function paper(size) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.ceil((size + 2) * SHARPNESS);
    const brush = canvas.getContext("2d");
    brush.translate(canvas.width / 2, canvas.height / 2);
    brush.scale(SHARPNESS, SHARPNESS);
    return { canvas, brush };
}

function shape(brush, size, isSquare) {
    brush.beginPath();
    if (isSquare) {
        brush.roundRect(-size / 2 + 1, -size / 2 + 1, size - 2, size - 2, size / 4);
    } else {
        brush.arc(0, 0, size / 2 - 1, 0, 2 * Math.PI);
    }
}

function ring(brush, size) {
    brush.beginPath();
    brush.arc(0, 0, size / 2, 0, 2 * Math.PI);
    brush.fillStyle = color("--paper");
    brush.fill();
    brush.lineWidth = RING;
    brush.strokeStyle = color("--alarm");
    brush.stroke();
}

function edge(brush, size, share, stroke) {
    brush.beginPath();
    brush.arc(0, 0, size / 2 - RING / 2 - 1, -Math.PI / 2, -Math.PI / 2 + share * 2 * Math.PI);
    brush.strokeStyle = stroke;
    brush.stroke();
}

function words(brush, text, fill) {
    brush.font = `650 ${text.length > 3 ? 10.5 : 12}px Inter, system-ui, sans-serif`;
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    brush.fillStyle = fill;
    brush.fillText(text, 0, 0.5);
}

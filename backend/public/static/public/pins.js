/** How reports look on the public maps: a disc in the colour of the state, with its icon in it. */

const SPRITE = "/static/vendor/icons/icons.svg";
const SIZE = 30;

/** The words of this page, in its language. */
export const words = JSON.parse(document.getElementById("words").textContent);

/** Put values into a word: `filled(words.cluster, { count: 3 })`. */
export function filled(word, values) {
    return word.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The settings that the server wrote under this id. */
export function settings(id) {
    return JSON.parse(document.getElementById(id).textContent);
}

/** The icons of these states `{code, name, icon}`, drawn: code -> style of OpenLayers. */
export async function pinStyles(statuses) {
    const sprite = await (await fetch(SPRITE)).text();
    const parsed = new DOMParser().parseFromString(sprite, "image/svg+xml");
    const styles = new Map();
    for (const { code, icon } of statuses) {
        const glyph = parsed.getElementById(icon)?.innerHTML ?? "";
        styles.set(code, pinStyle(color(code), glyph));
    }
    return styles;
}

/** A colour of design.css by its name: of the light or the dark ones, as the page itself. */
export function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The style of so many reports in one place; from afar, one is a dot. */
export function clusterStyle(count) {
    const radius = count > 1 ? Math.min(13 + Math.log2(count) * 2.2, 30) : 8;
    return new ol.style.Style({
        image: new ol.style.Circle({
            radius,
            fill: new ol.style.Fill({ color: color("accent") }),
            stroke: new ol.style.Stroke({ color: color("paper"), width: 3 }),
        }),
        text: new ol.style.Text({
            text: count === 1 ? "" : count > 9999 ? `${Math.round(count / 1000)}k` : String(count),
            font: "600 13px Inter, sans-serif",
            fill: new ol.style.Fill({ color: color("accent-ink") }),
        }),
    });
}

function pinStyle(fill, glyph) {
    const ink = color("paper");
    const svg =
        `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 30 30">` +
        `<circle cx="15" cy="15" r="13.5" fill="${fill}" stroke="${ink}" stroke-width="2.5"/>` +
        `<g transform="translate(6.6 6.6) scale(0.7)" fill="${ink}">${inked(glyph, ink)}</g></svg>`;
    const src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    return new ol.style.Style({ image: new ol.style.Icon({ src }) });
}

function inked(glyph, ink) {
    return glyph.replaceAll("currentColor", ink);
}

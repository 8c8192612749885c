/** What stands around the map: buttons, layers, the legend, and words for those who do not see it. */


import { desk } from "./state.js";

const SPRITE = new URL("../vendor/icons/icons.svg", import.meta.url).pathname;
const LAYERS_KEPT = "desk.map.layers"; // in the browser's own memory
const AREAS_MAX_ZOOM = 14; // gis_layers/tile_layers.py
const BUTTONS = [
    { command: "fit_map", icon: "crop_free" },
    { command: "my_office", icon: "apartment" },
    { command: "choose_rectangle", icon: "select", isTool: true },
    { command: "choose_lasso", icon: "lasso_select", isTool: true },
    { command: "choose_view", icon: "fact_check" },
];

/** @param {import("./map.js").DeskMap} deskMap */
export function layOut(deskMap) {
    const side = deskMap.target.parentElement;
    const bar = element("div", { className: "map-bar" });
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", desk.word("map_tools"));
    bar.append(...BUTTONS.map(toolButton));
    const panels = element("div", { className: "map-panels" });
    panels.append(layersPanel(deskMap), legendPanel(deskMap));
    const help = element("p", { id: "map-help", className: "visually-hidden" });
    help.textContent = desk.word("map_help");
    const cross = element("div", { className: "map-cross" });
    cross.setAttribute("aria-hidden", "true");
    const failing = element("p", { className: "map-failing", textContent: desk.word("map_failing") });
    deskMap.banner = element("div", { className: "map-banner", hidden: true });
    side.prepend(bar);
    side.append(cross, panels, failing, deskMap.banner, help);
    desk.command("fit_map", () => deskMap.fitToList());
    desk.command("my_office", () => deskMap.showOffice());
}

/** A picture of the sprite. */
export function icon(name) {
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("class", "icon");
    picture.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${SPRITE}#${name}`);
    picture.append(use);
    return picture;
}

export function element(name, properties) {
    return Object.assign(document.createElement(name), properties);
}

/** Show on the buttons which tool is in hand. */
export function showTool(name) {
    for (const { command } of BUTTONS.filter((each) => each.isTool)) {
        const button = document.querySelector(`.map-bar [data-command="${command}"]`);
        button?.setAttribute("aria-pressed", String(command === name));
    }
}

function toolButton({ command, icon: name, isTool }) {
    const button = element("button", { type: "button", title: desk.word(`command_${command}`) });
    button.dataset.command = command;
    button.setAttribute("aria-label", button.title);
    if (isTool) {
        button.setAttribute("aria-pressed", "false");
    }
    button.append(icon(name));
    return button;
}

// --- layers ---

function layersPanel(deskMap) {
    const panel = folding("map-layers", "layers", desk.word("map_layers"));
    const shown = kept();
    for (const { name, layers, isOn } of switchable(deskMap)) {
        const box = element("input", { type: "checkbox", name, checked: shown[name] ?? isOn });
        const show = () => layers.forEach((layer) => layer.setVisible(box.checked));
        box.addEventListener("change", () => {
            show();
            keep({ ...kept(), [name]: box.checked });
        });
        show();
        const label = element("label", {});
        label.append(box, ` ${desk.word(`layer_${name}`)}`);
        panel.append(label);
    }
    return panel;
}

function switchable(deskMap) {
    const areas = areasLayer();
    deskMap.map.getLayers().insertAt(deskMap.base.length, areas);
    const base = desk.settings.baseMap.url
        ? [{ name: "base", layers: deskMap.base, isOn: true }]
        : [
              { name: "boundaries", layers: deskMap.base.slice(0, 1), isOn: true },
              { name: "roads", layers: deskMap.base.slice(1), isOn: true },
          ];
    return [{ name: "crew_areas", layers: [areas], isOn: false }, ...base];
}

function areasLayer() {
    const source = new ol.source.VectorTile({
        url: "/api/v1/tiles/crew_areas/{z}/{x}/{y}.mvt",
        format: new ol.format.MVT(),
        maxZoom: AREAS_MAX_ZOOM,
    });
    const [line, ground] = ["#6b5fb5", "#ffffffd0"];
    return new ol.layer.VectorTile({
        className: "ol-layer base",
        source,
        declutter: true,
        style: (feature) =>
            new ol.style.Style({
                stroke: new ol.style.Stroke({ color: line, width: 2, lineDash: [8, 5] }),
                fill: new ol.style.Fill({ color: `${line}0a` }),
                text: new ol.style.Text({
                    text: feature.get("crew_name"),
                    font: "600 12px Inter, system-ui, sans-serif",
                    fill: new ol.style.Fill({ color: line }),
                    stroke: new ol.style.Stroke({ color: ground, width: 3 }),
                }),
            }),
    });
}

function kept() {
    try {
        return JSON.parse(localStorage.getItem(LAYERS_KEPT)) ?? {};
    } catch {
        return {}; // memory that is forbidden, or not ours
    }
}

function keep(shown) {
    try {
        localStorage.setItem(LAYERS_KEPT, JSON.stringify(shown));
    } catch {
        // It is shown all the same.
    }
}

// --- the legend ---

function legendPanel(deskMap) {
    const panel = folding("map-legend", "info", desk.word("map_legend"));
    const list = element("ul", {});
    panel.append(list);
    const fill = () => panel.open && list.replaceChildren(...legend(deskMap.marks));
    panel.addEventListener("toggle", fill);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", fill);
    return panel;
}

/** @param {import("./map-marks.js").Marks} marks */
function legend(marks) {
    const states = desk.settings.statuses.map(({ code, name }) =>
        legendItem(marks.report({ status: code }, false), name),
    );
    return [
        ...states,
        legendItem(marks.report({ status: "received" }, true), desk.word("legend_danger")),
        legendItem(
            marks.cluster({ count: 12, open: 8, isDanger: false }),
            desk.word("legend_cluster"),
        ),
    ];
}

function legendItem(canvas, words) {
    const item = element("li", {});
    canvas.style.width = `${canvas.width / 2}px`;
    canvas.setAttribute("aria-hidden", "true");
    const picture = element("span", { className: "legend-mark" });
    picture.append(canvas);
    item.append(picture, words);
    return item;
}

function folding(name, iconName, words) {
    const panel = element("details", { className: `map-panel ${name}`, name: "map-panels" });
    const summary = element("summary", {});
    summary.append(icon(iconName), words);
    panel.append(summary);
    panel.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && panel.open) {
            event.stopPropagation();
            panel.open = false;
            summary.focus();
        }
    });
    return panel;
}

/** How the map is moved by mouse and wheel, without taking the page's scrolling or Shift. */

import { isStill } from "./map-marks.js";

const SLIDE = { decay: -0.005, least: 0.05, delay: 100 }; // OpenLayers' own

/** Put in the place of the interactions that come with a map those of the desk's. */
export function arrangeHands(map, target) {
    const { DragPan, DragZoom, MouseWheelZoom } = ol.interaction;
    for (const each of [...map.getInteractions().getArray()]) {
        if ([DragPan, DragZoom, MouseWheelZoom].some((kind) => each instanceof kind)) {
            map.removeInteraction(each);
        }
    }
    const { platformModifierKeyOnly, primaryAction, noModifierKeys } = ol.events.condition;
    const hasFocus = () => target.contains(document.activeElement);
    map.addInteraction(
        new DragPan({
            kinetic: isStill() ? undefined : new ol.Kinetic(SLIDE.decay, SLIDE.least, SLIDE.delay),
            condition: (event) => noModifierKeys(event) && primaryAction(event),
        }),
    );
    map.addInteraction(
        new MouseWheelZoom({
            condition: (event) =>
                !doesPageScroll() || hasFocus() || platformModifierKeyOnly(event),
        }),
    );
}

function doesPageScroll() {
    const page = document.documentElement;
    return page.scrollHeight > page.clientHeight + 1;
}

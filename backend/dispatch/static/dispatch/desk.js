/** The dispatchers' desk: everything begins here. */

import { startDetail } from "./detail.js";
import { startFilters } from "./filters.js";
import { startKeys } from "./keys.js";
import { startList } from "./list.js";
import { startNews } from "./news.js";
import { desk } from "./state.js";

document.documentElement.classList.add("scripted");
startKeys();
startList();
startFilters();
startDetail();
startNews();

// The desk works without the map and without the dialogs; each says itself what it lacks.
const others = [
    [() => import("./map.js"), "startMap", "map_failed"],
    [() => import("./work.js"), "startWork", "work_failed"],
];
for (const [load, start, word] of others) {
    load()
        .then((module) => module[start]())
        .catch((error) => {
            console.error(error);
            desk.toast(desk.word(word), { kind: "alarm" });
        });
}

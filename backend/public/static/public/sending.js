/** Sends the last step with a progress, and again when the network is back: always the same id. */

import { photosReady } from "/static/public/photos.js";
import { filled, words } from "/static/public/pins.js";

/** The page that comes back takes the place of this one; `restart` makes it work. */
export function send(event, form, restart) {
    if (event.submitter && event.submitter.value !== "send") {
        return;
    }
    event.preventDefault();
    photosReady().then(() => {
        const body = new FormData(form);
        body.set("do", "send");
        post(form, body, restart);
    });
}

function post(form, body, restart) {
    const progress = document.getElementById("progress");
    const button = form.querySelector("button.main[value=send]");
    const request = new XMLHttpRequest();
    const busy = (isBusy) => {
        button.disabled = isBusy;
        button.setAttribute("aria-busy", String(isBusy));
    };
    busy(true);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
        progress.hidden = false;
        progress.textContent = filled(words.sending, { percent: Math.round((loaded / total) * 100) });
    });
    request.addEventListener("load", () => {
        const page = new DOMParser().parseFromString(request.responseText, "text/html");
        if (page.querySelector("#report-form, #sent")) {
            replacePage(page, restart);
            return;
        }
        busy(false); // it is another page, of a fault: what was typed stays here
        const told = page.querySelector("main p")?.textContent ?? words.lost_connection;
        retryOn(progress, told, () => post(form, body, restart));
    });
    request.addEventListener("error", () => {
        busy(false);
        waitForNetwork(progress, () => post(form, body, restart));
    });
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(body);
}

function waitForNetwork(progress, again) {
    const once = retryOn(progress, words.lost_connection, () => {
        window.removeEventListener("online", once);
        again();
    });
    window.addEventListener("online", once);
}

/** Say what is wrong, beside a button that tries again; give what the button does. */
function retryOn(progress, told, again) {
    const retry = document.createElement("button");
    retry.type = "button";
    retry.textContent = words.try_again;
    const run = () => {
        progress.replaceChildren();
        again();
    };
    retry.addEventListener("click", run);
    progress.hidden = false;
    progress.replaceChildren(told, " ", retry);
    return run;
}

function replacePage(page, restart) {
    document.title = page.title;
    document.querySelector("main").replaceWith(page.querySelector("main"));
    window.scrollTo(0, 0);
    restart();
}

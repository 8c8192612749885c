/** Photos that were chosen, to be looked at and taken out again before they are sent. */

import { filled, words } from "/static/public/pins.js";

const LONGER_SIDE = 4096; // pixels of a photo that had to be made smaller
const QUALITY = 0.85;

let fitted = Promise.resolve();

/** Settled when every chosen photo is as large as may be sent. */
export function photosReady() {
    return fitted;
}

export function startPhotos(form) {
    const input = form.elements.photo;
    const list = document.getElementById("previews");
    input?.addEventListener("change", () => {
        fitted = fit(input).then(() => show(input, list));
    });
}

/** What the server would refuse is made smaller here; the rest stays as the phone took it, with
 * the place and time in it. */
async function fit(input) {
    const { max, maxBytes, maxTogether } = input.dataset;
    const all = [...input.files];
    const chosen = all.slice(0, Number(max));
    const together = chosen.reduce((sum, each) => sum + each.size, 0);
    const share = together > Number(maxTogether) ? Number(maxTogether) / chosen.length : Infinity;
    const most = Math.min(Number(maxBytes), share);
    let count = 0;
    const kept = new DataTransfer();
    for (const file of chosen) {
        const small = file.size > most ? await smaller(file) : file;
        count += Number(small !== file);
        kept.items.add(small);
    }
    if (count || all.length > chosen.length) {
        input.files = kept.files;
    }
    tell([
        all.length > chosen.length && filled(words.too_many_photos, { count: max }),
        count && filled(words.made_smaller, { count }),
    ]);
}

function tell(sentences) {
    document.getElementById("photos-told").textContent = sentences.filter(Boolean).join(" ");
}

/** The same picture as a smaller JPEG; itself where this browser cannot read it. */
async function smaller(file) {
    try {
        const picture = await createImageBitmap(file);
        const scale = Math.min(1, LONGER_SIDE / Math.max(picture.width, picture.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.width * scale);
        canvas.height = Math.round(picture.height * scale);
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        picture.close();
        const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
        const name = file.name.replace(/\.\w+$/, ".jpg");
        return new File([blob], name, { type: blob.type, lastModified: file.lastModified });
    } catch {
        return file;
    }
}

function show(input, list) {
    for (const old of list.querySelectorAll("img")) {
        URL.revokeObjectURL(old.src);
    }
    list.replaceChildren(...[...input.files].map((file) => preview(file, input, list)));
}

function preview(file, input, list) {
    const item = document.createElement("li");
    const image = item.appendChild(document.createElement("img"));
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    const button = item.appendChild(document.createElement("button"));
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", `${words.remove}: ${file.name}`);
    button.addEventListener("click", () => {
        const kept = new DataTransfer();
        for (const each of input.files) {
            if (each !== file) {
                kept.items.add(each);
            }
        }
        input.files = kept.files;
        show(input, list);
        input.focus();
    });
    return item;
}

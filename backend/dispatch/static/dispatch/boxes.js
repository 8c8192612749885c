/** Hiding parts of a photo before the public sees it: boxes drawn by mouse, finger or keyboard. */

import { call, Problem } from "./calls.js";
import { openWork, sentence, showProblem } from "./forms.js";
import { desk } from "./state.js";

const STEP = 0.01; // of the picture's width or height, by an arrow key
const LEAST = 0.01; // the smallest side of a box
const NEW_SIDE = 0.2;
const BOXES_MAX = 50; // photos/limits.py BOXES_MAX
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Open the editor for a report's photos.
 * @param {string} report
 * @param {{photo?: string, opener?: HTMLElement, onDecided?: Function}} [how]
 */
export async function openBoxes(report, { photo, opener, onDecided } = {}) {
    const dialog = await openWork("boxes", { report, opener });
    if (dialog) {
        new Editor(dialog, report, onDecided).begin(photo);
    }
}

class Editor {
    constructor(dialog, report, onDecided) {
        Object.assign(this, { dialog, report, onDecided, boxes: [] });
        this.form = dialog.querySelector("form");
        this.stage = dialog.querySelector(".boxes-stage");
        this.thumbs = [...dialog.querySelectorAll("[data-photo]")];
    }

    begin(photo) {
        for (const thumb of this.thumbs) {
            thumb.addEventListener("click", () => this.#show(thumb.dataset.photo));
        }
        const runs = {
            publish: () => this.#decide(true),
            hide: () => this.#decide(false),
            new: () => this.#add(),
            remove: () => this.#remove(this.current ?? this.boxes.at(-1)),
            proposed: () => this.#propose(),
            preview: ({ currentTarget }) => this.#preview(currentTarget),
        };
        for (const [name, run] of Object.entries(runs)) {
            this.#button(name).addEventListener("click", run);
        }
        this.stage.addEventListener("pointerdown", (event) => this.#pressed(event));
        this.dialog.addEventListener("keydown", (event) => this.#key(event));
        this.dialog.querySelector(".thumbs").hidden = this.thumbs.length < 2;
        const first = photo ?? this.thumbs[0]?.dataset.photo;
        return first ? this.#show(first) : this.#enable(false);
    }

    #button(name) {
        return this.dialog.querySelector(`[data-do=${name}]`);
    }

    #enable(is) {
        for (const each of this.dialog.querySelectorAll("[data-do]")) {
            each.disabled = !is;
        }
    }

    async #show(photo) {
        this.photo = photo;
        this.#enable(false);
        for (const thumb of this.thumbs) {
            thumb.setAttribute("aria-pressed", String(thumb.dataset.photo === photo));
        }
        const path = `/api/v1/reports/${this.report}/photos/${photo}`;
        try {
            const review = await call("GET", `${path}/review`);
            await this.#draw(review);
            this.#enable(true);
            this.#button("new").focus();
        } catch (problem) {
            showProblem(this.form, [problem instanceof Problem ? sentence(problem) : desk.word("photo_failed")]);
        }
    }

    async #draw(review) {
        const image = new Image();
        const { pathname, search } = new URL(review.display_url);
        image.src = pathname + search;
        image.alt = this.dialog.querySelector(".work-top .quiet").textContent;
        image.draggable = false;
        await image.decode();
        this.boxes = [];
        this.frame = Object.assign(document.createElement("div"), { className: "boxes-frame" });
        this.frame.append(image);
        this.stage.replaceChildren(this.frame);
        for (const { x, y, width, height } of review.hidden) {
            this.#make([x, y, width, height]);
        }
        this.proposed = review.proposed;
        const propose = this.#button("proposed");
        propose.hidden = !review.proposed.length;
        const count = review.proposed.length;
        propose.querySelector("span").textContent = desk.word("box_proposed", { count });
        this.#label();
    }

    // --- boxes --------------------------------------------------------------------------------

    #make(sides) {
        if (this.boxes.length >= BOXES_MAX) {
            return null;
        }
        const element = Object.assign(document.createElement("button"), { type: "button" });
        element.className = "box";
        element.setAttribute("aria-describedby", "boxes-help");
        element.append(Object.assign(document.createElement("span"), { className: "corner" }));
        const box = { element, sides };
        element.addEventListener("focus", () => (this.current = box));
        this.boxes.push(box);
        this.frame.append(element);
        this.#place(box, sides);
        this.#label();
        return box;
    }

    #place(box, [x, y, width, height]) {
        const w = clamp(width, LEAST, 1);
        const h = clamp(height, LEAST, 1);
        box.sides = [clamp(x, 0, 1 - w), clamp(y, 0, 1 - h), w, h];
        const names = ["left", "top", "width", "height"];
        names.forEach((name, index) => (box.element.style[name] = `${box.sides[index] * 100}%`));
    }

    #label() {
        const count = this.boxes.length;
        this.boxes.forEach(({ element }, index) => {
            element.setAttribute("aria-label", desk.word("box", { number: index + 1, count }));
        });
    }

    #add() {
        const corner = (1 - NEW_SIDE) / 2;
        this.#make([corner, corner, NEW_SIDE, NEW_SIDE])?.element.focus();
    }

    #remove(box) {
        if (!box) {
            return;
        }
        const index = this.boxes.indexOf(box);
        this.boxes.splice(index, 1);
        box.element.remove();
        this.current = null;
        this.#label();
        desk.announce(desk.word("box_removed"));
        (this.boxes[Math.min(index, this.boxes.length - 1)]?.element ?? this.#button("new")).focus();
    }

    #propose() {
        for (const { x, y, width, height } of this.proposed) {
            this.#make([x, y, width, height]);
        }
        this.#button("proposed").hidden = true;
        this.boxes.at(-1)?.element.focus();
    }

    #preview(button) {
        const isOn = this.stage.classList.toggle("previewed");
        button.setAttribute("aria-pressed", String(isOn));
    }

    // --- by hand ------------------------------------------------------------------------------

    #key(event) {
        const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
        if (!this.frame || !isPlain) {
            return;
        }
        const box = this.boxes.find(({ element }) => element === document.activeElement);
        const arrow = ARROWS[event.key];
        if (event.key.toLowerCase() === "n") {
            this.#add();
        } else if (box && event.key === "Delete") {
            this.#remove(box);
        } else if (box && arrow) {
            this.#place(box, moved(box.sides, arrow, event.shiftKey));
        } else {
            return;
        }
        event.preventDefault();
    }

    /** Draw a new box, or move or resize the one under the pointer. */
    #pressed(event) {
        if (!this.frame || event.button !== 0) {
            return;
        }
        event.preventDefault();
        const start = this.#fraction(event);
        const element = event.target.closest(".box");
        let box = this.boxes.find((each) => each.element === element);
        const isCorner = event.target.classList.contains("corner");
        const sides = box?.sides ?? null;
        this.stage.setPointerCapture(event.pointerId);
        const move = (moving) => {
            const [x, y] = this.#fraction(moving);
            if (!sides) {
                const drawn = between(start, [x, y]);
                box ??= this.#make(drawn);
                if (box) {
                    this.#place(box, drawn);
                }
            } else {
                this.#place(box, moved(sides, [x - start[0], y - start[1]], isCorner, 1));
            }
        };
        const end = () => {
            this.stage.removeEventListener("pointermove", move);
            box?.element.focus();
        };
        this.stage.addEventListener("pointermove", move);
        this.stage.addEventListener("pointerup", end, { once: true });
        this.stage.addEventListener("pointercancel", end, { once: true });
    }

    #fraction({ clientX, clientY }) {
        const { left, top, width, height } = this.frame.getBoundingClientRect();
        return [clamp((clientX - left) / width, 0, 1), clamp((clientY - top) / height, 0, 1)];
    }

    // --- the decision -------------------------------------------------------------------------

    async #decide(published) {
        const hide = this.boxes.map(({ sides: [x, y, width, height] }) => ({ x, y, width, height }));
        const path = `/api/v1/reports/${this.report}/photos/${this.photo}/publication`;
        this.#enable(false);
        try {
            await call("POST", path, published ? { published, hide } : { published });
            desk.toast(desk.word(published ? "published" : "is_hidden"), { kind: "good" });
            desk.announce(desk.word(published ? "published" : "is_hidden"));
            this.dialog.close();
            await (this.onDecided?.() ?? desk.refresh([this.report]));
        } catch (problem) {
            if (!(problem instanceof Problem)) {
                throw problem;
            }
            showProblem(this.form, [sentence(problem), ...problem.errors.map((each) => each.message)]);
            this.#enable(true);
        }
    }
}

/** Sides shifted by shares of the picture, or made larger by them. */
function moved([x, y, width, height], [east, south], isSize, step = STEP) {
    const [dx, dy] = [east * step, south * step];
    if (!isSize) {
        return [x + dx, y + dy, width, height];
    }
    return [x, y, clamp(width + dx, LEAST, 1 - x), clamp(height + dy, LEAST, 1 - y)];
}

function between([ax, ay], [bx, by]) {
    return [Math.min(ax, bx), Math.min(ay, by), Math.abs(ax - bx), Math.abs(ay - by)];
}

function clamp(value, least, most) {
    return Math.min(Math.max(value, least), most);
}

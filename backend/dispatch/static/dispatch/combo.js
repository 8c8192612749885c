/** A field that searches while one types, and a list to choose from: by mouse or by arrows. */

import { desk } from "./state.js";

const SETTLED_MS = 200; // our choice: after the last key

/**
 * @param {HTMLElement} holder with an input[role=combobox] and a [role=listbox]
 * @param {(text: string) => Promise<{label: string, hint?: string}[]>} find
 * @param {(option: object) => void} choose
 */
export function comboBox(holder, find, choose) {
    const input = holder.querySelector("[role=combobox]");
    const list = holder.querySelector("[role=listbox]");
    let [options, active, turn, timer] = [[], -1, 0, 0];

    const close = () => {
        list.hidden = true;
        active = -1;
        input.setAttribute("aria-expanded", "false");
        input.removeAttribute("aria-activedescendant");
    };
    const take = (index) => {
        input.value = options[index].label;
        close();
        choose(options[index]);
    };
    const move = (by) => {
        active = (active + by + options.length) % options.length;
        for (const [index, item] of [...list.children].entries()) {
            item.setAttribute("aria-selected", String(index === active));
        }
        list.children[active].scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", list.children[active].id);
    };
    const show = () => {
        list.replaceChildren(...options.map((option, index) => item(list, option, index)));
        list.hidden = !options.length;
        input.setAttribute("aria-expanded", String(!list.hidden));
        input.removeAttribute("aria-activedescendant");
        active = -1;
        const words = options.length ? "found_count" : "found_none";
        desk.announce(desk.word(words, { count: options.length }));
    };
    const search = async () => {
        const mine = ++turn;
        const found = await find(input.value.trim()).catch(() => []);
        if (mine === turn && document.activeElement === input) {
            options = found;
            show();
        }
    };
    input.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(search, SETTLED_MS);
    });
    input.addEventListener("keydown", (event) => {
        const isOpen = !list.hidden;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            if (isOpen) {
                move(event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1);
            } else {
                search();
            }
        } else if (event.key === "Enter" && isOpen) {
            event.preventDefault();
            take(Math.max(active, 0));
        } else if (event.key === "Escape" && isOpen) {
            event.preventDefault();
            event.stopPropagation();
            close();
        }
    });
    input.addEventListener("blur", () => setTimeout(close, 150));
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
    list.addEventListener("click", (event) => {
        const chosen = event.target.closest("[role=option]");
        if (chosen) {
            take([...list.children].indexOf(chosen));
        }
    });
}

/** Find among things with a name: by any part of it, then of what else is said of them. */
export function amongNames(things) {
    return async (text) => {
        const wanted = plain(text);
        const byName = things.filter((each) => plain(each.name).includes(wanted));
        const byRest = things.filter(
            (each) =>
                !byName.includes(each) &&
                plain(`${each.group ?? ""} ${each.description ?? ""}`).includes(wanted),
        );
        return [...byName, ...byRest].map((each) => ({ ...each, label: each.name }));
    };
}

function plain(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ł", "l").toLowerCase();
}

function item(list, option, index) {
    const made = document.createElement("li");
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.id = `${list.id}-${index}`;
    made.append(option.label);
    if (option.hint) {
        const hint = Object.assign(document.createElement("span"), { className: "small quiet" });
        hint.textContent = option.hint;
        made.append(" ", hint);
    }
    return made;
}

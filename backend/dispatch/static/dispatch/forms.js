/** Windows with forms: filled by the server, sent to the API, and never losing what was typed. */

import { call, newKey, Problem } from "./calls.js";
import { desk, fragment } from "./state.js";

/** What was typed in windows that were closed without sending, by their addresses. */
const drafts = new Map();

/**
 * Open a window of `/dispatch/work/`. Returns null when there is none.
 * @param {string} name
 * @param {{report?: string, opener?: HTMLElement, onSaved?: Function, body?: Function}} [how]
 *   onSaved(answer, sent, form): after the API has taken it. body(values): what is sent.
 */
export async function openWork(name, { report, opener, onSaved, body } = {}) {
    const address = `/dispatch/work/${name}${report ? `?report=${report}` : ""}`;
    const dialog = await fetched(address);
    if (!dialog) {
        return null;
    }
    const cameFrom = opener ?? document.activeElement;
    document.body.append(dialog);
    const form = dialog.querySelector("form");
    const sending = new Sending(form, { onSaved, body });
    restore(address, form);
    dialog.addEventListener("click", (event) => {
        if (event.target.closest("[data-close]")) {
            dialog.close();
        }
    });
    dialog.addEventListener("close", () => {
        keep(address, form, sending.isDone);
        dialog.remove();
        (standing(cameFrom) ?? document.getElementById("content"))?.focus();
    });
    dialog.showModal();
    (form.querySelector("[autofocus]") ?? form.querySelector("[name]:checked"))?.focus();
    return dialog;
}

/** Where the focus was; a report that was read again has the same button anew. */
function standing(element) {
    const name = element?.dataset.command;
    const again = name && document.querySelector(`#detail [data-command="${name}"]`);
    return element?.isConnected ? element : again;
}

async function fetched(address) {
    try {
        return (await fragment(address)).querySelector("dialog");
    } catch (error) {
        const words = { 0: "lost", 401: "logged_out", 404: "not_now" }[error.status];
        desk.toast(desk.word(words ?? "dialog_failed"), { kind: "alarm" });
        return null;
    }
}

/** One form on its way: its values, its key, what the API said to it. */
class Sending {
    constructor(form, { onSaved, body }) {
        Object.assign(this, { form, onSaved, body, isDone: false, last: "", key: "" });
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            if (form.dataset.call) {
                this.send(event.submitter);
            }
        });
        form.addEventListener("input", ({ target }) => clearFault(target));
    }

    async send(submitter) {
        if (this.form.getAttribute("aria-busy") === "true") {
            return;
        }
        const [method, path] = this.form.dataset.call.split(" ");
        const values = valuesOf(this.form, submitter);
        const sent = this.body ? this.body(values) : values;
        this.#busy(true);
        try {
            const answer = await call(method, path, method === "DELETE" ? undefined : sent, {
                key: method === "POST" ? this.#keyFor(sent) : undefined,
            });
            this.isDone = true;
            await this.onSaved?.(answer, sent, this.form, submitter);
            if (!this.staysOpen) {
                this.form.closest("dialog").close();
            }
        } catch (problem) {
            if (!(problem instanceof Problem)) {
                throw problem;
            }
            await this.#refused(problem, submitter);
        } finally {
            this.#busy(false);
        }
    }

    /** The same words sent again are the same wish; other words are another. */
    #keyFor(sent) {
        const text = JSON.stringify(sent);
        if (text !== this.last || this.isDone) {
            [this.last, this.key] = [text, newKey()];
        }
        return this.key;
    }

    #busy(is) {
        this.form.setAttribute("aria-busy", String(is));
        for (const button of this.form.querySelectorAll(".work-end button:not([data-close])")) {
            button.setAttribute("aria-busy", String(is));
        }
    }

    async #refused(problem, submitter) {
        const unplaced = showFaults(this.form, problem);
        const parts = [sentence(problem), ...unplaced.map((each) => each.message)];
        if (problem.code === "version_conflict") {
            await this.#explainConflict(problem, submitter);
        } else if (problem.body.failed) {
            showProblem(this.form, [desk.word("some_failed"), ...this.#failed(problem, submitter)]);
        } else {
            showProblem(this.form, [...new Set(parts)]);
            this.form.querySelector("[aria-invalid=true]")?.focus();
        }
    }

    /** Say what somebody else has done meanwhile, and offer to go on. */
    async #explainConflict(problem, submitter) {
        const { version, status_now: status } = problem.body;
        const expected = this.form.elements.expected_version;
        const lines = [desk.word("conflict"), desk.word("conflict_status", { status: named(status) })];
        lines.push(...(await happenedSince(this.form, Number(expected?.value))));
        const goOn = button(desk.word("go_on"), () => {
            expected.value = version;
            hideProblem(this.form);
            this.send(submitter);
        });
        showProblem(this.form, [...lines, goOn]);
        goOn.focus();
    }

    /** Of many, those that cannot be changed, and the others without them. */
    #failed(problem, submitter) {
        const ids = new Set(problem.body.failed.map((each) => each.report));
        const numbers = [...ids].map((id) => desk.rows.get(id)?.number ?? "…").join(", ");
        const leave = button(desk.word("leave_out"), () => {
            desk.choose([...ids], false);
            hideProblem(this.form);
            if (desk.chosen.size) {
                this.send(submitter);
            }
        });
        return [numbers, leave];
    }
}

/** What the form says, as the API takes it. Empty fields are left out, but those with data-keep. */
export function valuesOf(form, submitter = null) {
    const values = {};
    const isAlone = submitter?.dataset.alone !== undefined;
    for (const field of form.elements) {
        if (isAlone || !isTold(field)) {
            continue;
        }
        if (field.value !== "" || field.dataset.keep !== undefined) {
            put(values, field.name, typed(field));
        }
    }
    if (submitter?.name) {
        put(values, submitter.name, typed(submitter));
    }
    return values;
}

function isTold(field) {
    const isChoice = field.type === "radio" || field.type === "checkbox";
    return (
        field.name &&
        field.name !== "csrfmiddlewaretoken" &&
        field.type !== "submit" &&
        field.type !== "fieldset" &&
        !field.disabled &&
        field.dataset.skip === undefined &&
        !field.closest("[data-for][hidden]") &&
        (!isChoice || field.checked)
    );
}

function typed({ value, dataset }) {
    return { number: Number, boolean: (text) => text === "true" }[dataset.type]?.(value) ?? value;
}

function put(values, name, value) {
    const names = name.split(".");
    const last = names.pop();
    const inner = names.reduce((object, key) => (object[key] ??= {}), values);
    inner[last] = value;
}

/** Put each fault beside its field; returns those that have no field here. */
function showFaults(form, problem) {
    const unplaced = [];
    for (const fault of problem.errors) {
        const field = fault.field && fieldNamed(form, fault.field);
        const holder = field?.closest(".field, fieldset");
        if (!holder) {
            unplaced.push(fault);
            continue;
        }
        clearFault(field);
        const id = `fault-${fault.field.replace(/\W/g, "-")}`;
        const text = Object.assign(document.createElement("p"), { className: "error", id });
        text.textContent = fault.message;
        holder.append(text);
        field.setAttribute("aria-invalid", "true");
        const before = field.getAttribute("aria-describedby") ?? "";
        field.setAttribute("aria-describedby", `${before} ${id}`.trim());
    }
    return unplaced;
}

function fieldNamed(form, name) {
    const found = form.elements[name] ?? form.elements[name.split(".")[0]];
    const field = found instanceof RadioNodeList ? found[0] : found;
    return field?.type === "hidden" ? field.parentElement.querySelector("[role=combobox]") : field;
}

function clearFault(field) {
    const faults = (field.getAttribute?.("aria-describedby") ?? "").split(" ");
    const others = faults.filter((id) => !id.startsWith("fault-"));
    for (const id of faults.filter((each) => each.startsWith("fault-"))) {
        document.getElementById(id)?.remove();
    }
    if (others.length !== faults.length) {
        field.removeAttribute("aria-invalid");
        field.setAttribute("aria-describedby", others.join(" "));
    }
}

/** What to tell a person of a refusal. */
export function sentence(problem) {
    if (problem.isLost) {
        return desk.word("lost");
    }
    return problem.status === 401 ? desk.word("logged_out") : problem.detail || desk.word("failed");
}

/** Show lines of text, and buttons among them, at the top of the window. */
export function showProblem(form, lines) {
    const place = form.querySelector("[data-problem]");
    place.replaceChildren(...lines.map((line) => (typeof line === "string" ? paragraph(line) : line)));
    place.closest(".problem").hidden = false;
    place.closest(".problem").scrollIntoView({ block: "nearest" });
}

export function hideProblem(form) {
    form.querySelector(".problem").hidden = true;
}

async function happenedSince(form, version) {
    const path = form.dataset.call.split(" ")[1].match(/^\/api\/v1\/reports\/[0-9a-f-]{36}/)?.[0];
    if (!path) {
        return [];
    }
    const events = await call("GET", `${path}/events`).catch(() => ({ results: [] }));
    const newer = events.results.filter((event) => event.version > version);
    return newer.map((event) => [event.actor?.name, event.text].filter(Boolean).join(": "));
}

function named(code) {
    const known = desk.settings.statuses ?? [];
    return known.find((each) => each.code === code)?.name ?? code;
}

export function paragraph(text) {
    return Object.assign(document.createElement("p"), { textContent: text });
}

export function button(label, run) {
    const made = Object.assign(document.createElement("button"), { type: "button" });
    made.textContent = label;
    made.addEventListener("click", run);
    return made;
}

function keep(address, form, isDone) {
    const typedIn = [...form.querySelectorAll("textarea, input[type=text]:not([role])")];
    const texts = typedIn.filter((field) => field.value !== field.defaultValue && field.name);
    if (isDone || !texts.length) {
        drafts.delete(address);
    } else {
        drafts.set(address, texts.map((field) => [field.name, field.value]));
    }
}

function restore(address, form) {
    for (const [name, value] of drafts.get(address) ?? []) {
        if (form.elements[name]) {
            form.elements[name].value = value;
        }
    }
}

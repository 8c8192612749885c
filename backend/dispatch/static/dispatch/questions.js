/** The questions of a service: their fields, which of them are asked, and where they end. */

/**
 * @typedef {{code: string, kind: string, required: boolean, text: string, help: string,
 *   max_chars: ?number, choices: {key: string, name: string, stop_message: string}[],
 *   shown_when: ?{question: string, is: string[]}}} Question
 */

/** @param {{questions: Question[]}} service */
export function questionFields({ questions = [] }) {
    return questions.map((question) => {
        const isList = question.kind.endsWith("valuelist");
        const holder = document.createElement(isList ? "fieldset" : "div");
        holder.className = isList ? "choices" : "field";
        holder.dataset.question = question.code;
        holder.append(...(isList ? choicesOf(question) : plainField(question)));
        return holder;
    });
}

function choicesOf(question) {
    const legend = Object.assign(document.createElement("legend"), { textContent: question.text });
    const type = question.kind === "multivaluelist" ? "checkbox" : "radio";
    const choices = question.choices.map(({ key, name }) => {
        const label = Object.assign(document.createElement("label"), { className: "choice" });
        const field = Object.assign(document.createElement("input"), { type, value: key });
        field.name = nameOf(question);
        const words = Object.assign(document.createElement("span"), { textContent: name });
        label.append(field, words);
        return label;
    });
    return [legend, ...helpOf(question), ...choices];
}

function plainField(question) {
    const label = Object.assign(document.createElement("label"), { textContent: question.text });
    const field = document.createElement(question.kind === "text" ? "textarea" : "input");
    if (question.kind === "number" || question.kind === "datetime") {
        field.type = question.kind === "number" ? "number" : "datetime-local";
        field.step = "any";
    }
    field.name = nameOf(question);
    field.id = label.htmlFor = `work-${field.name}`;
    if (question.max_chars) {
        field.maxLength = question.max_chars;
    }
    return [label, field, ...helpOf(question)];
}

function helpOf({ help }) {
    const hint = Object.assign(document.createElement("p"), { className: "hint" });
    hint.textContent = help;
    return help ? [hint] : [];
}

function nameOf({ code }) {
    return `answer-${code}`;
}

/**
 * What the form answers, which questions are shown, and the message that ends it, if any.
 * Answers to questions that are not shown do not count.
 */
export function stopsOf({ questions = [] }, form) {
    const [answers, shown] = [{}, new Set()];
    let stop = "";
    for (const question of questions) {
        if (!isAsked(question, answers)) {
            continue;
        }
        shown.add(question.code);
        const answer = answerTo(question, form);
        if (answer !== null) {
            answers[question.code] = answer;
            const given = [answer].flat();
            const ending = question.choices.find((each) => given.includes(each.key) && each.stop_message);
            stop ||= ending?.stop_message ?? "";
        }
    }
    return { answers, shown, stop };
}

function isAsked({ shown_when: condition }, answers) {
    const given = condition ? [answers[condition.question] ?? []].flat() : [];
    return !condition || given.some((each) => condition.is.includes(String(each)));
}

function answerTo(question, form) {
    const fields = [...form.querySelectorAll(`[name="${CSS.escape(nameOf(question))}"]`)];
    const values = fields
        .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
        .map((field) => field.value)
        .filter(Boolean);
    if (!values.length) {
        return null;
    }
    if (question.kind === "multivaluelist") {
        return values;
    }
    if (question.kind === "datetime") {
        return new Date(values[0]).toISOString();
    }
    return question.kind === "number" ? Number(values[0]) : values[0];
}

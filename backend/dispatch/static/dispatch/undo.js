/** Undoing the last change: the calls that lead back, as long as nobody else has changed it. */

import { call, Problem } from "./calls.js";
import { desk } from "./state.js";

const SHOWN_MS = 20_000; // our choice: how long the note offers it

/**
 * What a report was before, and the version that our change gave it.
 * @typedef {{id: string, number: string, status: string, crew: ?number, planned_for: ?string,
 *   version: number}} Before
 */

let last = null;

/**
 * Offer to undo a change, for some seconds by a note, and by its key till the next change.
 * @param {string} text what has happened
 * @param {() => Promise<{number: string, why: string}[]>} back
 *   undoes it; returns what could not be undone
 * @param {string[]} ids
 */
export function offerUndo(text, back, ids) {
    last = { back, ids };
    const mine = last;
    const label = `${desk.word("undo")} (u)`;
    const note = desk.toast(text, { kind: "good", action: { label, run: () => undo(mine) } });
    mine.note = note;
    desk.announce(text);
    setTimeout(() => note?.remove(), SHOWN_MS);
}

export function startUndo() {
    desk.command("undo", () => (last ? undo(last) : say("nothing_to_undo")), "u");
}

async function undo(what) {
    if (last === what) {
        last = null;
    }
    what.note?.remove();
    const failed = await what.back();
    await desk.refresh(what.ids);
    for (const why of new Set(failed.map((each) => each.why))) {
        const numbers = failed.filter((each) => each.why === why).map((each) => each.number);
        const text = desk.word("not_undone", { numbers: numbers.join(", "), why });
        desk.toast(text, { kind: "alarm" });
        desk.announce(text);
    }
    if (failed.length < what.ids.length) {
        say("undone");
    }
}

function say(word) {
    desk.toast(desk.word(word));
    desk.announce(desk.word(word));
}

/** Undo a change of facts: `PATCH` with what they were. */
export function factsBack(before, version, names) {
    return async () => {
        const values = Object.fromEntries(names.map((name) => [name, before[name]]));
        const body = { ...values, expected_version: version };
        return attempt([before], () => call("PATCH", `/api/v1/reports/${before.id}`, body));
    };
}

/**
 * Undo changes of status and crew.
 * @param {Before[]} befores
 * @param {Object<string, {status: string, version: number, crew: number}>} now
 *   what each became, by its id; crew: left out where it has not changed
 * @param {Object<string, string[]>} workflow what may become what
 */
export function livesBack(befores, now, workflow) {
    return async () => {
        const versions = Object.fromEntries(befores.map(({ id }) => [id, now[id].version]));
        const groups = grouped(befores, signatureOf(now));
        const failed = [];
        for (const group of groups.values()) {
            const steps = stepsBack(now[group[0].id], group[0], workflow);
            failed.push(...(await walk(group, steps, versions)));
        }
        return failed;
    };
}

function signatureOf(now) {
    return ({ id, status, crew, planned_for: day }) =>
        JSON.stringify([now[id].status, now[id].crew, status, crew, day]);
}

function grouped(things, keyOf) {
    const groups = new Map();
    for (const each of things) {
        const key = keyOf(each);
        groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    return groups;
}

/**
 * The shortest way back to a status and its crew, null where there is none.
 * Whatever goes through `received` has lost its crew, and gets it back by an assignment.
 */
export function stepsBack(now, before, workflow) {
    const wanted = before.crew && before.status !== "received" ? "own" : "none";
    const queue = [{ at: now.status, crew: crewIn(now, before), steps: [] }];
    const seen = new Set();
    while (queue.length) {
        const { at, crew, steps } = queue.shift();
        if (at === before.status && crew === wanted) {
            return steps;
        }
        for (const next of workflow[at] ?? []) {
            const becomes = { assigned: "own", received: "none" }[next] ?? crew;
            const key = `${next} ${becomes}`;
            const isPossible = next !== "assigned" || before.crew;
            if (isPossible && !seen.has(key)) {
                seen.add(key);
                const step = next === "assigned" ? assigning(before) : changing(next, before);
                queue.push({ at: next, crew: becomes, steps: [...steps, step] });
            }
        }
    }
    return null;
}

function crewIn(now, before) {
    if (now.status === "received") {
        return "none";
    }
    const crew = now.crew === undefined ? before.crew : now.crew;
    return !crew ? "none" : crew === before.crew ? "own" : "other";
}

function assigning({ crew }) {
    return { path: "/api/v1/assignments", body: { crew } };
}

function changing(status, before) {
    const plan = status === "planned" && status === before.status && before.planned_for;
    const body = plan ? { status, planned_for: plan } : { status };
    return { path: "/api/v1/statuses", body };
}

/** Take a group back step by step; who cannot follow is left, and said why. */
async function walk(group, steps, versions) {
    if (!steps) {
        return group.map(({ number }) => ({ number, why: desk.word("why_no_way") }));
    }
    const failed = [];
    let left = group;
    for (const { path, body } of steps) {
        const failures = await attempt(left, async () => {
            const seen = Object.fromEntries(left.map(({ id }) => [id, versions[id]]));
            const ids = left.map(({ id }) => id);
            const answer = await call("POST", path, { ...body, reports: ids, versions: seen });
            Object.assign(versions, answer.versions);
        }, (ids) => (left = left.filter(({ id }) => !ids.has(id))));
        failed.push(...failures);
        left = left.filter(({ number }) => !failed.some((each) => each.number === number));
        if (!left.length) {
            break;
        }
    }
    return failed;
}

/** Try; leave out what the API names as failing, and try once more with the others. */
async function attempt(group, run, without = null) {
    try {
        await run();
        return [];
    } catch (problem) {
        if (!(problem instanceof Problem)) {
            throw problem;
        }
        const named = problem.body.failed;
        if (!named || !without) {
            return group.map(({ number }) => ({ number, why: reason(problem) }));
        }
        const codes = new Map(named.map((each) => [each.report, each.code]));
        without(new Set(codes.keys()));
        const failed = group.filter(({ id }) => codes.has(id));
        const others = group.filter(({ id }) => !codes.has(id));
        const more = others.length ? await attempt(others, run, without) : [];
        return [
            ...failed.map(({ id, number }) => ({ number, why: reason({ code: codes.get(id) }) })),
            ...more,
        ];
    }
}

function reason(problem) {
    if (problem.isLost) {
        return desk.word("lost");
    }
    const isChanged = problem.code === "version_conflict";
    return isChanged ? desk.word("why_changed") : problem.detail || desk.word("why_no_way");
}

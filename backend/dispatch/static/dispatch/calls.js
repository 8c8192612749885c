/** The API as the desk calls it: one way to write, one shape of refusal. */

const PATIENCE_MS = 30_000; // our choice: then the connection counts as lost

/**
 * What the API refused, or could not hear.
 * `status` 0: no connection. `code`, `errors`: as the problem document has them.
 */
export class Problem extends Error {
    constructor(status, body = {}) {
        super(body.title ?? String(status));
        Object.assign(this, { status, body, code: body.code ?? "", errors: body.errors ?? [] });
        this.detail = body.detail ?? body.title ?? "";
    }

    get isLost() {
        return this.status === 0 || this.status >= 502;
    }
}

/**
 * Call the API. Returns the answer's JSON, null for an empty one. Throws a Problem.
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {{key?: string, signal?: AbortSignal, headers?: object}} [how] key: an Idempotency-Key
 */
export async function call(method, path, body, { key, signal, headers } = {}) {
    const answer = await fetch(path, {
        method,
        headers: {
            Accept: "application/json",
            "Accept-Language": document.documentElement.lang,
            ...(method === "GET" ? {} : { "X-CSRFToken": csrfToken() }),
            ...(body === undefined ? {} : { "Content-Type": "application/json" }),
            ...(key ? { "Idempotency-Key": key } : {}),
            ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal ?? AbortSignal.timeout(PATIENCE_MS),
    }).catch((error) => {
        throw signal?.aborted ? error : new Problem(0);
    });
    const told = await answer.json().catch(() => null);
    if (!answer.ok) {
        throw new Problem(answer.status, told ?? {});
    }
    return told;
}

/** A new Idempotency-Key. `randomUUID` is missing where the page came without HTTPS. */
export function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Ask the API. Returns null when it cannot tell, or cannot be heard. */
export function ask(path) {
    return call("GET", path).catch(() => null);
}

/** Django's token against forged requests. */
export function csrfToken() {
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return field?.value ?? document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

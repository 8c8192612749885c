// The live stream of the desk: what changes, and a connection that heals by itself.

const SILENT_AFTER_MS = 40_000; // the server pings every 15 s: two may get lost
const LOOK_EVERY_MS = 5_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const STAY_MS = 30_000; // after which `hold` says again that the report is open

/**
 * Keep a stream of events open until `close()` of what is returned is called.
 *
 * url: the address of `/live`, as `https://live.example.pl/live?lang=pl`.
 * since: the position at which the page was made; nothing that came after it is missed.
 * onReports(rows), onGone(ids), onPresence({report, people}): what has changed.
 * onReset(): too much has changed, or the person's rights; the list is to be read anew.
 * onState(state): "connected" the first time, "lost", "healed" when it is there again, and
 * "refused" when the person has to log in: trying goes on, at its slowest.
 */
export function connect(options) {
    const live = new Live(options);
    live.open();
    return { close: () => live.close() };
}

/** Tell colleagues that this report is open, until the function that is returned is called. */
export function hold(url, headers = {}) {
    const tell = (method) =>
        fetch(url, { method, headers, credentials: "same-origin", keepalive: true }).catch(() => {});
    const stay = () => tell("PUT");
    const leave = () => tell("DELETE");
    stay();
    const timer = setInterval(stay, STAY_MS); // stands still while a browser keeps a page it has left
    addEventListener("pagehide", leave);
    return () => {
        clearInterval(timer);
        removeEventListener("pagehide", leave);
        return leave();
    };
}

class Live {
    constructor({ url, since = "", onReports, onGone, onPresence, onReset, onState }) {
        this.url = new URL(url, location.href);
        this.since = String(since);
        this.state = "";
        this.wait = FIRST_WAIT_MS;
        this.tell = onState ?? (() => {});
        this.listeners = {
            hello: () => this.arrived(),
            ping: () => {},
            reports: ({ reports, gone }) => {
                if (reports.length) onReports?.(reports);
                if (gone.length) onGone?.(gone);
            },
            presence: (attendance) => onPresence?.(attendance),
            reset: () => onReset?.(),
            end: () => this.say("refused"),
        };
        this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
        this.hurry = () => this.comeBack();
        addEventListener("online", this.hurry);
        document.addEventListener("visibilitychange", this.hurry);
    }

    open() {
        clearTimeout(this.retry);
        this.source?.close();
        if (this.since) this.url.searchParams.set("since", this.since);
        const source = (this.source = new EventSource(this.url, { withCredentials: true }));
        this.heardAt = Date.now();
        for (const [name, listener] of Object.entries(this.listeners)) {
            source.addEventListener(name, (event) => {
                if (source !== this.source) return;
                this.heardAt = Date.now();
                if (event.lastEventId) this.since = event.lastEventId;
                listener(JSON.parse(event.data));
            });
        }
        source.addEventListener("error", () => source === this.source && this.lost());
    }

    close() {
        clearInterval(this.timer);
        clearTimeout(this.retry);
        removeEventListener("online", this.hurry);
        document.removeEventListener("visibilitychange", this.hurry);
        this.source?.close();
        this.source = null;
    }

    arrived() {
        this.wait = FIRST_WAIT_MS;
        if (!["connected", "healed"].includes(this.state)) this.say(this.state ? "healed" : "connected");
    }

    // Our own coming back, instead of the browser's: it gives up at the first 503.
    lost() {
        this.source?.close();
        if (this.state !== "refused") this.say("lost");
        this.plan();
        this.askWhy();
    }

    plan() {
        clearTimeout(this.retry);
        const spread = 0.5 + Math.random(); // hundreds of pages shall not come back at once
        this.retry = setTimeout(() => this.open(), this.wait * spread);
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
    }

    // An EventSource does not tell why it was refused.
    async askWhy() {
        if (this.wait <= FIRST_WAIT_MS * 2) return; // a restart of the server is over by then
        const answer = await fetch(this.url, { method: "HEAD", credentials: "include" }).catch(
            () => null,
        );
        if (!this.source || ![401, 403].includes(answer?.status)) return;
        this.wait = LONGEST_WAIT_MS;
        this.say("refused");
    }

    // A connection that died in a laptop's sleep makes no error.
    look() {
        if (!this.isClosed && Date.now() - this.heardAt > SILENT_AFTER_MS) this.lost();
    }

    // Somebody looks at the page again, or the network is back: no more waiting.
    comeBack() {
        if (document.hidden) return;
        this.look();
        if (!this.isClosed) return;
        this.wait = FIRST_WAIT_MS;
        this.open();
    }

    get isClosed() {
        return this.source?.readyState === EventSource.CLOSED;
    }

    say(state) {
        if (state === this.state) return;
        this.state = state;
        this.tell(state);
    }
}

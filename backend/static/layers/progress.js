// Keeps the page of an upload fresh while the worker is at it. Without JavaScript: reload the page.

const EVERY_MS = 1500;
const state = document.getElementById("import-state");
const details = document.getElementById("import");

function schedule() {
  if (details.dataset.moves === "yes") setTimeout(refresh, EVERY_MS);
}

async function refresh() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) show(await answer.text());
  } catch {
    // The network is away for a moment: the next try may find it back.
  }
  schedule();
}

function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const [freshState, fresh] = ["import-state", "import"].map((id) => page.getElementById(id));
  if (!freshState || !fresh) return;
  // Only what is new is said aloud: a status that is written anew is read anew.
  if (state.textContent !== freshState.textContent) state.replaceChildren(...freshState.childNodes);
  details.replaceChildren(...fresh.childNodes);
  details.dataset.moves = fresh.dataset.moves;
}

schedule();

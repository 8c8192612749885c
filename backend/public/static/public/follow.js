/** A link of one's own holds number and secret behind the `#`, which no server ever sees. */

const LINK = /^#([A-Z]{2,6}-\d{4}-\d+)\.([A-Za-z0-9_-]{32,128})$/;
const form = document.getElementById("follow-form");
const found = LINK.exec(location.hash);
if (found) {
    history.replaceState(null, "", location.pathname);
    form.elements.number.value = found[1];
    form.elements.secret.value = found[2];
    form.requestSubmit();
}

/** Places: of rows, and of the view in the page's address (`#map=zoom/lat/lon`). */

const CIRCLE_SIDES = 64;
const DECIMALS = { zoom: 2, degrees: 6 };

/** Where a row lies, in the map's own metres. */
export function placedAt({ lon, lat }) {
    return ol.proj.fromLonLat([lon, lat]);
}

/** The view that a page's hash tells. @returns {?{zoom: number, lat: number, lon: number}} */
export function whereIs(hash) {
    const numbers = /^#map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(hash)?.slice(1).map(Number);
    if (!numbers?.every(Number.isFinite)) {
        return null;
    }
    const [zoom, lat, lon] = numbers;
    return Math.abs(lat) < 85 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : null;
}

/** Keep the view in the page's address, to come back to and to send to others. */
export function remember(view) {
    if (!view.getCenter()) {
        return;
    }
    const [lon, lat] = ol.proj.toLonLat(view.getCenter());
    const [zoom, degrees] = [DECIMALS.zoom, DECIMALS.degrees];
    const told = [view.getZoom().toFixed(zoom), lat.toFixed(degrees), lon.toFixed(degrees)];
    history.replaceState(history.state, "", `#map=${told.join("/")}`);
}

/** Degrees with as many decimals as the API keeps. */
export function degreesOf(place) {
    const [lon, lat] = ol.proj.toLonLat(place).map((each) => Number(each.toFixed(7)));
    return { lon, lat };
}

/** Move a place by metres on the ground. */
export function shifted(place, east, north) {
    const [, lat] = ol.proj.toLonLat(place);
    const stretch = 1 / Math.cos((lat * Math.PI) / 180);
    return [place[0] + east * stretch, place[1] + north * stretch];
}

/** Within so many metres of a place. */
export function accuracyCircle({ lon, lat, accuracy }) {
    const circle = ol.geom.Polygon.circular([lon, lat], accuracy, CIRCLE_SIDES);
    return circle.transform("EPSG:4326", "EPSG:3857");
}

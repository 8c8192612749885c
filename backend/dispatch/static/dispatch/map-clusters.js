/** What lies too close together to be seen apart is one mark that says how many. */

/**
 * A report, or so many of them, on the map's own metres (EPSG:3857).
 * @typedef {{x: number, y: number, count: number, open: number, id?: string, number?: string,
 *   status?: string, service?: string, isDanger?: boolean}} Point
 * @typedef {{x: number, y: number, count: number, open: number, isDanger: boolean,
 *   members: Point[]}} Mark
 */

/**
 * Gather points into marks that do not lie on each other.
 * @param {Point[]} points
 * @param {number} reach in the map's metres: nearer than that is one mark
 * @returns {Mark[]} in the order of the points: the same points give the same marks
 */
export function gather(points, reach) {
    const cells = new Map();
    const marks = [];
    for (const point of points) {
        const found = reach > 0 ? nearest(cells, point, reach) : null;
        if (found) {
            found.members.push(point);
        } else {
            const mark = { anchor: point, members: [point] };
            marks.push(mark);
            put(cells, mark, reach);
        }
    }
    return marks.map(summed);
}

function nearest(cells, point, reach) {
    let [best, least] = [null, reach * reach];
    for (const name of around(point, reach)) {
        for (const mark of cells.get(name) ?? []) {
            const away = (mark.anchor.x - point.x) ** 2 + (mark.anchor.y - point.y) ** 2;
            [best, least] = away < least ? [mark, away] : [best, least];
        }
    }
    return best;
}

function* around({ x, y }, reach) {
    const [column, row] = [Math.floor(x / reach), Math.floor(y / reach)];
    for (let dx = -1; dx <= 1; dx += 1) {
        for (let dy = -1; dy <= 1; dy += 1) {
            yield `${column + dx}/${row + dy}`;
        }
    }
}

function put(cells, mark, reach) {
    const { x, y } = mark.anchor;
    const name = `${Math.floor(x / reach)}/${Math.floor(y / reach)}`;
    cells.set(name, [...(cells.get(name) ?? []), mark]);
}

function summed({ members }) {
    const count = members.reduce((sum, each) => sum + each.count, 0);
    const middle = (axis) => members.reduce((sum, each) => sum + each[axis] * each.count, 0) / count;
    return {
        x: members.length === 1 ? members[0].x : middle("x"),
        y: members.length === 1 ? members[0].y : middle("y"),
        count,
        open: members.reduce((sum, each) => sum + each.open, 0),
        isDanger: members.some((each) => each.isDanger),
        members,
    };
}

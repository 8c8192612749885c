/** The charts of the page of figures; the tables beside them say the same. */

const SHOWN = 15; // bars; the table has more
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const NAMES = read("figures");
const LINE = 28; // characters of a name beside a bar; longer ones go on below
const COLORS = ["--accent", "--in_progress"];
const drawn = [];

function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function draw({ id, bars, rows }) {
    const target = document.getElementById(`chart-${id}`);
    if (!target) {
        return;
    }
    target.parentElement.classList.add("drawn");
    const isByMonth = id === "month";
    const shown = rows.slice(0, isByMonth ? rows.length : SHOWN);
    target.parentElement.style.height = isByMonth ? "20rem" : `${6 + 2.4 * shown.length}rem`;
    const axis = { grid: { color: color("--line") }, ticks: { color: color("--quiet") } };
    drawn.push(
        new Chart(target, {
            type: "bar",
            data: {
                labels: shown.map(({ name }) => linesOf(name)),
                datasets: bars.map((figure, index) => ({
                    label: NAMES[figure],
                    data: shown.map((row) => row[figure]),
                    backgroundColor: color(COLORS[index]),
                    borderRadius: 3,
                    maxBarThickness: 24,
                })),
            },
            options: {
                animation: false,
                indexAxis: isByMonth ? "x" : "y",
                maintainAspectRatio: false,
                scales: { x: axis, y: axis },
                plugins: { legend: { labels: { color: color("--ink") } } },
            },
        }),
    );
}

/** A name in lines that fit beside the bars. */
function linesOf(name) {
    const lines = [""];
    for (const word of name.split(" ")) {
        const longer = `${lines.at(-1)} ${word}`.trim();
        if (longer.length > LINE && lines.at(-1)) {
            lines.push(word);
        } else {
            lines[lines.length - 1] = longer;
        }
    }
    return lines;
}

function drawAll() {
    drawn.splice(0).forEach((chart) => chart.destroy());
    read("charts").forEach(draw);
}

if (window.Chart) {
    Chart.defaults.font.family = "Inter, sans-serif";
    drawAll();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
}

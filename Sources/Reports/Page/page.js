"use strict";

// Shows what a plot's curves have come to where the pointer is.
for (const plot of document.querySelectorAll("svg[data-readings]")) {
    const readings = JSON.parse(plot.dataset.readings);
    const rule = plot.querySelector(".rule");
    const output = plot.parentElement.querySelector("output");
    const hide = () => {
        rule.setAttribute("visibility", "hidden");
        output.textContent = "";
    };
    plot.addEventListener("pointermove", (event) => {
        const box = plot.getBoundingClientRect();
        const x = (event.clientX - box.left) * plot.viewBox.baseVal.width / box.width;
        let nearest = readings[0];
        for (const reading of readings) {
            if (Math.abs(reading[0] - x) < Math.abs(nearest[0] - x)) nearest = reading;
        }
        if (!nearest) return;
        rule.setAttribute("x1", nearest[0]);
        rule.setAttribute("x2", nearest[0]);
        rule.setAttribute("visibility", "visible");
        output.textContent = nearest[1];
    });
    plot.addEventListener("pointerleave", hide);
    plot.addEventListener("pointercancel", hide);
}

for (const toggle of document.querySelectorAll(".toggle input")) {
    const apply = () => toggle.closest("figure").classList.toggle("is-logarithmic", toggle.checked);
    toggle.addEventListener("change", apply);
    // A browser may remember the choice when the page is loaded again.
    window.addEventListener("pageshow", apply);
}

// Shows what a decision threshold comes to.
for (const decision of document.querySelectorAll("[data-points]")) {
    const points = JSON.parse(decision.dataset.points);
    const slider = decision.querySelector("input[type=range]");
    const last = points[points.length - 1];
    const [positives, negatives] = [last[1], last[2]];
    const show = (name, text) => {
        for (const cell of decision.querySelectorAll(`[data-cell="${name}"]`)) cell.textContent = text;
    };
    const place = (name, x, y) => {
        const marker = decision.querySelector(`[data-marker="${name}"]`);
        marker.setAttribute("cx", x);
        marker.setAttribute("cy", y);
    };
    const count = (number) => number.toLocaleString("en-US", { maximumFractionDigits: 3 });
    const apply = () => {
        const [threshold, found, mistaken, rocX, rocY, prX, prY] = points[slider.value];
        show("threshold", Number(threshold.toPrecision(4)));
        show("tp", count(found));
        show("fp", count(mistaken));
        show("fn", count(positives - found));
        show("tn", count(negatives - mistaken));
        show("precision", (found + mistaken > 0 ? found / (found + mistaken) : 1).toFixed(3));
        show("recall", (found / positives).toFixed(3));
        show("F1", (2 * found / (found + mistaken + positives)).toFixed(3));
        show("accuracy", ((found + negatives - mistaken) / (positives + negatives)).toFixed(3));
        place("roc", rocX, rocY);
        place("pr", prX, prY);
        slider.setAttribute("aria-valuetext", `threshold ${threshold}`);
    };
    slider.addEventListener("input", apply);
    // A browser may remember where the slider was when the page is loaded again.
    window.addEventListener("pageshow", apply);
}

// Sorts a table by the column whose heading is pressed: numbers from the largest, names from the first of the alphabet, and
// the other way round when it is pressed again.
for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    for (const button of table.querySelectorAll("thead button")) {
        const heading = button.parentElement;
        button.addEventListener("click", () => {
            const column = heading.cellIndex;
            const before = heading.getAttribute("aria-sort");
            const isUp = column === 0 ? before !== "ascending" : before === "descending";
            for (const other of table.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
            heading.setAttribute("aria-sort", isUp ? "ascending" : "descending");
            const key = (row) => row.cells[column].textContent;
            const compare = column === 0
                ? (a, b) => key(a).localeCompare(key(b), "en", { numeric: true })
                : (a, b) => Number(key(a)) - Number(key(b));
            const rows = Array.from(body.rows).sort((a, b) => (isUp ? compare(a, b) : compare(b, a)));
            body.append(...rows);
        });
    }
}

const seconds = Number(document.body.dataset.reload);
if (seconds > 0) setTimeout(() => location.reload(), 1000 * seconds);

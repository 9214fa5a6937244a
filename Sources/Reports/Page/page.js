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

const seconds = Number(document.body.dataset.reload);
if (seconds > 0) setTimeout(() => location.reload(), 1000 * seconds);

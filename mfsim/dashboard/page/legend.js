// What the signs of the floor plan mean, and what happened lately.

import { arrow_size, tie_strength, tie_width } from "./layout.js";
import { html, STRENGTH, svg, tint } from "./svg.js";

const LATEST = 9;

// Sectors that have been there so far, then the signs.
export function legend(box, told, sectors) {
  const entries = [...sectors].sort((one, other) => one - other).map((sector) => {
    const { name, colour, hatch } = told.sectors[sector];
    const fill = hatch ? `url(#A-${"/.x".indexOf(hatch)})` : "none";
    return entry([svg("rect", { width: 22, height: 12, fill: tint(colour, STRENGTH), stroke: "#555" }),
      svg("rect", { width: 22, height: 12, fill })], name);
  });
  const tie = (trust) => svg("line", { x1: 0, x2: 22, y1: 6, y2: 6, class: "tie", "stroke-width": tie_width(trust), "stroke-opacity": tie_strength(trust) });
  const arrow = arrow_size(0.8);
  box.replaceChildren(...entries,
    entry([tie(0.2)], "trust 0.2"), entry([tie(0.7)], "trust 0.7"),
    entry([svg("path", { d: `M20 6L${20 - arrow} 1.5L${20 - arrow} 10.5Z`, class: "arrow" })], "helps whom"),
    entry(bar("cash"), "€ cash: months of living, full at 12"), entry(bar("debt"), "−€ in debt"),
    entry(bar("care"), "♥ care for the place"),
    entry([svg("rect", { x: 1, y: 1, width: 20, height: 10, class: "room founder" })], "founding member"));
}

function bar(kind) {
  return [svg("rect", { y: 3.5, width: 22, height: 5, class: "track" }), svg("rect", { y: 3.5, width: 13, height: 5, class: kind })];
}

function entry(signs, text) {
  return html("span", {}, svg("svg", { class: "sign-box", viewBox: "0 0 22 12", "aria-hidden": "true" }, ...signs), text);
}

// The last things that happened in each world, the latest first.
export function chronicle(box, worlds, month, site) {
  const both = Object.keys(worlds).length > 1;
  box.replaceChildren(...Object.entries(worlds).map(([slot, frames]) => {
    const lines = [];
    for (let at = month; at >= 0 && lines.length < LATEST; at -= 1) {
      for (const text of frames[at].sites[site].happened) lines.push([at, text]);
    }
    const items = lines.slice(0, LATEST).map(([at, text]) => html("li", { value: at }, html("span", { class: "when", text: `${at}` }), text));
    return html("div", { class: "chronicle" }, html("h2", { text: both ? `What happened in world ${slot}` : "What happened" }),
      items.length ? html("ol", {}, ...items) : html("p", { class: "meaning", text: "Nothing yet: press Play." }));
  }));
}

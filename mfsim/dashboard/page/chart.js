// A chart of lines over the months; with two worlds side by side, the first line of each.

import { COLOURS, brief, html, svg } from "./svg.js";

const WIDTH = 210, HEIGHT = 104, LEFT = 38, RIGHT = 10, TOP = 6, BOTTOM = 17;
const DASHES = ["", "6 3", "2 3"];
const STEPS = [1, 2, 2.5, 5, 10];

export class Chart {
  constructor(what, months) {
    this.what = what;
    this.months = months;
    this.values = html("p", { class: "values" });
    this.drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    this.box = html("figure", { class: "chart", id: `chart-${what.key}`, title: what.meaning },
      html("figcaption", {}, html("b", { text: what.title }), html("span", { class: "unit", text: what.unit })),
      this.values, this.drawing);
  }

  // Worlds by slot: lists of frames; up to and with this month, of this site.
  draw(worlds, number, month, site) {
    const lines = this.lines(worlds, number, month, site);
    const all = lines.flatMap((line) => line.values).filter((value) => value !== null);
    const [low, high, step] = ends(Math.min(0, ...all), Math.max(this.what.top, ...all));
    const x = (at) => LEFT + (at / this.months) * (WIDTH - LEFT - RIGHT);
    const y = (value) => HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - BOTTOM - TOP);
    this.drawing.replaceChildren(
      ...axes(x, y, low, high, step, this.months),
      svg("line", { x1: x(month), x2: x(month), y1: TOP, y2: HEIGHT - BOTTOM, class: "now" }),
      ...lines.map((line) => svg("path", { d: path(line.values, x, y), class: line.kind, stroke: line.colour,
        "stroke-dasharray": line.dash })));
    this.values.replaceChildren(...lines.map(named));
    this.drawing.setAttribute("aria-label", `${this.what.title}, ${this.what.unit}: ` +
      lines.map((line) => `${line.name} ${brief(line.values.at(-1))}`).join(", "));
  }

  lines(worlds, number, month, site) {
    const slots = Object.keys(worlds), both = slots.length > 1;
    const of = (slot, place) => worlds[slot].slice(1, month + 1).map((frame) => frame.sites[site].charts[number][place]);
    return this.what.lines.flatMap((line, place) => {
      const own = slots.map((slot) => ({ slot, values: of(slot, place) }));
      const alike = own.every(({ values }) => values.every((value, at) => value === own[0].values[at]));
      if (line.reference && alike) return [drawn(line.name, own[0].values, line.colour, "5 4", "line reference")];
      if (!both) return [drawn(line.name, own[0].values, line.colour, DASHES[place])];
      if (line.reference) return own.map(({ slot, values }) => drawn(`${slot}: ${line.name}`, values, COLOURS[slot], "1 3", "line reference"));
      return place ? [] : own.map(({ slot, values }) => drawn(`${slot}: ${line.name}`, values, COLOURS[slot], slot === "A" ? "" : "6 3"));
    });
  }
}

function drawn(name, values, colour, dash, kind = "line") {
  return { name, values, colour, dash, kind };
}

function named(line) {
  const sample = svg("svg", { class: "sample", viewBox: "0 0 22 8", "aria-hidden": "true" },
    svg("line", { x1: 0, x2: 22, y1: 4, y2: 4, class: line.kind, stroke: line.colour, "stroke-dasharray": line.dash }));
  return html("span", {}, sample, `${line.name} `, html("b", { text: brief(line.values.at(-1) ?? null) }));
}

// Round ends of an axis that hold these values, and the step between its marks.
function ends(least, most) {
  const rough = (most - least) / 3;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = STEPS.map((one) => one * size).find((one) => one >= rough * 0.999);
  return [Math.floor(least / step + 1e-9) * step, Math.ceil(most / step - 1e-9) * step, step];
}

function axes(x, y, low, high, step, months) {
  const marks = [];
  for (let value = low; value <= high + step / 2; value += step) {
    marks.push(svg("line", { x1: x(0), x2: x(months), y1: y(value), y2: y(value), class: "grid" }),
      svg("text", { x: LEFT - 4, y: y(value) + 3.5, class: "mark right", text: brief(Math.abs(value) < step / 9 ? 0 : value) }));
  }
  marks.push(svg("text", { x: 0, y: HEIGHT - 4, class: "mark", text: "month" }));
  for (const at of months_named(months)) {
    marks.push(svg("text", { x: x(at), y: HEIGHT - 4, class: "mark middle", text: at }));
  }
  return marks;
}

// Months to be named on an axis, not more than six.
export function months_named(months) {
  const every = [1, 2, 6, 12, 24, 60, 120].find((step) => months <= 5 * step) ?? 120;
  return Array.from({ length: Math.floor(months / every) + 1 }, (_, place) => place * every);
}

// A line through what is defined; months run from 1.
function path(values, x, y) {
  let told = "", drawing = false;
  values.forEach((value, place) => {
    if (value !== null) told += `${drawing ? "L" : "M"}${x(place + 1).toFixed(1)} ${y(value).toFixed(1)}`;
    drawing = value !== null;
  });
  return told;
}

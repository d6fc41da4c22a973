// The norm book: a row for each kind of case, a bar for each rule that was in force, the darker the better it fits.

import { months_named } from "./chart.js";
import { html, svg, tint } from "./svg.js";

const WIDTH = 560, LEFT = 92, RIGHT = 12, ROW = 16, TOP = 4, BOTTOM = 18;
const LETTER = 5.4;

export class Book {
  constructor(slot, told, months) {
    this.told = told;
    this.months = months;
    this.slot = slot;
    this.caption = html("span", { class: "unit" });
    this.height = TOP + ROW * told.kinds.length + BOTTOM;
    this.drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${this.height}`, role: "img" });
    this.heading = html("b", { text: "Norm book" });
    this.box = html("figure", { class: "chart book", id: `book-${slot}` },
      html("figcaption", {}, this.heading, this.caption), this.drawing);
  }

  draw(frame, both) {
    const { rules } = frame;
    const at_month = frame.month;
    const in_force = rules.filter((rule) => rule[4] === null).length;
    const struck = rules.length - in_force;
    this.heading.textContent = both ? `Norm book, world ${this.slot}` : "Norm book";
    this.caption.textContent = `${in_force} ${in_force === 1 ? "rule" : "rules"} in force` +
      (struck ? `, ${struck} struck out (×)` : "") + "; the darker, the better it fits the place";
    this.drawing.setAttribute("aria-label", `Norm book: ${this.caption.textContent}`);
    const x = (month) => LEFT + (month / this.months) * (WIDTH - LEFT - RIGHT);
    this.drawing.replaceChildren(...this.rows(x), ...rules.flatMap((rule) => this.bar(rule, at_month, x)),
      svg("line", { x1: x(at_month), x2: x(at_month), y1: TOP, y2: this.height - BOTTOM, class: "now" }));
  }

  rows(x) {
    const names = this.told.kinds.flatMap((kind, row) => [
      svg("text", { x: LEFT - 6, y: TOP + ROW * (row + 0.5) + 3.5, class: "mark right", text: kind.replaceAll("_", " ") }),
      svg("line", { x1: x(0), x2: x(this.months), y1: TOP + ROW * (row + 1), y2: TOP + ROW * (row + 1), class: "grid" }),
    ]);
    names.push(svg("text", { x: LEFT - 6, y: this.height - 5, class: "mark right", text: "month" }),
      ...months_named(this.months).map((at) => svg("text", { x: x(at), y: this.height - 5, class: "mark middle", text: at })));
    return names;
  }

  bar([kind, resolution, origin, from, until, quality], month, x) {
    const left = x(from), width = Math.max(1.5, x(until ?? month) - left), top = TOP + ROW * kind + 2;
    const says = this.told.resolutions[kind][resolution] + (origin === "emergent" ? "" : ` (${origin})`);
    const title = svg("title", { text: `${this.told.kinds[kind]}: ${says}, from month ${from}` +
      `${until === null ? "" : ` to ${until}, struck out`}; fits the place ${Math.round(100 * quality)} %` });
    const bar = svg("rect", { x: left, y: top, width, height: ROW - 4, fill: tint("#0072B2", 0.1 + 0.75 * quality),
      class: origin === "basic" ? "rule basic" : "rule" }, title);
    const made = [bar];
    if (width > LETTER * says.length + 6) {
      made.push(svg("text", { x: left + 4, y: top + ROW - 7.5, class: quality > 0.6 ? "says light" : "says", text: says }));
    }
    if (until !== null) made.push(svg("text", { x: x(until) + 1, y: top + ROW - 6.5, class: "struck", text: "×" }));
    return made;
  }
}

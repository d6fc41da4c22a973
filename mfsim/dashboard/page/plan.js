// The floor plan of a world: rooms that persist from month to month, so that ties are seen to thicken.

import { arrowhead, bow, broken, fitted, node, tie_strength, tie_width, WIDTH } from "./layout.js";
import { COLOURS, html, STRENGTH, svg, tint } from "./svg.js";

const SMALLEST_HELP = 0.1;
const MONTHS_FULL = 12;
const GAUGE = 4.5, ROOM_FOR_GAUGES = 34, WIDEST_GAUGE = 64;

export class Plan {
  constructor(slot, told, show) {
    this.slot = slot;
    this.told = told;
    this.show = show;
    this.laid = fitted(told.plan);
    this.ties = new Map();
    this.frame = null;
    this.active = 0;
    this.caption = html("figcaption");
    const { height } = this.laid;
    this.drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "group", "aria-label": `Floor plan, world ${slot}` });
    this.rooms = this.laid.rooms.map((room, unit) => this.#room(room, unit));
    this.tie_layer = svg("g", { class: "ties" });
    this.arrow_layer = svg("g", { class: "arrows" });
    this.drawing.append(patterns(slot, told.sectors),
      ...this.laid.buildings.map((one) => svg("rect", { ...one, class: "building" })),
      ...this.laid.common.map(common_room).flat(),
      svg("g", {}, ...this.rooms.map((room) => room.ground)), this.tie_layer, this.arrow_layer,
      svg("g", {}, ...this.rooms.map((room) => room.writing)), svg("g", {}, ...this.rooms.map((room) => room.hit)));
    this.drawing.addEventListener("keydown", (event) => this.#walk(event));
    this.box = html("figure", { class: "plan", id: `plan-${slot}` }, this.caption, this.drawing);
  }

  #room(place, unit) {
    const hit = svg("rect", { ...place, class: "hit", tabindex: unit === 0 ? 0 : -1, role: "img", "data-unit": unit });
    hit.addEventListener("pointerenter", () => this.show(this, unit, hit));
    hit.addEventListener("pointerleave", () => this.show(this, null));
    hit.addEventListener("focus", () => { this.active = unit; this.show(this, unit, hit); });
    hit.addEventListener("blur", () => this.show(this, null));
    const [colour, hatch, frame] = ["colour", "hatch", "room"].map((kind) => svg("rect", { ...place, class: kind }));
    return { place, colour, hatch, frame, ground: svg("g", {}, colour, hatch, frame), writing: svg("g"), hit };
  }

  // Arrow keys walk from room to room.
  #walk(event) {
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const here = node(this.laid.rooms[this.active]);
    let best = null, least = Infinity;
    this.laid.rooms.forEach((room, unit) => {
      const there = node(room), ahead = (there.x - here.x) * way[0] + (there.y - here.y) * way[1];
      const aside = Math.abs((there.x - here.x) * way[1]) + Math.abs((there.y - here.y) * way[0]);
      if (ahead > 1 && ahead + 2 * aside < least) [best, least] = [unit, ahead + 2 * aside];
    });
    if (best === null) return;
    this.rooms[this.active].hit.setAttribute("tabindex", -1);
    this.rooms[best].hit.setAttribute("tabindex", 0);
    this.rooms[best].hit.focus();
  }

  draw(frame, site, both) {
    const seen = frame.sites[site];
    this.frame = seen;
    this.caption.textContent = `${both ? `World ${this.slot}, month` : "Month"} ${frame.month}: ` +
      `${seen.firms.length} ${seen.firms.length === 1 ? "member" : "members"}${seen.state && seen.state !== "open" ? `, ${seen.state}` : ""}` +
      `${seen.crisis ? ", in crisis" : ""}`;
    this.box.style.setProperty("--world", both ? COLOURS[this.slot] : "transparent");
    const firms = new Map(seen.firms.map((firm) => [firm.unit, firm]));
    const annexes = new Map(seen.annexes);
    this.rooms.forEach((room, unit) => this.#furnish(room, firms.get(unit), firms.get(annexes.get(unit)), unit < seen.open));
    this.#tie(seen.ties);
  }

  #furnish(room, firm, owner, open) {
    const who = firm ?? owner;
    const sector = who ? this.told.sectors[who.sector] : null;
    room.colour.setAttribute("fill", sector ? tint(sector.colour, firm ? STRENGTH : 0.3) : "#fff");
    room.hatch.setAttribute("fill", sector?.hatch ? `url(#${this.slot}-${"/.x".indexOf(sector.hatch)})` : !open ? `url(#${this.slot}-shut)` : "none");
    room.frame.setAttribute("class", `room${firm?.founder ? " founder" : ""}${who ? "" : " empty"}`);
    const label = firm ? firm.name || firm.trade : owner ? `annex of ${owner.name || owner.trade}` : open ? "to let" : "not open";
    room.hit.setAttribute("aria-label", firm ? `${firm.name ? `${firm.name}, ` : ""}${firm.trade}, ${firm.kind}` : label);
    room.writing.replaceChildren(...written(label, room.place, !who), ...(firm ? gauges(firm, room.place) : []));
  }

  #tie(ties) {
    const there = new Set(), heads = [];
    for (const [one, other, trust, given, returned] of ties) {
      const key = `${one}-${other}`;
      there.add(key);
      if (!this.ties.has(key)) {
        const way = bow(node(this.laid.rooms[one]), node(this.laid.rooms[other]));
        const line = svg("path", { d: way.path, class: "tie", "data-ends": key });
        line.style.strokeWidth = "0";
        this.ties.set(key, { way, line });
        this.tie_layer.append(line);
        line.getBoundingClientRect();  // so that it grows from nothing
      }
      const { way, line } = this.ties.get(key);
      line.style.strokeWidth = `${tie_width(trust).toFixed(2)}px`;
      line.style.strokeOpacity = tie_strength(trust).toFixed(2);
      if (given >= SMALLEST_HELP) heads.push(arrowhead(way, given, false));
      if (returned >= SMALLEST_HELP) heads.push(arrowhead(way, returned, true));
    }
    for (const [key, { line }] of this.ties) {
      if (!there.has(key)) { line.remove(); this.ties.delete(key); }
    }
    this.arrow_layer.replaceChildren(...heads.map((d) => svg("path", { d, class: "arrow" })));
  }

  // Show the ties of one room before all others.
  light(unit) {
    this.drawing.classList.toggle("lit", unit !== null);
    for (const { line } of this.ties.values()) {
      line.classList.toggle("own", unit !== null && line.dataset.ends.split("-").includes(String(unit)));
    }
  }
}

function written(label, place, faint) {
  const { size, lines } = broken(label, place.width - 4, place.height * 0.52);
  const middle = place.y + place.height * 0.3;
  return lines.map((line, row) => svg("text", { x: place.x + place.width / 2,
    y: middle + size * 1.12 * (row - (lines.length - 1) / 2) + size * 0.35, "font-size": size.toFixed(1),
    class: faint ? "label faint" : "label", text: line }));
}

// Cash as months of living that it pays, and care for the place: two bars with their signs.
function gauges(firm, place) {
  if (place.height < ROOM_FOR_GAUGES || place.width < ROOM_FOR_GAUGES) return [];
  const width = Math.min(WIDEST_GAUGE, place.width - 18), left = place.x + (place.width - width) / 2 + 5;
  const cash = Math.min(1, Math.abs(firm.lasts) / MONTHS_FULL);
  return [
    ...gauge(firm.lasts < 0 ? "−€" : "€", left, place.y + place.height - 2 * GAUGE - 6, width, cash, firm.lasts < 0 ? "debt" : "cash"),
    ...gauge("♥", left, place.y + place.height - GAUGE - 3, width, firm.care, "care"),
  ];
}

function gauge(sign, x, y, width, share, kind) {
  return [
    svg("text", { x: x - 2, y: y + GAUGE, class: "sign", text: sign }),
    svg("rect", { x, y, width, height: GAUGE, class: "track" }),
    svg("rect", { x, y, width: Math.max(0.5, width * share), height: GAUGE, class: kind }),
  ];
}

function common_room({ x, y, width, height }) {
  if (height < 12 || width < 60) return [];
  return [svg("text", { x: x + width / 2, y: y + height / 2 + 4, class: "common", text: "common rooms" })];
}

// Hatches, as many as styles of the figures have, and one for what is not open.
export function patterns(slot, sectors) {
  const drawn = { "/": "M0 6L6 0M-1 1L1 -1M5 7L7 5", ".": "M2 3a1 1 0 1 0 2 0a1 1 0 1 0 -2 0", x: "M0 0L6 6M0 6L6 0" };
  const used = new Set(sectors.map((sector) => sector.hatch).filter(Boolean));
  const all = [...used].map((hatch) => svg("pattern", { id: `${slot}-${"/.x".indexOf(hatch)}`, width: 6, height: 6,
    patternUnits: "userSpaceOnUse" }, svg("path", { d: drawn[hatch], class: "hatching" })));
  return svg("defs", {}, ...all, svg("pattern", { id: `${slot}-shut`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
    svg("path", { d: "M0 8L8 0", class: "shut" })));
}

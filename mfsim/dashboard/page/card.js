// The state of a firm, beside the pointer or the focus.

import { html, read } from "./svg.js";

export class Card {
  constructor(box, facts) {
    this.box = box;
    this.facts = facts;
    this.shown = null;
  }

  show(plan, unit, target) {
    this.shown?.plan.light(null);
    this.shown = unit === null ? null : { plan, unit, target };
    this.refresh();
  }

  // Say it again for the month that is on screen now.
  refresh() {
    this.box.hidden = this.shown === null;
    if (this.shown === null) return;
    const { plan, unit, target } = this.shown;
    plan.light(unit);
    this.box.replaceChildren(...this.told(plan, unit));
    this.place(target.getBoundingClientRect());
  }

  told(plan, unit) {
    const area = `${read(plan.told.areas[unit])} m²`;
    const firm = plan.frame.firms.find((one) => one.unit === unit);
    if (!firm) return [html("b", { text: `Unit ${unit + 1}, ${area}` }), html("p", { text: plan.rooms[unit].hit.getAttribute("aria-label") })];
    const rows = this.facts.map((fact, place) => [fact.label, `${read(firm.facts[place], fact.decimals)} ${fact.unit}`]);
    rows.splice(3, 0, ["cash lasts", firm.lasts < 0 ? "in debt" : `${read(firm.lasts, 1)} months of living`]);
    rows.unshift(["stage", firm.stage]);
    rows.push(["own field", `${firm.field}, level ${read(firm.level, 2)}`], ["closest to", this.friends(plan, unit) || "nobody yet"]);
    return [
      html("b", { text: firm.name || firm.trade }),
      html("p", { text: `${firm.name ? `${firm.trade}, ` : ""}${firm.kind}, ${plan.told.sectors[firm.sector].name}; unit ${unit + 1}, ${area}` +
        `${firm.founder ? "; founding member" : ""}` }),
      html("dl", {}, ...rows.flatMap(([what, value]) => [html("dt", { text: what }), html("dd", { text: value })])),
    ];
  }

  friends(plan, unit) {
    const named = (other) => {
      const firm = plan.frame.firms.find((one) => one.unit === other);
      return firm ? firm.name || firm.trade : "";
    };
    const own = plan.frame.ties.filter(([one, other]) => one === unit || other === unit).slice(-3).reverse();
    return own.map(([one, other, trust]) => `${named(one === unit ? other : one)} (trust ${read(trust, 2)})`).join(", ");
  }

  // Over the levers where they stand beside the plan, so that nothing of the plan is covered; else beside the room.
  place(target) {
    const { clientWidth, clientHeight } = document.documentElement;
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const panel = document.getElementById("panel").getBoundingClientRect();
    const beside = target.right + 8 + width < clientWidth ? target.right + 8 : Math.max(4, target.left - width - 8);
    const left = panel.right < target.left ? panel.right - width : beside;
    this.box.style.left = `${Math.max(4, left)}px`;
    this.box.style.top = `${Math.max(4, Math.min(target.top, clientHeight - height - 4))}px`;
  }
}

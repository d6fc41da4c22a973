// The levers as controls: those that matter most in their groups, all others by searching.

import { html } from "./svg.js";
import { in_words, worded } from "./words.js";

const MOST_FOUND = 12;

export class Levers {
  constructor(box, levers, change) {
    this.levers = levers;
    this.change = change;
    this.state = null;
    this.pending = null;
    this.rows = new Map();
    this.back = html("button", { type: "button", id: "levers-back", text: "Put all levers back" });
    this.back.addEventListener("click", () => this.change({}));
    this.search = html("input", { type: "search", id: "search", placeholder: "rent, fatigue, hours …" });
    this.search.addEventListener("input", () => this.find());
    this.found = html("div", { id: "found" });
    this.changed = html("div", { id: "changed" });
    box.replaceChildren(this.back, this.changed, ...this.groups(),
      html("section", { class: "group" }, html("label", { class: "find" }, `Any of the other ${levers.length - this.rows.size} levers `, this.search), this.found));
  }

  groups() {
    const names = [...new Set(this.levers.map((lever) => lever.group).filter(Boolean))];
    return names.map((name) => html("section", { class: "group" }, html("h2", { text: name }),
      ...this.levers.filter((lever) => lever.group === name).map((lever) => this.row(lever).box)));
  }

  row(lever) {
    if (!this.rows.has(lever.name)) this.rows.set(lever.name, new Row(lever, this.levers, (value) => this.turn(lever.name, value)));
    return this.rows.get(lever.name);
  }

  find() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const says = (lever) => `${lever.name.replaceAll("_", " ")} ${lever.name} ${lever.meaning}`.toLowerCase();
    const hits = words.length ? this.levers.filter((lever) => !lever.group && words.every((word) => says(lever).includes(word))) : [];
    const more = hits.length > MOST_FOUND ? [html("p", { class: "meaning", text: `and ${hits.length - MOST_FOUND} more: add a word` })] : [];
    const none = words.length && !hits.length ? [html("p", { class: "meaning", text: "No lever says that." })] : [];
    this.found.replaceChildren(...hits.slice(0, MOST_FOUND).map((lever) => this.row(lever).box), ...more, ...none);
    this.refresh();
  }

  // What was refused goes along with the next lever, as the two may go together; so does what is still under way.
  turn(name, value) {
    const { changes, refused, start } = this.state;
    const wanted = Object.entries({ ...(this.pending ?? { ...changes, ...refused }), [name]: value });
    this.change(Object.fromEntries(wanted.filter(([one, to]) => to !== start[one] && !(to === "" && !start[one]))));
  }

  // Values of the world that the levers act on, what it began with, which levers have no effect, which are refused.
  set(state) {
    this.state = state;
    this.pending = null;
    this.refresh();
  }

  refresh() {
    if (!this.state) return;
    for (const [name, row] of this.rows) row.set(this.state, name);
    const { changes, refused } = this.state;
    this.back.disabled = !Object.keys({ ...changes, ...refused }).length;
    const made = Object.keys(changes).filter((name) => !(name in refused));
    this.changed.replaceChildren(...made.map((name) => this.chip(name, changes[name], "")),
      ...Object.keys(refused).map((name) => this.chip(name, refused[name], "not done: ")));
  }

  chip(name, value, what) {
    const lever = this.levers.find((one) => one.name === name), before = this.state.start[name];
    const remove = html("button", { type: "button", "aria-label": `Put ${lever.label} back`, text: "×" });
    remove.addEventListener("click", () => this.turn(name, before));
    return html("span", { class: "chip" }, `${what}${lever.label} ${worded(before)} → ${worded(value)} `, remove);
  }
}

class Row {
  constructor(lever, levers, turned) {
    this.lever = lever;
    this.levers = levers;
    this.turned = turned;
    const id = `lever-${lever.name.replace(".", "-")}`;
    this.inputs = this.controls(id);
    this.idle = html("p", { class: "idle", hidden: true });
    const unit = lever.unit && lever.unit !== "0-1" ? ` (${lever.unit})` : "";
    this.box = html("div", { class: `lever ${lever.kind}`, title: `${lever.name}, ${lever.source}` },
      html("label", { for: id }, lever.label, html("span", { class: "unit", text: unit })),
      html("div", { class: "controls" }, ...this.inputs), html("p", { class: "meaning", text: lever.meaning }), this.idle);
  }

  controls(id) {
    const { kind, choices, label } = this.lever;
    if (kind === "bool") return [this.listening(html("input", { type: "checkbox", id, role: "switch" }), (one) => one.checked)];
    if (kind === "choice") {
      const options = choices.map((one) => html("option", { value: one, text: one.replaceAll("_", " ") || "none" }));
      return [this.listening(html("select", { id }, ...options), (one) => one.value)];
    }
    const typed = html("input", { type: "number", id, step: "any" });
    const slid = html("input", { type: "range", step: "any", "aria-label": `${label}, slider` });
    slid.addEventListener("input", () => { typed.value = this.rounded(slid.valueAsNumber); });
    this.listening(slid, (one) => this.rounded(one.valueAsNumber));
    return [slid, this.listening(typed, (one) => one.valueAsNumber)];
  }

  listening(input, value) {
    input.addEventListener("change", () => {
      const now = value(input);
      if (!Number.isNaN(now)) this.turned(now);
    });
    return input;
  }

  rounded(value) {
    if (this.lever.kind === "int") return Math.round(value);
    const [low, high] = this.lever.plausible;
    const step = 10 ** Math.floor(Math.log10((high - low) / 50));
    return Number((Math.round(value / step) * step).toPrecision(8));
  }

  set({ values, idle, changes, refused }, name) {
    const value = name in refused ? refused[name] : values[name];
    this.box.classList.toggle("changed", name in changes);
    this.box.classList.toggle("refused", name in refused);
    const needs = name in changes || name in refused ? null : idle[name];
    this.idle.hidden = !needs;
    this.idle.textContent = needs ? `Has an effect only when ${in_words(needs, this.levers)}.` : "";
    for (const input of this.inputs) {
      input.disabled = Boolean(needs);
      if (input.type === "checkbox") input.checked = value;
      else if (input.type === "range") this.slide(input, value);
      else input.value = value ?? "";
    }
  }

  slide(input, value) {
    const [low, high] = this.lever.plausible;
    input.min = Math.min(low, value);
    input.max = Math.max(high, value);
    input.value = value;
  }
}

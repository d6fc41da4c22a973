// The page: which worlds there are, what acts on them, and drawing the month that is on screen.

import { start, World } from "./api.js";
import { Book } from "./book.js";
import { Card } from "./card.js";
import { Chart } from "./chart.js";
import { chronicle, legend } from "./legend.js";
import { tell_files } from "./files.js";
import { Levers } from "./levers.js";
import { Plan } from "./plan.js";
import { Player } from "./player.js";
import { html } from "./svg.js";
import { compared, difference, in_words, told_changes } from "./words.js";

const DONE = "done", REFUSED = "refused", LATE = "late";

const part = (id) => document.getElementById(id);

class Page {
  constructor(told) {
    this.told = told;
    this.source = told.sources[0].source;
    this.seed = 0;
    this.site = 0;
    this.worlds = {};
    this.refused = {};
    this.turn = 0;
    this.idle = {};
    this.card = new Card(part("card"), told.facts);
    this.charts = told.charts.map((chart) => new Chart(chart, told.months));
    part("charts").replaceChildren(...this.charts.map((chart) => chart.box));
    part("meanings").replaceChildren(...told.charts.flatMap(({ title, meaning }) =>
      [html("dt", { text: title }), html("dd", { text: meaning })]));
    this.levers = new Levers(part("levers"), told.levers, (changes) => this.change(changes));
    const controls = Object.fromEntries(["play", "step", "speed", "time", "month"].map((id) => [id, part(id)]));
    this.player = new Player(controls, told.months, (month, only_ask) => this.reach(month, only_ask), () => this.draw());
    this.listen();
    part("panel-fold").open = matchMedia("(min-width: 1021px)").matches;
  }

  listen() {
    part("source").replaceChildren(...this.told.sources.map(({ source, title }) =>
      html("option", { value: source, text: source.includes("/") ? `${title} (${source})` : `${source}: ${title}` })));
    part("source").addEventListener("change", (event) => this.move({ source: event.target.value }));
    part("seed").addEventListener("change", (event) => this.sow(event.target.valueAsNumber));
    part("new-seed").addEventListener("click", () => this.move({ seed: this.seed + 1 }));
    part("again").addEventListener("click", () => this.again());
    part("compare").addEventListener("click", () => (this.worlds.B ? this.part() : this.double()));
    part("files").addEventListener("toggle", () => tell_files(part("downloads"), this.worlds, this.player.month, (error) => this.fail(error)));
    part("site").addEventListener("change", (event) => { this.site = Number(event.target.value); this.draw(); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.card.show(null, null); });
  }

  get acting() {
    return this.worlds.B ? "B" : "A";
  }

  // Open worlds as wanted and live them to a month, which may go on meanwhile; those on screen stay until that is done.
  // Say whether it was done, refused, or is too late, as something else was wanted meanwhile.
  async replace(wanted, month) {
    const turn = (this.turn += 1);
    this.busy(true);
    try {
      const opened = await Promise.all(Object.entries(wanted).map(async ([slot, one]) => {
        const world = await World.open({ slot, ...one });
        while (world.frames.length <= month()) await world.reach(month());
        return [slot, world];
      }));
      if (turn !== this.turn) return LATE;
      this.worlds = { ...this.worlds, ...Object.fromEntries(opened) };
      this.complain([]);
      return DONE;
    } catch (error) {
      if (turn !== this.turn) return LATE;
      this.fail(error);
      this.idle = error.idle ?? {};
      return REFUSED;
    } finally {
      if (turn === this.turn) this.busy(false);
    }
  }

  // Time stands still while worlds are lived again.
  busy(is_so) {
    document.body.classList.toggle("busy", is_so);
    this.player.held = is_so;
  }

  async begin() {
    await this.replace({ A: { source: this.source, changes: {}, seed: this.seed } }, () => 0);
    this.furnish();
  }

  sow(seed) {
    if (Number.isSafeInteger(seed) && seed >= 0) return this.move({ seed });
    part("seed").value = this.seed;
    return this.complain(["seed: expected a whole number of at least 0"]);
  }

  // Another scenario, with its own levers, or another seed, with the same levers: both from month 0.
  async move({ source = this.source, seed = this.seed }) {
    const wanted = {};
    for (const [slot, world] of Object.entries(this.worlds)) {
      wanted[slot] = { source, seed, changes: source === this.source ? world.wanted.changes : {} };
    }
    this.player.pause();
    const outcome = await this.replace(wanted, () => 0);
    if (outcome === LATE) return;
    if (outcome === DONE) {
      const moved = source !== this.source;
      Object.assign(this, { source, seed, site: 0, refused: {} });
      this.player.month = 0;
      this.furnish();
      this.say(moved ? "Another place, from its first month." : `New draws: the same levers, seed ${seed}.`);
    }
    part("source").value = this.source;
    part("seed").value = this.seed;
  }

  async again() {
    await this.player.stand_at(0);
    if (!this.worlds.B) this.say("Back at the start, with the same draws.");
  }

  // A lever is turned: the world lives all its months again with it, on the same draws.
  async change(changes) {
    const slot = this.acting, before = this.worlds[slot];
    const wanted = { source: this.source, seed: this.seed, changes };
    this.levers.pending = changes;
    const outcome = await this.replace({ [slot]: wanted }, () => this.player.month);
    if (outcome === LATE) return;
    if (outcome === DONE) {
      this.refused = {};
      this.furnish();
      const list = told_changes(before.told, this.worlds[slot].told, this.told.levers);
      const again = this.player.month ? `: all ${this.player.month} months were lived again with it, from the same draws` : "";
      if (!this.worlds.B) this.say(`${list}${again}.`);
    } else {
      this.refused = difference(before.wanted.changes, changes, before.told.start);
      this.tell_levers();
    }
  }

  async double() {
    const { source, seed, changes } = this.worlds.A.wanted;
    if (await this.replace({ B: { source, seed, changes } }, () => this.player.month) === DONE) this.furnish();
  }

  part() {
    this.turn += 1;
    this.busy(false);
    delete this.worlds.B;
    this.refused = {};
    this.complain([]);
    this.furnish();
  }

  // What depends on which worlds there are: plans, books, levers, names, files.
  furnish() {
    if (!this.worlds.A) return;
    const both = Boolean(this.worlds.B);
    document.body.classList.toggle("both", both);
    this.card.show(null, null);
    const slots = Object.entries(this.worlds);
    this.plans = slots.map(([slot, { told }]) => new Plan(slot, told, (plan, unit, target) => this.card.show(plan, unit, target)));
    this.books = slots.map(([slot, { told }]) => new Book(slot, told, this.told.months));
    part("plans").replaceChildren(...this.plans.map((plan) => plan.box));
    part("books").replaceChildren(...this.books.map((book) => book.box));
    part("title").textContent = this.worlds.A.told.title;
    part("title").title = this.worlds.A.told.description;
    part("compare").setAttribute("aria-pressed", both);
    part("compare").textContent = both ? "Back to one world" : "Compare two worlds";
    part("acting").textContent = both ? "of world B; world A stays as it is" : "";
    this.tell_sites();
    this.tell_levers();
    this.tell_difference();
    this.draw();
  }

  // Of several sites one is shown, in both worlds.
  tell_sites() {
    const count = Math.min(...Object.values(this.worlds).map((world) => world.told.sites));
    this.site = Math.min(this.site, count - 1);
    part("site").replaceChildren(...Array.from({ length: count }, (_, site) => html("option", { value: site, text: site + 1 })));
    part("site").value = this.site;
    part("sites").hidden = count < 2;
  }

  tell_levers() {
    const { told, wanted } = this.worlds[this.acting];
    const idle = Object.keys(this.refused).length ? this.idle : told.idle;
    this.levers.set({ ...told, idle, changes: wanted.changes, refused: this.refused });
  }

  tell_difference() {
    const { A, B } = this.worlds;
    const hint = "Press Play. A lever that is turned acts from month 0 on: the world is lived again with it, on the same draws.";
    this.say(B ? compared(A.told, B.told, this.told.levers) : this.player.month ? "" : hint);
  }

  // Have a month here, of all worlds; if only asked for, say up to where they are here already.
  reach(month, only_ask) {
    const worlds = Object.values(this.worlds);
    const all = Promise.all(worlds.map((world) => world.reach(month)));
    if (!only_ask) return all.catch((error) => this.fail(error));
    all.catch((error) => { this.player.pause(); this.fail(error); });
    return Math.min(...worlds.map((world) => world.frames.length)) - 1;
  }

  draw() {
    const month = this.player.month, both = Boolean(this.worlds.B);
    const slots = Object.entries(this.worlds);
    if (slots.some(([, world]) => world.frames.length <= month)) return;
    if (!both && month !== this.said_at) this.say("");
    const frames = Object.fromEntries(slots.map(([slot, world]) => [slot, world.frames]));
    slots.forEach(([, world], place) => {
      this.plans[place].draw(world.frames[month], this.site, both);
      this.books[place].draw({ ...world.frames[month].sites[this.site], month }, both);
    });
    this.charts.forEach((chart, number) => chart.draw(frames, number, month, this.site));
    chronicle(part("log"), frames, month, this.site);
    this.draw_legend(frames, month);
    this.card.refresh();
    this.player.label();
    if (!this.player.playing) tell_files(part("downloads"), this.worlds, month, (error) => this.fail(error));
  }

  draw_legend(frames, month) {
    const seen = new Set();
    for (const own of Object.values(frames)) {
      for (const frame of own.slice(0, month + 1)) for (const firm of frame.sites[this.site].firms) seen.add(firm.sector);
    }
    legend(part("legend"), this.worlds.A.told, seen);
  }

  // What is said of the start passes as time goes on; what is said of two worlds stays.
  say(text) {
    part("status").textContent = text;
    this.said_at = this.player.month;
  }

  fail(error) {
    this.complain(error.lines ?? [String(error)]);
  }

  complain(lines) {
    part("error").hidden = lines.length === 0;
    part("error").replaceChildren(...(lines.length ? [html("b", { text: "Not done; the world is as it was." })] : []),
      ...lines.map((line) => html("p", { text: in_words(line, this.told.levers) })));
  }
}

start().then(async (told) => {
  const page = new Page(told);
  await page.begin();
  document.body.dataset.ready = "yes";
}).catch((error) => {
  part("error").hidden = false;
  part("error").textContent = error.message;
});

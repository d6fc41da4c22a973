// Time: play, step, speed, and the way back to any month that was.

export class Player {
  // `reach(month)` has the months here; `draw(month)` shows one.
  constructor(controls, months, reach, draw) {
    Object.assign(this, { controls, months, reach, draw, month: 0, playing: false, held: false, due: 0, last: null });
    controls.time.max = months;
    controls.play.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    controls.step.addEventListener("click", () => this.stand_at(this.month + 1));
    controls.time.addEventListener("input", () => this.stand_at(controls.time.valueAsNumber));
  }

  get speed() {
    return Number(this.controls.speed.value);
  }

  play() {
    if (this.month >= this.months) this.show(0);
    this.playing = true;
    this.last = null;
    this.due = 0;
    this.label();
    requestAnimationFrame((at) => this.tick(at));
  }

  pause() {
    this.playing = false;
    this.label();
  }

  stand_at(month) {
    this.pause();
    return this.go(month);
  }

  // Show as many months as are due; what is ahead is asked for meanwhile.
  tick(at) {
    if (!this.playing) return;
    this.due += this.last === null || this.held ? 0 : Math.min(0.25, (at - this.last) / 1000) * this.speed;
    this.last = at;
    const steps = this.held ? 0 : Math.min(Math.floor(this.due), this.ahead() - this.month);
    if (steps > 0) {
      this.due = Math.min(1, this.due - steps);
      this.show(this.month + steps);
    }
    if (this.month >= this.months) {
      this.pause();
      return;
    }
    requestAnimationFrame((next) => this.tick(next));
  }

  // The last month that is here, having asked for two seconds more.
  ahead() {
    const wanted = Math.min(this.months, this.month + Math.max(4, Math.ceil(2 * this.speed)));
    return this.reach(wanted, true);
  }

  async go(month) {
    const to = Math.max(0, Math.min(this.months, month));
    const wanted = (this.wanted = {});
    await this.reach(to, false);
    if (this.wanted === wanted) this.show(to);
  }

  show(month) {
    this.month = month;
    this.draw(month);
    this.label();
  }

  label() {
    const { play, step, time, month } = this.controls;
    play.textContent = this.playing ? "Pause" : this.month >= this.months ? "Play again" : "Play";
    step.disabled = this.month >= this.months;
    time.value = this.month;
    month.textContent = `Month ${this.month} of ${this.months}`;
  }
}

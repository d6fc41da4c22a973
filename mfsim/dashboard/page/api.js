// What the page asks of the server that served it, and of nobody else.

const AT_ONCE = 60;

export class Refused extends Error {
  constructor(lines, status = 0, idle = {}) {
    super(lines.join("\n"));
    Object.assign(this, { lines, status, idle });
  }
}

async function asked(address, options) {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    throw new Refused(["The server does not answer. Is mfsim dashboard still running?"]);
  }
  const told = await answer.json().catch(() => null);
  if (told?.refused) throw new Refused(told.refused, answer.status, told.idle);
  if (answer.ok && told !== null) return told;
  throw new Refused(told?.error ?? [`The server failed (${answer.status}).`], answer.status);
}

export const start = () => asked("/api/start");

// A world: what the server tells of it, and the months that are here already.
export class World {
  constructor(wanted, told) {
    this.wanted = wanted;
    this.told = told;
    this.frames = [];
    this.under_way = null;
  }

  static async open(wanted) {
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wanted) };
    return new World(wanted, await asked("/api/worlds", options));
  }

  // Have all months up to this one here.
  async reach(month) {
    while (this.frames.length <= month) {
      this.under_way ??= this.#more(month).finally(() => { this.under_way = null; });
      await this.under_way;
    }
  }

  async #more(month) {
    const first = this.frames.length;
    const last = Math.min(month, first + AT_ONCE - 1);
    const address = () => `/api/worlds/${this.told.key}/months?first=${first}&last=${last}`;
    try {
      this.frames.push(...await asked(address()));
    } catch (error) {
      if (error.status !== 410) throw error;
      await this.keep();
      this.frames.push(...await asked(address()));
    }
  }

  // Have the server hold this world, also if it has let it go meanwhile.
  async keep() {
    this.told = (await World.open(this.wanted)).told;
  }

  download(what, months) {
    return `/api/worlds/${this.told.key}/${what}?months=${months}`;
  }
}

// What can be taken home of the worlds on screen.

import { html } from "./svg.js";

const FILES = {
  "scenario.toml": "Scenario file, for mfsim run", "site.csv": "Months (CSV)", "firms.csv": "Firms (CSV)", "norms.csv": "Rules (CSV)",
};

export function tell_files(box, worlds, month, fail) {
  const slots = Object.entries(worlds);
  const offered = Object.entries(FILES).filter(([name]) => month > 0 || name === "scenario.toml");
  box.replaceChildren(...slots.flatMap(([slot, world]) => [
    html("b", { text: slots.length > 1 ? `World ${slot}, to month ${month}` : `To month ${month}` }),
    ...offered.map(([name, text]) => file(world, name, text, month, fail)),
  ]));
}

// The server keeps a number of worlds only: one that it has let go is opened again before it is taken home.
function file(world, name, text, month, fail) {
  const link = html("a", { href: world.download(name, month), download: true, text });
  link.addEventListener("click", async (event) => {
    if (!event.isTrusted) return;
    event.preventDefault();
    try {
      await world.keep();
      link.href = world.download(name, month);
      link.click();
    } catch (error) {
      fail(error);
    }
  });
  return link;
}

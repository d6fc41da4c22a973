// A box above the tables of a page that has `<div class="find-rows">`: rows with all the words typed stay, the others hide.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector(".find-rows");
  if (!place) return;
  const input = Object.assign(document.createElement("input"), {
    type: "search",
    placeholder: "Show rows with …",
    ariaLabel: "Show rows with these words",
  });
  const count = document.createElement("span");
  place.append(input, count);
  const rows = [...document.querySelectorAll("article tbody tr")].map((row) => ({ row, text: row.textContent.toLowerCase() }));

  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      found += row.hidden ? 0 : 1;
    }
    count.textContent = `${found} of ${rows.length}`;
    for (const table of document.querySelectorAll("article .table-wrapper")) {
      const empty = !table.querySelector("tbody tr:not([hidden])");
      table.hidden = empty;
      const before = table.previousElementSibling;
      if (before && before.tagName === "P") before.hidden = empty;
    }
  };
  input.addEventListener("input", show);
  show();
});

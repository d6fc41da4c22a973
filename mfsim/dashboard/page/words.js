// What is said of levers: which differ between two worlds, which were asked for and not turned.

import { read } from "./svg.js";

export function worded(value) {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "number") return read(value, 4);
  return value ? value.replaceAll("_", " ") : "none";
}

// A message or a condition with levers by the names that they have on the page.
export function in_words(text, levers) {
  const label_of = new Map(levers.filter(({ group }) => group).map(({ name, label }) => [name, `“${label}”`]));
  return text.replace(/\b[a-z_]+\.[a-z0-9_]+\b/g, (name) => label_of.get(name) ?? name);
}

// What is said of the levers that differ between two worlds.
export function told_changes(before, after, levers) {
  const turned = levers.filter(({ name }) => before.values[name] !== after.values[name]);
  return turned.map(({ name, label }) => `${label} ${worded(before.values[name])} → ${worded(after.values[name])}`).join(", ") || "as it began";
}

// The changes that were asked for and not made.
export function difference(had, wanted, start) {
  const names = new Set([...Object.keys(had), ...Object.keys(wanted)]);
  return Object.fromEntries([...names].filter((name) => had[name] !== wanted[name]).map((name) => [name, wanted[name] ?? start[name]]));
}

// What world B has otherwise than world A.
export function compared(before, after, levers) {
  const count = levers.filter(({ name }) => before.values[name] !== after.values[name]).length;
  if (!count) return "A and B are alike so far: the same levers, the same draws, the same history. Turn a lever: it acts on B.";
  const list = told_changes(before, after, levers);
  return count === 1 ? `On the same draws, B differs from A in one lever: ${list}.`
    : `On the same draws, B differs from A in ${count} levers: ${list}. What comes of which, one cannot tell.`;
}

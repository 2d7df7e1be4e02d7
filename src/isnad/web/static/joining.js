// What may live here: two incidents of the list brought together, by dragging one onto the other, or by the key m on each
// (WCAG 2.5.7: nothing needs dragging). Either leads to the page where the two stand side by side; nothing is decided here.

import { say } from "./say.js";

let held;

function rowOf(target) {
  return target?.closest?.("tr[data-incident]");
}

function mark(row) {
  for (const each of document.querySelectorAll("tr.held")) each.classList.remove("held");
  held = row?.dataset.incident;
  row?.classList.add("held");
}

function join(row) {
  if (!held || !row || row.dataset.incident === held) return;
  location.assign(`/same?one=${encodeURIComponent(held)}&other=${encodeURIComponent(row.dataset.incident)}`);
}

/** Take this row, or, where another is held already, bring the two together. */
export function hold(row) {
  if (!row) return;
  if (held && held !== row.dataset.incident) return join(row);
  const again = held === row.dataset.incident;
  mark(again ? undefined : row);
  say(again ? "" : row.querySelector("a").textContent);
}

document.addEventListener("dragstart", (event) => {
  const row = rowOf(event.target);
  if (!row || row.closest("table")?.dataset.join !== "on") return;
  mark(row);
  event.dataTransfer.effectAllowed = "link";
  event.dataTransfer.setData("text/plain", row.querySelector("a").textContent);
});
document.addEventListener("dragover", (event) => {
  const row = rowOf(event.target);
  for (const each of document.querySelectorAll("tr.over")) each.classList.remove("over");
  if (!held || !row || row.dataset.incident === held) return;
  event.preventDefault();
  row.classList.add("over");
});
document.addEventListener("drop", (event) => {
  const row = rowOf(event.target);
  if (!held || !row) return;
  event.preventDefault();
  join(row);
});
document.addEventListener("dragend", () => mark());

// What may live here: single letters as shortcuts, where the session has them on (WCAG 2.1.4), and moving along rows.

import { decide } from "./decide.js";
import { hold } from "./joining.js";

const on = document.body.dataset.keys === "on";
const ROWS = "table[data-list] tbody tr, tr[data-claim], li[data-claim]";

function rows() {
  return [...document.querySelectorAll(ROWS)].filter((row) => row.offsetParent !== null);
}

function current() {
  return document.activeElement?.closest?.(ROWS);
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
  const link = next.querySelector("a");
  (link ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function open(key) {
  const link = current()?.querySelector("a[href^='/claim/']");
  if (link) decide(link.getAttribute("href"), key);
}

const DECISIONS = { a: "accept", r: "reject", c: "correct" };

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target;
  if (target.closest?.("input, select, textarea, [contenteditable]")) {
    if (event.key === "Escape") target.blur();
    return;
  }
  const named = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
  else if (event.key in DECISIONS && current()?.dataset.claim) open(DECISIONS[event.key]);
  else if (event.key === "m" && current()?.closest("table")?.dataset.join === "on") hold(current());
  else if (event.key === "?") document.getElementById("keys")?.showModal();
  else if (named?.matches("input, textarea, select")) named.focus();
  else if (named) named.click();
  else return;
  event.preventDefault();
}

if (on) document.addEventListener("keydown", press);

// What may live here: deciding without leaving the page, in a dialog that holds the forms of the claim's own page.

import { say } from "./say.js";

let dialog;

function unfold(root, key) {
  const part = root.querySelector(`#${CSS.escape(key)}`);
  if (!part?.matches("details.decision")) return;
  part.open = true;
  part.querySelector("textarea, input:not([type=hidden])")?.focus();
}

/** Open the forms of a claim's page, the one called key unfolded. */
export async function decide(address, key) {
  const row = document.activeElement?.closest("[data-claim]");
  const back = `${location.pathname}${location.search}${row?.id ? `#${row.id}` : ""}`;
  const answer = await fetch(`${address}?back=${encodeURIComponent(back)}`, { credentials: "same-origin" });
  if (!answer.ok) return location.assign(address);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!fresh.querySelector("[data-decide]")) return location.assign(address);
  dialog?.remove();
  dialog = document.createElement("dialog");
  dialog.className = "deciding";
  const heading = fresh.querySelector("h1");
  heading.id = "deciding-h";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading, fresh.querySelector("blockquote"), fresh.querySelector("[data-decide]"));
  document.body.append(dialog);
  dialog.addEventListener("close", () => row?.querySelector("a")?.focus());
  dialog.showModal();
  unfold(dialog, key);
  say(heading.textContent);
}

if (location.hash) unfold(document, location.hash.slice(1));
addEventListener("hashchange", () => unfold(document, location.hash.slice(1)));

// One form is enough: what was sent is not sent again by a second press. The button that was pressed says what was
// decided, and is off only once the form was put together.
document.addEventListener("submit", (event) => {
  if (!event.target.action?.endsWith("/decide")) return;
  const buttons = event.target.querySelectorAll("button");
  setTimeout(() => buttons.forEach((button) => (button.disabled = true)));
});

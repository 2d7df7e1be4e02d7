// What may live here: parts of a page that follow what is asked for, without the page being loaded anew.

import { say } from "./say.js";

let asking;

/** Ask for an address and put its parts (data-swap) in the place of those on this page. */
export async function swap(address) {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(address, { signal: asking.signal, credentials: "same-origin" });
    if (!answer.ok) return location.assign(address);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const held = document.activeElement?.id;
    for (const part of document.querySelectorAll("[data-swap]")) {
      const other = fresh.querySelector(`[data-swap="${part.dataset.swap}"]`);
      if (other) part.replaceWith(other);
    }
    if (held && document.activeElement?.id !== held) document.getElementById(held)?.focus({ preventScroll: true });
    document.dispatchEvent(new Event("swapped"));
    history.replaceState(null, "", address);
    say(document.querySelector("h1")?.textContent.replace(/\s+/g, " ") ?? "");
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

const filters = document.getElementById("filters");
if (filters) {
  let wait;
  const follow = () => {
    const said = new URLSearchParams();
    for (const [name, value] of new FormData(filters)) if (value !== "") said.append(name, value);
    swap(`/?${said}`);
  };
  filters.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(follow, 250);
  });
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    follow();
  });
}

// What goes on in the background is looked at until it is done.
async function watch() {
  if (!document.querySelector("[data-busy]")) return;
  const answer = await fetch(location.pathname, { credentials: "same-origin" });
  if (answer.ok) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-swap]")) {
      const other = fresh.querySelector(`[data-swap="${part.dataset.swap}"]`);
      if (other && other.textContent !== part.textContent && !part.contains(document.activeElement)) part.replaceWith(other);
      else if (other) part.toggleAttribute("data-busy", other.hasAttribute("data-busy"));
    }
  }
  setTimeout(watch, 1000);
}
setTimeout(watch, 600);

// Files can be dropped anywhere on a form that takes them.
const drop = document.querySelector("[data-drop]");
if (drop) {
  const over = (event) => {
    event.preventDefault();
    drop.classList.add("over");
  };
  drop.addEventListener("dragover", over);
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files.length) drop.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}

// A bar of time narrows the days asked for, a cluster or a move of the map the box; the rest of the page stays.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".views a");
  const address = link?.getAttribute("href");
  if (!address?.startsWith("/?") && address !== "/") return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const asked = new URLSearchParams(address.slice(2));
  for (const name of ["since", "until"]) if (filters) filters.elements[name].value = asked.get(name) ?? "";
  swap(address);
});

// The case is computed anew: look once it is done, unless somebody is writing.
const behind = document.querySelector("[data-behind]");
if (behind) {
  const look = async () => {
    const answer = await fetch("/standing", { credentials: "same-origin" });
    const { behind: still } = answer.ok ? await answer.json() : { behind: false };
    if (still) setTimeout(look, 1500);
    else if (!document.querySelector("dialog[open]") && !document.activeElement?.closest("form")) location.reload();
  };
  setTimeout(look, 700);
}

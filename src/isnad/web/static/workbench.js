// What may live here: what makes pages quicker to work with. Every page works without it.

const page = document;
const narrow = matchMedia("(max-width: 60rem)");

for (const each of page.querySelectorAll("[data-wide-open]")) each.open = !narrow.matches;

function say(words) {
  const live = page.getElementById("live");
  if (live) live.textContent = words;
}

// The list follows its filters as they are typed.
const filters = page.getElementById("filters");
let asking;

async function show(address, keep) {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(address, { signal: asking.signal, credentials: "same-origin" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of page.querySelectorAll("[data-swap]")) {
      const other = fresh.querySelector(`[data-swap="${part.dataset.swap}"]`);
      if (other) part.replaceWith(other);
    }
    if (!keep) history.replaceState(null, "", address);
    say(page.querySelector("h1")?.textContent ?? "");
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

if (filters) {
  let wait;
  const follow = () => {
    const said = new URLSearchParams();
    for (const [name, value] of new FormData(filters)) if (value !== "") said.append(name, value);
    show(`/?${said}`);
  };
  filters.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(follow, 250); });
  filters.addEventListener("submit", (event) => { event.preventDefault(); follow(); });
}

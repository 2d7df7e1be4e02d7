// What may live here: telling those who hear the page what changed on it.

export function say(words) {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}

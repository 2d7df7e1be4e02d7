// What may live here: the card beside marked words, on pointing and on focus (WCAG 1.4.13: it can be pointed at, stays
// until one leaves it, and Escape puts it away).

const text = document.getElementById("text");
let card;
let leaving;

function hide() {
  card?.remove();
  card = undefined;
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
}

function claimOf(mark) {
  return mark?.closest('mark[id^="c-"]')?.id.slice(2);
}

function show(mark) {
  const ident = claimOf(mark);
  const held = ident && document.getElementById(`card-${ident}`);
  if (!held) return;
  hide();
  card = document.createElement("div");
  card.id = "card";
  card.setAttribute("role", "tooltip");
  for (const part of held.children) card.append(part.cloneNode(true));
  document.body.append(card);
  const at = mark.getClientRects()[0];
  const room = document.documentElement.clientWidth - card.offsetWidth - 8;
  card.style.left = `${Math.max(8, Math.min(at.left, room))}px`;
  const below = at.bottom + 6;
  const fits = below + card.offsetHeight < innerHeight;
  card.style.top = `${fits ? below : Math.max(8, at.top - card.offsetHeight - 6)}px`;
  card.addEventListener("pointerenter", () => clearTimeout(leaving));
  card.addEventListener("pointerleave", leave);
  document.getElementById(`c-${ident}`)?.classList.add("lit");
  held.classList.add("lit");
}

function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, 250);
}

if (text) {
  for (const mark of text.querySelectorAll('mark[id^="c-"]')) {
    mark.tabIndex = 0;
    mark.setAttribute("aria-describedby", `card-${mark.id.slice(2)}`);
    mark.removeAttribute("title");
  }
  text.addEventListener("pointerover", (event) => {
    const mark = event.target.closest('mark[id^="c-"]');
    if (mark) {
      clearTimeout(leaving);
      show(mark);
    }
  });
  text.addEventListener("pointerout", leave);
  text.addEventListener("focusin", (event) => show(event.target));
  text.addEventListener("focusout", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && card) hide();
    if (event.key === "Enter" && document.activeElement?.matches?.("#text mark")) {
      document.querySelector(`#card-${claimOf(document.activeElement)} a`)?.click();
    }
  });
  document.addEventListener("scroll", hide, { passive: true });
}

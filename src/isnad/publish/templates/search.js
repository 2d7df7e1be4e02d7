// What may live here: finding incidents by words. What it searches lies in scripts beside the page, which are run when
// somebody begins to search. It asks nothing of any other server and keeps nothing.
"use strict";
(() => {
  const MOST = 250; // incidents shown at once
  const field = document.getElementById("words");
  const told = document.getElementById("told");
  const search = document.getElementById("search");
  const pages = document.getElementById("pages");
  const body = document.querySelector("#list tbody");
  const first = [...body.rows];
  const parts = Number(search.dataset.parts);
  const marks = /[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]/g;
  const folded = (text) => text.normalize("NFKD").replace(marks, "").toLowerCase();
  const known = [];
  let begun = 0;
  let done = 0;
  const link = (href, text, kind) => {
    const made = document.createElement("a");
    made.href = href;
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const line = ([file, name, place, days, killed, injured, grade, support]) => {
    const row = document.createElement("tr");
    const cell = (label, kind, ...held) => {
      const made = row.insertCell();
      made.dataset.label = label;
      if (kind) made.className = kind;
      made.append(...held);
    };
    const bdi = document.createElement("bdi");
    bdi.append(link(file, name));
    const about = document.createElement("span");
    about.className = "soft";
    about.textContent = ` ${place} \u00b7 ${days}`;
    cell("Incident", "", bdi, about);
    cell("Said killed", "number", link(`${file}#toll`, killed));
    cell("Said injured", "number", link(`${file}#toll`, injured));
    cell("Grade", "", link(`${file}#grade`, grade, `grade ${grade.toLowerCase()}`));
    cell("Rests on", "", link(`${file}#chains`, support));
    return row;
  };
  const show = () => {
    const wanted = folded(field.value).split(/\s+/).filter(Boolean);
    if (pages) pages.hidden = wanted.length > 0;
    if (!wanted.length) {
      told.textContent = "";
      body.replaceChildren(...first);
      return;
    }
    const fits = known.filter(([words]) => wanted.every((each) => words.includes(each)));
    const rows = fits.slice(0, MOST).map(([, row]) => line(row));
    body.replaceChildren(...rows);
    const whole = done < parts ? `${known.length} so far` : known.length;
    told.textContent = `${fits.length} of ${whole}${fits.length > MOST ? `, the first ${MOST} shown` : ""}`;
  };
  globalThis.isnadRows = (rows) => {
    for (const row of rows) known.push([folded(row.join(" ")), row]);
  };
  const begin = () => {
    if (begun === parts) return;
    begun += 1;
    const made = document.createElement("script");
    made.src = `search/${begun}.js`;
    made.onload = () => {
      done += 1;
      show();
      begin();
    };
    made.onerror = () => {
      told.textContent = `${made.getAttribute("src")} could not be opened`;
    };
    document.body.append(made);
  };
  search.hidden = false;
  field.addEventListener("input", () => {
    if (!begun) begin();
    show();
  });
})();

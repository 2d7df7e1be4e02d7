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
  const { parts: number, lang, found, sofar, most, lost } = search.dataset;
  const parts = Number(number);
  const labels = [...document.querySelectorAll("#list thead th")].map((each) => each.textContent);
  const filled = (words, held) => words.replace(/\{(\w+)\}/g, (all, name) => held[name] ?? all);
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
  const line = ([file, name, place, days, killed, injured, grade, support, term]) => {
    const row = document.createElement("tr");
    const cell = (kind, ...held) => {
      const made = row.insertCell();
      made.dataset.label = labels[row.cells.length - 1];
      if (kind) made.className = kind;
      made.append(...held);
    };
    const bdi = document.createElement("bdi");
    bdi.append(link(file, name));
    const about = document.createElement("span");
    about.className = "soft";
    about.textContent = ` ${place} \u00b7 ${days}`;
    cell("", bdi, about);
    cell("number", link(`${file}#toll`, killed));
    cell("number", link(`${file}#toll`, injured));
    cell("", link(`${file}#grade`, grade, `grade ${term}`));
    cell("", link(`${file}#chains`, support));
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
    const all = done < parts ? filled(sofar, { n: known.length }) : known.length;
    const cut = fits.length > MOST ? ` (${filled(most, { n: MOST })})` : "";
    told.textContent = filled(found, { found: fits.length, all }) + cut;
  };
  globalThis.isnadRows = (rows) => {
    for (const row of rows) known.push([folded(row.join(" ")), row]);
  };
  const begin = () => {
    if (begun === parts) return;
    begun += 1;
    const made = document.createElement("script");
    made.src = `search/${lang}-${begun}.js`;
    made.onload = () => {
      done += 1;
      show();
      begin();
    };
    made.onerror = () => {
      told.textContent = filled(lost, { file: made.getAttribute("src") });
    };
    document.body.append(made);
  };
  search.hidden = false;
  field.addEventListener("input", () => {
    if (!begun) begin();
    show();
  });
})();

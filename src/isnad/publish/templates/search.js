// What may live here: filtering the table of incidents by words. It asks nothing of any server and keeps nothing.
"use strict";
(() => {
  const index = JSON.parse(document.getElementById("index").textContent);
  const field = document.getElementById("words");
  const told = document.getElementById("told");
  const rows = new Map([...document.querySelectorAll("tr[data-file]")].map((row) => [row.dataset.file, row]));
  const marks = /[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]/g;
  const folded = (text) => text.normalize("NFKD").replace(marks, "").toLowerCase();
  const known = index.map((each) => [each.file, folded(each.words)]);
  const search = () => {
    const wanted = folded(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [file, words] of known) {
      const fits = wanted.every((each) => words.includes(each));
      rows.get(file).hidden = !fits;
      shown += fits ? 1 : 0;
    }
    told.textContent = wanted.length ? `${shown} of ${known.length}` : "";
  };
  document.getElementById("search").hidden = false;
  field.addEventListener("input", search);
  search();
})();

// What may live here: going through the marks of a matrix by arrow keys. The matrix is one stop of the Tab key then, and
// not one for each mark.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// Of each row: those of its claim, and of each mark; null where there is none.
function links(table) {
  return [...table.tBodies[0].rows].map((row) => {
    const [claim, ...marks] = row.cells;
    return [...claim.querySelectorAll("a[href]"), ...marks.map((mark) => mark.querySelector("a[href]"))];
  });
}

// The next link from a place in a direction: where there is none in a cell, that of the one after it.
function beyond(grid, row, column, [down, along]) {
  do {
    row += down;
    column += along;
    if (!(column in (grid[row] ?? []))) return null;
  } while (!grid[row][column]);
  return grid[row][column];
}

function reached(table, link, key) {
  const grid = links(table);
  const row = grid.findIndex((each) => each.includes(link));
  if (row < 0) return null;
  if (key === "Home") return grid[row].find(Boolean);
  if (key === "End") return grid[row].findLast(Boolean);
  const turn = getComputedStyle(table).direction === "rtl" ? -1 : 1;
  const [down, along] = STEPS[key];
  return beyond(grid, row, grid[row].indexOf(link), [down, along * turn]);
}

function press(event) {
  if (!(event.key in STEPS || event.key === "Home" || event.key === "End")) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const link = event.target.closest("tbody a");
  if (!link) return;
  event.preventDefault();
  reached(event.currentTarget, link, event.key)?.focus();
}

// Only the link that was last reached is a stop of the Tab key.
function stop(table, link) {
  for (const each of links(table).flat()) if (each) each.tabIndex = each === link ? 0 : -1;
}

for (const table of document.querySelectorAll("table[data-grid]")) {
  stop(table, links(table).flat().find(Boolean));
  table.addEventListener("keydown", press);
  table.addEventListener("focusin", (event) => {
    const link = event.target.closest("tbody a");
    if (link) stop(table, link);
  });
}

// What may live here: what starts on every page. Each module beside this one makes one thing quicker to work with, and
// every page works without any of them.

import "./cards.js";
import "./decide.js";
import "./follow.js";
import "./grid.js";
import "./joining.js";
import "./keys.js";
import "./landing.js";

const narrow = matchMedia("(max-width: 60rem)");
for (const each of document.querySelectorAll("[data-wide-open]")) each.open = !narrow.matches;

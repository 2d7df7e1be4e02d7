// What may live here: finding the row that an address leads to. A long part of an incident stands on several pages, and
// the part of an address after # is not sent to the server: where the page has no such row, the server is asked for it.

const row = /^#((?:claim|origin)-[\w-]+)$/.exec(location.hash);
const incident = /^\/incident\/[^/]+/.exec(location.pathname);
if (row && incident && !document.getElementById(row[1])) location.replace(`${incident[0]}/at/${row[1]}`);

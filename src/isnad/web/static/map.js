// What may live here: a map that is moved by mouse, touch and keys, laid over the one that the server drew. What stands on it
// is the server's: incidents gathered for what is shown, each a link. The list follows the map as it follows the links.

import "./leaflet.js";
import { swap } from "./follow.js";

const L = globalThis.leaflet ?? globalThis.L;
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const ROOM = 24; // pixels of the smallest target
const REST = 350; // milliseconds without a move, after which the list follows
const DEEPEST = 16;

function link(mark) {
  const made = document.createElement("a");
  made.href = mark.href;
  made.title = mark.label;
  made.setAttribute("aria-label", mark.label);
  made.className = mark.n ? "cluster" : `incident ${mark.grade}`;
  if (mark.n) made.textContent = mark.n.toLocaleString("en");
  return made;
}

function named([name, latitude, longitude, rank]) {
  const made = document.createElement("span");
  made.textContent = rank ? name : name.toUpperCase();
  const icon = L.divIcon({ className: rank ? "named place" : "named country", html: made, iconSize: [0, 0] });
  return L.marker([latitude, longitude], { icon, interactive: false, keyboard: false, zIndexOffset: -10000 });
}

function precision(mark) {
  const look = { className: "precision", interactive: false };
  if (mark.line) return L.polyline(mark.line, look);
  return mark.off ? L.circle(mark.at, { ...look, radius: mark.off }) : undefined;
}

/** Tiles as pictures. The library's own layer puts a data: address in the place of those it lets go, which pages forbid. */
const Tiles = L.GridLayer.extend({
  createTile(at, done) {
    const made = document.createElement("img");
    made.alt = "";
    made.crossOrigin = "anonymous";
    made.addEventListener("load", () => done(null, made));
    made.addEventListener("error", () => done(new Error("no tile"), made));
    made.src = L.Util.template(this.options.address, { x: at.x, y: at.y, z: at.z });
    return made;
  },
});

class Moved {
  constructor(held) {
    this.held = held;
    this.follows = Boolean(document.getElementById("filters")) && Boolean(held.closest(".views"));
    this.room = document.createElement("div");
    this.room.id = "moved-map";
    this.room.className = "moved";
    this.room.dir = "ltr";
    held.before(this.room);
    held.parentElement.classList.add("has-moved");
    this.map = L.map(this.room, {
      attributionControl: false, zoomControl: false, minZoom: 1, maxZoom: DEEPEST, worldCopyJump: false,
      maxBounds: [[-83, -200], [84, 200]], zoomAnimation: !still, fadeAnimation: !still, inertia: !still,
      markerZoomAnimation: !still, wheelPxPerZoomLevel: 100,
    });
    this.room.setAttribute("role", "application");
    this.room.setAttribute("aria-label", held.dataset.named);
    L.control.zoom({ zoomInTitle: held.dataset.closer, zoomOutTitle: held.dataset.further }).addTo(this.map);
    new Tiles({ address: held.dataset.tiles, maxNativeZoom: Number(held.dataset.deepest), maxZoom: DEEPEST, noWrap: true }).addTo(this.map);
    this.marks = L.layerGroup().addTo(this.map);
    this.show(held);
    this.map.on("movestart", () => clearTimeout(this.wait));
    this.map.on("moveend", () => this.moved());
  }

  /** Take what the server gathered; go where it looks, unless the map was moved there. */
  show(held) {
    this.held = held;
    const told = JSON.parse(held.dataset.map);
    const [west, south, east, north] = told.box;
    if (told.box.join() !== this.asked) {
      this.led = true;
      this.map.fitBounds([[south, west], [north, east]], { animate: false });
      this.led = false;
    }
    this.asked = undefined;
    this.marks.clearLayers();
    for (const place of told.names) this.marks.addLayer(named(place));
    for (const mark of told.marks) {
      const around = mark.n ? undefined : precision(mark);
      if (around) this.marks.addLayer(around);
      const size = Math.max(ROOM, 2 * (mark.r ?? 0));
      const icon = L.divIcon({ className: "mark", html: link(mark), iconSize: [size, size] });
      this.marks.addLayer(L.marker(mark.at, { icon, keyboard: false }));
    }
  }

  /** The list follows once the map rests. */
  moved() {
    if (this.led || !this.follows) return;
    clearTimeout(this.wait);
    this.wait = setTimeout(() => {
      const shown = this.map.getBounds();
      const sides = [Math.max(-180, shown.getWest()), Math.max(-80, shown.getSouth()), Math.min(180, shown.getEast()), Math.min(80, shown.getNorth())];
      const box = sides.map((each) => Number(each.toFixed(4)));
      const asked = new URLSearchParams(location.search);
      asked.set("box", box.join());
      asked.delete("page");
      this.asked = box.join();
      swap(`/?${asked}`);
    }, REST);
  }
}

let moved;

function lay() {
  const held = document.querySelector("[data-map][data-tiles]");
  if (!held) return;
  if (moved && moved.room.isConnected) {
    if (held !== moved.held) moved.show(held);
  } else if (held.offsetParent !== null) moved = new Moved(held);
}

document.addEventListener("swapped", lay);
document.querySelector("details.where")?.addEventListener("toggle", lay);
lay();

// The charts of a page: what the server sends, and what is done to them.

import { drawAll, drawSoon, forget } from "./drawing.js";
import { Selection, highlight, marksOf } from "./selection.js";
import { colours } from "./theme.js";

const base = import.meta.url.split("/_stcore/")[0];
const elements = new Map(); // of charts, by what Streamlit gives each of them
const selection = new Selection();

const NEXT = "\n".charCodeAt(0);

// The charts of one element: one alone, or several, each as a card.
class Charts {
  constructor(parent) {
    this.parent = parent;
    this.byName = new Map();
  }

  // The server sends a line of JSON, with what is to be said of the figures, and the figures, packed
  // one after the other.
  show(bytes, report) {
    const end = bytes.indexOf(NEXT);
    const { charts, panes, ...all } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    if (all.selected !== null) selection.follow(all.selected);
    if (panes) this.grid ??= this.parent.appendChild(element(panes));
    const names = new Set(charts.map(({ name }) => name));
    for (const name of [...this.byName.keys()].filter((one) => !names.has(one))) this.drop(name);
    let from = end + 1;
    charts.forEach((one, place) => {
      const chart = this.at(place, one.name);
      chart.report = report;
      chart.show({ ...one, ...all }, bytes.subarray(from, from + one.bytes));
      from += one.bytes;
    });
  }

  // The chart of this name, in its place among the others.
  at(place, name) {
    if (!this.byName.has(name)) {
      // named as Streamlit names what has a key
      const home = this.grid ? element(`st-key-${name}`) : this.parent;
      this.byName.set(name, new Chart(home));
    }
    const chart = this.byName.get(name);
    const there = this.grid?.children[place];
    if (this.grid && there !== chart.home) this.grid.insertBefore(chart.home, there ?? null);
    return chart;
  }

  drop(name) {
    const chart = this.byName.get(name);
    this.byName.delete(name);
    chart.remove();
    if (this.grid) chart.home.remove();
  }

  remove() {
    for (const name of [...this.byName.keys()]) this.drop(name);
  }
}

class Chart {
  constructor(home) {
    this.home = home;
    this.box = element("chart");
    this.box.setAttribute("role", "figure");
    // plotly takes quick clicks on two marks for a double click; the browser does not
    this.box.addEventListener("mousedown", ({ detail }) => (this.clicks = detail), true);
    this.plot = document.createElement("div");
    this.box.append(this.plot);
    home.append(this.box);
    this.resizing = new ResizeObserver(() => this.fit());
    this.resizing.observe(this.box);
  }

  // A figure that has not changed is left as it stands.
  show(data, packed) {
    this.data = data;
    this.box.setAttribute("aria-label", data.words);
    this.box.style.height = `${data.room}px`;
    const theme = colours(this.box);
    const repainted = theme !== this.theme;
    this.theme = theme;
    this.plot.style.height = `${data.height}px`;
    if (!equal(packed, this.packed)) this.unpack(packed.slice()); // not all that was sent with it
    else if (repainted) this.draw();
  }

  async unpack(packed) {
    this.packed = packed;
    this.figure = null;
    this.draw(); // those below wait for it
    const figure = await unpacked(packed);
    if (this.packed !== packed) return; // a newer one has come
    this.figure = figure;
    this.draw();
  }

  draw() {
    drawSoon(this, `${base}/${this.data.library}`);
  }

  drawn(plotly) {
    if (!this.plotly) {
      this.plotly = plotly;
      this.plot.on("plotly_click", ({ points }) => this.click(points));
      this.plot.on("plotly_doubleclick", () => this.doubleClick());
    }
    if (selection.ahead) this.highlight();
  }

  highlight() {
    if (this.plotly && this.data.selected !== null) highlight(this.plot, selection.marks);
  }

  click(points) {
    const marks = marksOf(points);
    if (this.clicks > 1) this.doubleClick(); // where the page was busy, plotly sees two clicks
    else if (marks.length) this.select(selection.toggled(marks));
  }

  doubleClick() {
    if (this.clicks > 1) this.select([]);
  }

  select(marks) {
    if (this.data.selected === null || !selection.take(marks)) return;
    for (const { byName } of elements.values()) {
      for (const chart of byName.values()) chart.highlight();
    }
    this.report({ marks, click: selection.clicks });
  }

  fit() {
    const width = this.box.clientWidth;
    if (this.plotly && width && width !== this.plot.layout.width) {
      this.plotly.relayout(this.plot, { width });
    }
  }

  remove() {
    this.resizing.disconnect();
    forget(this);
    this.plotly?.purge(this.plot);
  }
}

function element(className) {
  const made = document.createElement("div");
  made.className = className;
  return made;
}

function equal(some, others) {
  return some.length === others?.length && some.every((byte, place) => byte === others[place]);
}

async function unpacked(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

addEventListener("beforeprint", drawAll, { capture: true }); // before the paper is laid out

export default function ({ data, parentElement, setTriggerValue }) {
  if (!elements.has(parentElement)) elements.set(parentElement, new Charts(parentElement));
  const charts = elements.get(parentElement);
  charts.show(data, (selected) => setTriggerValue("selected", selected));
  return () => {
    if (parentElement.isConnected) return; // only data that newer ones have overtaken
    charts.remove();
    elements.delete(parentElement);
  };
}

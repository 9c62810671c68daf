// The charts of a page: what the server sends, and what is done to them.

import { drawAll, drawSoon, forget } from "./drawing.js";
import { Selection, highlight, marksOf } from "./selection.js";
import { colours } from "./theme.js";

const base = import.meta.url.split("/_stcore/")[0];
const charts = new Map(); // by the element that Streamlit gives each of them
const selection = new Selection();

const NEXT = "\n".charCodeAt(0);

class Chart {
  constructor(parent) {
    this.box = document.createElement("div");
    this.box.className = "chart";
    this.box.setAttribute("role", "figure");
    // plotly takes quick clicks on two marks for a double click; the browser does not
    this.box.addEventListener("mousedown", ({ detail }) => (this.clicks = detail), true);
    this.plot = document.createElement("div");
    this.box.append(this.plot);
    parent.append(this.box);
    this.resizing = new ResizeObserver(() => this.fit());
    this.resizing.observe(this.box);
  }

  // The server sends a line of JSON, with what is to be said of a figure, and the figure, packed. A
  // figure that has not changed is left as it stands.
  show(bytes) {
    const end = bytes.indexOf(NEXT);
    const data = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    const packed = bytes.subarray(end + 1);
    this.data = data;
    this.box.setAttribute("aria-label", data.words);
    if (data.selected !== null) selection.follow(data.selected);
    const theme = colours(this.box);
    const repainted = theme !== this.theme;
    this.theme = theme;
    this.plot.style.height = `${data.height}px`;
    if (!equal(packed, this.packed)) this.unpack(packed);
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
    for (const chart of charts.values()) chart.highlight();
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

function equal(some, others) {
  return some.length === others?.length && some.every((byte, place) => byte === others[place]);
}

async function unpacked(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

addEventListener("beforeprint", drawAll, { capture: true }); // before the paper is laid out

export default function ({ data, parentElement, setTriggerValue }) {
  if (!charts.has(parentElement)) charts.set(parentElement, new Chart(parentElement));
  const chart = charts.get(parentElement);
  chart.report = (selected) => setTriggerValue("selected", selected);
  chart.show(data);
  return () => {
    if (parentElement.isConnected) return; // only data that newer ones have overtaken
    chart.remove();
    charts.delete(parentElement);
  };
}

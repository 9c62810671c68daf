// The order of drawing: one chart per frame, those in sight first and from the top down.

import { painted, plotlyFrom } from "./plotly.js";
import { reused } from "./reused.js";
import { template } from "./theme.js";

const AHEAD = "200px"; // so far out of sight a chart is about to come into it
const IDLE_MS = 1000; // a browser that is never idle draws what is out of sight after this time
const FAILED = "This chart could not be drawn. Reload the page to try again.";

const waiting = new Set();
const near = new WeakSet(); // the boxes in sight
let plotly = null;
let turn = Promise.resolve(); // of the next chart, when the last one has been painted
let drawing = null;
let idle = 0;

const sight = new IntersectionObserver(
  (boxes) => {
    for (const { target, isIntersecting } of boxes) {
      if (isIntersecting) near.add(target);
      else near.delete(target);
    }
    plan();
  },
  { rootMargin: AHEAD },
);

export function drawSoon(chart, address) {
  chart.box.setAttribute("aria-busy", "true");
  waiting.add(chart);
  sight.observe(chart.box);
  plotlyFrom(address).then(
    (loaded) => {
      plotly = loaded;
      setTimeout(plan); // the other charts of the same change come first
    },
    () => say(chart, FAILED),
  );
}

// At once, for paper.
export function drawAll() {
  if (plotly) [...waiting].filter(({ figure }) => figure).forEach(draw);
}

export function forget(chart) {
  waiting.delete(chart);
  sight.unobserve(chart.box);
}

function plan() {
  if (!plotly || !waiting.size) return;
  const chart = next();
  if (chart?.figure) drawing ??= turn.then(drawNext);
  else if (!chart) idle ||= requestIdleCallback(drawIdle, { timeout: IDLE_MS });
}

function drawNext() {
  drawing = null;
  const chart = next();
  if (!chart?.figure) return plan();
  draw(chart);
  turn = painted();
  plan();
}

function drawIdle() {
  idle = 0;
  const chart = next() ?? [...waiting].find(({ box }) => box.clientWidth);
  if (!chart?.figure) return; // not here yet, or hidden: it asks when it comes
  draw(chart);
  plan();
}

// The topmost of the waiting charts in sight.
function next() {
  const inSight = [...waiting].filter(({ box }) => near.has(box) && box.clientWidth);
  return inSight.reduce((first, other) => (first && precedes(first, other) ? first : other), undefined);
}

function precedes(one, other) {
  return one.box.compareDocumentPosition(other.box) & Node.DOCUMENT_POSITION_FOLLOWING;
}

function draw(chart) {
  waiting.delete(chart);
  const { box, plot } = chart;
  try {
    const { data, layout } = reused(JSON.parse(chart.figure), { data: plot.data, layout: plot.layout });
    const dressed = { ...layout, template: template(chart.theme), width: box.clientWidth };
    plotly.react(plot, data, dressed, chart.data.config);
    chart.drawn(plotly);
    box.setAttribute("aria-busy", "false");
  } catch (error) {
    console.error(error);
    say(chart, FAILED);
  }
}

function say({ box, plot }, words) {
  plot.textContent = words;
  box.setAttribute("aria-busy", "false");
}

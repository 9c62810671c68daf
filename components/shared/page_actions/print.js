// Makes the page ready for paper: tables whole, charts as wide as the paper.

const SETTLED_MS = 3000; // charts follow their boxes within a moment; a slow machine gets more
const LOOK_AGAIN_MS = 50;
const UPRIGHT_PX = 718; // A4 less its margins
const FAILED = "This table could not be loaded for printing. Export has all of its rows.";

const base = import.meta.url.split("/_stcore/")[0];
let prepared = false;

function built(table) {
  const element = document.createElement("table");
  const head = element.createTHead().insertRow();
  const body = element.createTBody();
  const numbers = new Set(table.numbers);
  table.titles.forEach((title, place) => {
    const cell = document.createElement("th");
    cell.textContent = title;
    cell.className = numbers.has(place) ? "number" : "";
    head.append(cell);
  });
  for (const words of table.rows) {
    const row = body.insertRow();
    words.forEach((word, place) => {
      const cell = row.insertCell();
      cell.textContent = word;
      cell.className = numbers.has(place) ? "number" : "";
    });
  }
  return element;
}

// Titles break inside a word only where whole ones make the table wider than the paper.
function fitted(table) {
  const paper = document.createElement("div");
  paper.className = "paper-table";
  paper.style.cssText = `position: absolute; visibility: hidden; width: ${UPRIGHT_PX}px`;
  paper.append(table);
  document.querySelector(".stApp").append(paper);
  table.classList.toggle("squeezed", table.offsetWidth > UPRIGHT_PX);
  paper.remove();
  return table;
}

function fetched(number) {
  // synchronous: the browser lays the paper out as soon as it has told of it
  const request = new XMLHttpRequest();
  request.open("GET", `${base}/print/${number}`, false);
  try {
    request.send();
    if (request.status === 200) return fitted(built(JSON.parse(request.responseText)));
  } catch {
    // said below
  }
  const words = document.createElement("p");
  words.textContent = FAILED;
  return words;
}

function plots() {
  return [...document.querySelectorAll(".js-plotly-plot .svg-container")];
}

// A drawing has one size; with a view box it takes that of its box on the paper.
function scale() {
  for (const box of plots()) {
    const drawing = box.querySelector(".main-svg");
    const [width, height] = ["width", "height"].map((side) => drawing?.getAttribute(side));
    if (!width || !height) continue;
    box.style.setProperty("--paper-ratio", `${width} / ${height}`);
    for (const svg of box.querySelectorAll(".main-svg")) {
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    }
  }
}

function prepare() {
  if (prepared) return;
  prepared = true;
  for (const place of document.querySelectorAll("[data-paper]")) {
    place.replaceChildren(fetched(place.dataset.paper));
  }
  scale();
}

function clean() {
  prepared = false;
  document.documentElement.classList.remove("paper");
  for (const place of document.querySelectorAll("[data-paper]")) place.replaceChildren();
  for (const svg of document.querySelectorAll(".js-plotly-plot .main-svg")) {
    svg.removeAttribute("viewBox");
  }
}

function settled() {
  const drawn = !document.querySelector(".chart[aria-busy=true]");
  return drawn && plots().every((box) => box.scrollWidth <= box.parentElement.clientWidth + 1);
}

export async function print() {
  document.documentElement.classList.add("paper"); // as wide as paper: charts are drawn for it
  const until = performance.now() + SETTLED_MS;
  do {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  } while (!settled() && performance.now() < until);
  window.print();
}

addEventListener("beforeprint", prepare);
addEventListener("afterprint", clean);
addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey)) return;
  if (event.shiftKey || event.altKey) return;
  event.preventDefault();
  print();
});

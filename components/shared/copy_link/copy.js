// Copies a link with one click, the others from a menu, and says what was copied.

const SAID_MS = 8000;
const ICON = "M3.9 12a3.1 3.1 0 0 1 3.1-3.1h4V7H7a5 5 0 0 0 0 10h4v-1.9H7A3.1 3.1 0 0 1 3.9 12Z"
  + "M8 13h8v-2H8v2Zm9-6h-4v1.9h4a3.1 3.1 0 0 1 0 6.2h-4V17h4a5 5 0 0 0 0-10Z";

// What each drawn button copies now; a run of the page brings other links.
const drawn = new WeakMap();

function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function icon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", ICON);
  svg.append(path);
  return svg;
}

async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writtenTheOldWay(text); // the newer one is for https and this machine alone
  }
}

function writtenTheOldWay(text) {
  const field = made("textarea", { readonly: "", style: "position:fixed;opacity:0" });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

function build(root) {
  const copy = made("button", { type: "button", class: "copy" }, icon(), made("span", {}, "Copy link"));
  const more = made("button", {
    type: "button", class: "more", "aria-label": "Which link", "aria-haspopup": "menu",
    "aria-expanded": "false",
  }, "▾");
  const menu = made("div", { role: "menu", "aria-label": "Which link", hidden: "" });
  const note = made("p", { hidden: "" });
  const said = made("div", { role: "status" });
  const part = { links: [], more, menu, note };
  let timer;

  async function copied(link) {
    open(false);
    copy.focus();
    const what = `the ${link.name.toLowerCase()} link: ${link.shows}`;
    const done = await written(link.address);
    said.textContent = done ? `Copied ${what}.` : `This browser refused to copy ${what}. ${link.address}`;
    clearTimeout(timer);
    timer = setTimeout(() => { said.textContent = ""; }, done ? SAID_MS : 10 * SAID_MS);
  }

  function open(wanted) {
    menu.hidden = note.hidden = !wanted;
    more.setAttribute("aria-expanded", String(wanted));
    if (wanted) menu.firstElementChild?.focus();
  }

  function move(event) {
    const items = [...menu.children];
    const at = items.indexOf(root.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) items[(at + step + items.length) % items.length].focus();
    else if (event.key === "Escape") { open(false); more.focus(); } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  copy.addEventListener("click", () => copied(part.links[0]));
  more.addEventListener("click", () => open(menu.hidden));
  menu.addEventListener("keydown", move);
  menu.addEventListener("click", (event) => {
    const place = [...menu.children].indexOf(event.target.closest("button"));
    if (place >= 0) copied(part.links[place]);
  });
  const all = made("div", { class: "all" }, copy, more, made("div", { class: "panel" }, menu, note));
  all.addEventListener("focusout", (event) => {
    if (!all.contains(event.relatedTarget)) open(false);
  });
  root.append(all, said);
  return part;
}

export default function ({ parentElement, data }) {
  if (!drawn.has(parentElement)) drawn.set(parentElement, build(parentElement));
  const part = drawn.get(parentElement);
  part.links = data.links;
  part.note.textContent = data.note;
  part.more.hidden = data.links.length < 2;
  part.menu.replaceChildren(...data.links.map((link) => made(
    "button", { type: "button", role: "menuitem", tabindex: "-1" },
    made("strong", {}, link.name), `: ${link.shows}`,
  )));
}

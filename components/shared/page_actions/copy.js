// Copies a link with one click, the others from a menu, and says what was copied.

import { icon, made, withMenu } from "./elements.js";

const SAID_MS = 8000;
const CHAIN = "M3.9 12a3.1 3.1 0 0 1 3.1-3.1h4V7H7a5 5 0 0 0 0 10h4v-1.9H7A3.1 3.1 0 0 1 3.9 12Z"
  + "M8 13h8v-2H8v2Zm9-6h-4v1.9h4a3.1 3.1 0 0 1 0 6.2h-4V17h4a5 5 0 0 0 0-10Z";

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

// Gives the elements, and what shows other links.
export function copying() {
  const copy = made("button", { type: "button", class: "copy" }, icon(CHAIN), made("span", {}, "Copy link"));
  const more = made("button", {
    type: "button", class: "more", "aria-label": "Which link", "aria-haspopup": "menu",
    "aria-expanded": "false",
  }, "▾");
  const menu = made("div", { role: "menu", "aria-label": "Which link", hidden: "" });
  const note = made("p", { hidden: "" });
  const said = made("div", { role: "status" });
  const all = made("div", { class: "all" }, copy, more, made("div", { class: "panel" }, menu, note), said);
  const open = withMenu(more, menu, all, [note]);
  let links = [];
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

  copy.addEventListener("click", () => copied(links[0]));
  menu.addEventListener("click", (event) => {
    const place = [...menu.children].indexOf(event.target.closest("button"));
    if (place >= 0) copied(links[place]);
  });

  function update(data) {
    links = data.links;
    note.textContent = data.note;
    more.hidden = links.length < 2;
    menu.replaceChildren(...links.map((link) => made(
      "button", { type: "button", role: "menuitem", tabindex: "-1" },
      made("strong", {}, link.name), `: ${link.shows}`,
    )));
  }

  return { elements: [all], update };
}

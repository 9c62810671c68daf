// The page's files in every format, as links to the exports with the parameters of the page's link.

import { icon, made, withMenu } from "./elements.js";

const ARROW = "M5 20h14v-2H5v2ZM19 9h-4V3H9v6H5l7 7 7-7Z";
const base = import.meta.url.split("/_stcore/")[0];

// Gives the elements, and what shows other files.
export function exporting() {
  const button = made("button", {
    type: "button", class: "copy", "aria-haspopup": "menu", "aria-expanded": "false",
  }, icon(ARROW), made("span", {}, "Export"));
  const menu = made("div", { role: "menu", "aria-label": "Files of this page", hidden: "" });
  const all = made("div", { class: "all" }, button, made("div", { class: "panel" }, menu));
  const open = withMenu(button, menu, all);
  menu.addEventListener("click", (event) => { if (event.target.closest("a")) open(false); });

  function group([name, label], query, formats) {
    const entries = Object.entries(formats).map(([suffix, format]) => made("a", {
      role: "menuitem", tabindex: "-1", download: "", href: `${base}/export/${name}.${suffix}${query}`,
      "aria-label": `${label}, ${format}`,
    }, format));
    const title = made("span", { "aria-hidden": "true" }, label);
    return made("div", { role: "group", "aria-label": label }, title, ...entries);
  }

  function update({ files, formats, links }) {
    const { search } = new URL(links[0].address);
    all.hidden = !Object.keys(files).length;
    menu.replaceChildren(...Object.entries(files).map((file) => group(file, search, formats)));
  }

  return { elements: [all], update };
}

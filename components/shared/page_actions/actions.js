// The buttons beside the controls: copy the link of the view, get its files, print it.

import { copying } from "./copy.js";
import { made } from "./elements.js";
import { exporting } from "./files.js";
import { print } from "./print.js";

// What updates the drawn buttons: a run of the page brings other links.
const drawn = new WeakMap();

function build(root) {
  const [copy, files] = [copying(), exporting()];
  const printing = made("button", { type: "button", class: "print" }, "Print");
  printing.addEventListener("click", print);
  root.append(made("div", { class: "actions" }, ...copy.elements, ...files.elements, printing));
  return [copy.update, files.update];
}

export default function ({ parentElement, data }) {
  if (!drawn.has(parentElement)) drawn.set(parentElement, build(parentElement));
  const about = JSON.parse(new TextDecoder().decode(data));
  for (const update of drawn.get(parentElement)) update(about);
}

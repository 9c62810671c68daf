// Elements, and a button that opens a menu.

export function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function icon(drawing) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", drawing);
  svg.append(path);
  return svg;
}

// The menu's entries have the role menuitem; `below` opens and closes with it. Gives what opens it.
export function withMenu(button, menu, all, below = []) {
  const entries = () => [...menu.querySelectorAll("[role=menuitem]")];

  function open(wanted) {
    for (const part of [menu, ...below]) part.hidden = !wanted;
    button.setAttribute("aria-expanded", String(wanted));
    if (wanted) entries()[0]?.focus();
  }

  function move(event) {
    const items = entries();
    const at = items.indexOf(menu.getRootNode().activeElement);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    if (event.key in steps) items.at(steps[event.key] % items.length).focus();
    else if (event.key === "Escape") { open(false); button.focus(); } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  button.addEventListener("click", () => open(menu.hidden));
  menu.addEventListener("keydown", move);
  all.addEventListener("focusout", (event) => {
    if (!all.contains(event.relatedTarget)) open(false);
  });
  return open;
}

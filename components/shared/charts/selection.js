// The selection as it looks at once; the server's figures follow, and look the same.

const FOLLOWS_MS = 5000; // a server that has not followed by then has chosen otherwise

export class Selection {
  marks = [];
  ahead = false; // of the server
  clicks = 0; // so far
  #since = 0;

  // What the server takes for selected. An older state than the last click's is passed over.
  follow(marks) {
    const late = performance.now() - this.#since > FOLLOWS_MS;
    if (this.ahead && !late && !same(marks, this.marks)) return;
    this.marks = marks;
    this.ahead = false;
  }

  // Whether that is a change.
  take(marks) {
    if (same(marks, this.marks)) return false;
    this.marks = marks;
    this.ahead = true;
    this.clicks += 1;
    this.#since = performance.now();
    return true;
  }

  toggled(marks) {
    const kept = this.marks.filter((mark) => !marks.includes(mark));
    return [...kept, ...marks.filter((mark) => !this.marks.includes(mark))];
  }
}

export function marksOf(points) {
  const first = points.map(({ customdata }) => (Array.isArray(customdata) ? customdata[0] : customdata));
  return [...new Set(first)].filter((mark) => typeof mark === "string" && mark);
}

// Marks of the traces whose meta says how opaque they are without a selection, and beside one.
export function highlight(plot, selected) {
  const chosen = new Set(selected);
  for (const trace of plot.querySelectorAll(".trace")) {
    const drawn = trace.__data__?.[0]?.trace;
    if (!drawn?.meta?.dimmed) continue;
    const marks = drawn.customdata.map(([mark]) => mark);
    const any = marks.some((mark) => chosen.has(mark));
    for (const path of trace.querySelectorAll(".points path")) {
      const { i } = path.__data__ ?? path.parentNode.__data__;
      path.style.opacity = any ? (chosen.has(marks[i]) ? 1 : drawn.meta.dimmed) : drawn.meta.plain;
    }
  }
}

function same(some, others) {
  return some.length === others.length && some.every((mark) => others.includes(mark));
}

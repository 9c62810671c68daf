// The plotly library: fetched once, and evaluated when the page's numbers stand on the screen.

let loading = null;

export function plotlyFrom(address) {
  loading ??= painted()
    .then(() => import(address)) // the page has asked for it, and it is compiled by now
    .then(() => window.Plotly)
    .catch((error) => {
      loading = null; // the next chart tries again
      throw error;
    });
  return loading;
}

// After the browser has drawn what stands on the page now.
export function painted() {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

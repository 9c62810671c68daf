// The plotly library: fetched once, and evaluated when the page's numbers stand on the screen.

let loading = null;

export function plotlyFrom(address) {
  loading ??= painted()
    .then(() => evaluated(address))
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

function evaluated(address) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.Plotly);
    script.onerror = () => failed(new Error(`${address} could not be loaded`));
    document.head.append(script);
  });
}

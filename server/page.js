// Runs in the head of every page, before Streamlit's own script.

// Streamlit reads this before it connects; with both entries it opens its session at once. Every
// page lies directly below the dashboard's address. Nobody may embed the dashboard, so no other
// origin is one that it takes messages from.
window.__streamlit = {
  BACKEND_BASE_URL: new URL("./", location.href).href,
  HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
}

// The page has loaded when Streamlit's script has run and opens its session: what the numbers do
// not need is fetched and compiled from then on.
addEventListener("load", () => {
  for (const link of document.querySelectorAll("link[rel=later]")) link.rel = "modulepreload"
  for (const link of document.querySelectorAll("link[data-element]")) import(link.href)
})

// What the server wrote into the page stays until Streamlit has drawn the same, or has ended
// without it; after some seconds it goes in any case, for a page that cannot be drawn at all.
addEventListener("DOMContentLoaded", () => {
  const preview = document.querySelector(".preview")
  if (!preview) return
  const root = document.getElementById("root")
  const parts = [".st-key-bar", ".finding", ".cards", "div.groups"]
  const wanted = parts.filter(part => preview.querySelector(part))
  const end = () => {
    drawing.disconnect()
    preview.remove()
  }
  const drawing = new MutationObserver(() => {
    const drawn = wanted.every(part => root.querySelector(part))
    const over = root.querySelector("[data-test-script-state=notRunning] .stMain *")
    const waits = root.querySelector(".st-key-bar [data-testid=stSkeleton]")
    if ((drawn || over) && !waits) end()
  })
  drawing.observe(root, { childList: true, subtree: true })
  addEventListener("load", () => setTimeout(end, 5000))
})

// The theme that was chosen on this page, where Streamlit keeps it; else it is the system's.
const theme = localStorage.getItem(`stActiveTheme-${location.pathname}-v2`)
if (theme) document.documentElement.dataset.theme = JSON.parse(theme)

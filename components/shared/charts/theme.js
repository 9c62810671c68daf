// Colours and type of the page's theme, for plotly.

const NAMES = ["text-color", "background-color", "border-color", "font", "heading-color", "heading-font"];
const SMALL = 12; // [px]
const MEDIUM = 14;
const LARGE = 16;

const templates = new Map();

// What an element's theme says, as one text: a template is made once of each.
export function colours(element) {
  const style = getComputedStyle(element);
  return JSON.stringify(NAMES.map((name) => style.getPropertyValue(`--st-${name}`).trim()));
}

export function template(theme) {
  if (!templates.has(theme)) templates.set(theme, made(...JSON.parse(theme)));
  return templates.get(theme);
}

function made(text, background, border, font, heading, headingFont) {
  const small = { color: text, size: SMALL };
  const axis = {
    automargin: true,
    tickfont: small,
    title: { font: { color: text, size: MEDIUM } },
  };
  return {
    layout: {
      font: { ...small, family: font },
      title: { font: { color: heading, family: headingFont, size: LARGE } },
      margin: { pad: 8 },
      paper_bgcolor: background,
      plot_bgcolor: background,
      xaxis: axis,
      yaxis: axis,
      legend: { font: small },
      hoverlabel: { bgcolor: background, bordercolor: border, font: { ...small, family: font } },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: "rgba(128,128,128,0.7)", activecolor: text },
      coloraxis: { colorbar: { thickness: LARGE, outlinewidth: 0, tickfont: small } },
    },
  };
}

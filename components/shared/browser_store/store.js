// Keeps a list of named texts in this browser's localStorage and tells the page what is in it.

const done = new Set(); // commands carried out since the page was loaded

function read(key) {
  const entries = JSON.parse(localStorage.getItem(key) ?? "[]");
  if (!Array.isArray(entries)) return [];
  return entries.filter((one) => typeof one?.name === "string" && typeof one?.text === "string");
}

function changed(entries, command) {
  const others = entries.filter((one) => one.name !== command.name);
  return command.text === null ? others : [...others, { name: command.name, text: command.text }];
}

export default function ({ data, setStateValue }) {
  let entries = null; // a browser may refuse to keep anything
  try {
    entries = read(data.key);
    const command = data.command;
    if (command && !done.has(command.id)) {
      done.add(command.id);
      entries = changed(entries, command);
      localStorage.setItem(data.key, JSON.stringify(entries));
    }
  } catch {
    entries = null;
  }
  const reported = { available: entries !== null, entries: entries ?? [] };
  if (JSON.stringify(reported) !== JSON.stringify(data.reported)) setStateValue("reported", reported);
}

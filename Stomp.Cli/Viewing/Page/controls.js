// The controls above the list, and what they wish for.
function makeControls(model, filter, onChange) {
  const checks = ["sent", "received", "beats", "orders", "deadlines", "others", "errors", "different"];
  let range = { from: -Infinity, to: Infinity };

  function fillSelect(select, all, entries, least = 1) {
    select.append(new Option(all, -1), ...entries.map(([value, text]) => new Option(text, value)));
    select.hidden = entries.length < least;
  }

  const commands = [...filter.commands].map(([place, n]) => [place, `${model.texts[place]} (${numberText(n)})`]);
  fillSelect(byId("lane"), "all connections", model.lanes.map(([name], n) => [n, `${n + 1}  ${name}`]), 2);
  fillSelect(byId("command"), "all commands", commands.sort((a, b) => a[1] < b[1] ? -1 : 1));
  fillSelect(byId("destination"), "all destinations", [...new Set(model.destination)].filter(place => place >= 0).map(place => [place, model.texts[place]]).sort((a, b) => a[1] < b[1] ? -1 : 1));
  // What never happened need not be left out.
  const kinds = new Set(model.kind);
  const hide = (id, ...any) => { byId(id).parentElement.hidden = !any.some(kind => kinds.has(kind)); };
  hide("beats", Kind.Beat);
  hide("orders", Kind.Order, Kind.Answer);
  hide("deadlines", Kind.Due);
  hide("others", Kind.Band, Kind.Transport, Kind.Note);
  byId("different-label").hidden = !model.items.some(item => hasBody(item) && item[LIKENESS] >= 0);

  function wish() {
    const wanted = { ...everything(), ...range, search: byId("search").value };
    for (const id of ["lane", "command", "destination"]) wanted[id] = Number(byId(id).value);
    for (const id of checks) wanted[id] = byId(id).checked;
    return wanted;
  }

  function reset() {
    const all = everything();
    byId("search").value = "";
    for (const id of ["lane", "command", "destination"]) byId(id).value = -1;
    for (const id of checks) byId(id).checked = all[id];
    onChange();
  }

  byId("filter").addEventListener("input", () => onChange());
  byId("filter").addEventListener("submit", event => event.preventDefault());
  byId("reset").addEventListener("click", reset);
  byId("nothing-reset").addEventListener("click", reset);

  return {
    wish, reset,
    setRange(from, to) { range = { from, to }; onChange(); },
    toggle(id) { byId(id).checked = !byId(id).checked; onChange(); },
    count(n) {
      byId("count").textContent = n === model.count ? `${numberText(n)} events` : `${numberText(n)} of ${numberText(model.count)}`;
      byId("nothing").hidden = n > 0;
    },
  };
}

// Light, dark, or as the system has it until somebody chooses.
function makeTheme(onChange) {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  const button = document.getElementById("theme");
  const name = () => button.setAttribute("aria-label", isDark() ? "Dark; change to light" : "Light; change to dark");
  system.addEventListener("change", () => { name(); onChange(); });
  name();
  return {
    toggle() {
      root.dataset.theme = isDark() ? "light" : "dark";
      name();
      onChange();
    },
  };
}

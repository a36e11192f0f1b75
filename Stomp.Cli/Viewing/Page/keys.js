// The keyboard. Letters work wherever nobody is writing.
function listenToKeys(actions) {
  const moves = {
    j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: "page", PageUp: "-page", Home: -Infinity, End: Infinity,
  };
  const letters = {
    Enter: actions.open, "/": actions.search, "?": actions.help, e: () => actions.trouble(1), E: () => actions.trouble(-1), r: actions.related,
    h: actions.beats, t: actions.theme, i: actions.about, "+": actions.closer, "=": actions.closer, "-": actions.farther, 0: actions.all,
  };

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const writes = event.target.matches("input[type=search], select");
    if (event.key === "Escape") return actions.escape(writes);
    if (writes) {
      if (event.key === "Enter" || event.key === "ArrowDown" && event.target.type === "search") {
        event.preventDefault();
        actions.leaveSearch();
      }
      return;
    }
    const isControl = event.target.matches("button, input");
    if (event.key === "Enter" && isControl) return;
    const inDetail = event.target.closest(".detail");
    if (event.key in moves && !(inDetail && event.key.length > 1)) {
      event.preventDefault();
      const by = moves[event.key];
      actions.move(by === "page" ? actions.page() : by === "-page" ? -actions.page() : by);
    } else if (event.key in letters) {
      event.preventDefault();
      letters[event.key]();
    }
  });
}

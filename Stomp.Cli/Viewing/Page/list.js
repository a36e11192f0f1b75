// The list: only the rows in sight exist. Rows are equally high; where time passed without anything, space says so.
const ROW_HEIGHT = 32;
const MARGIN_ROWS = 8;

// Space for a silence: none below ten milliseconds, then a little for each tenfold.
const gapFor = ms => ms < 10 ? 0 : Math.min(44, Math.round(8 * Math.log10(ms)));

function makeList(model, list, space, onSelect) {
  let shown = new Int32Array(0);
  let tops = new Float64Array(1);
  let selected = -1;
  const rows = [];

  function show(chosen) {
    const keep = selected;
    shown = chosen;
    tops = new Float64Array(chosen.length + 1);
    let top = 0;
    for (let place = 0; place < chosen.length; place++) {
      tops[place] = top;
      top += ROW_HEIGHT + (place ? gapFor(model.at[chosen[place]] - model.at[chosen[place - 1]]) : 0);
    }
    tops[chosen.length] = top;
    space.style.height = `${top + 8}px`;
    for (const row of rows) row.place = -1;
    if (keep >= 0 && placeOf(keep) >= 0) reveal(placeOf(keep));
    else list.scrollTop = Math.min(list.scrollTop, Math.max(0, top - list.clientHeight));
    draw();
  }

  // The first place whose row ends below a height.
  function placeAt(height) {
    let low = 0, high = shown.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle + 1] > height) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  function placeOf(item) {
    let low = 0, high = shown.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (shown[middle] === item) return middle;
      if (shown[middle] < item) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  function draw() {
    const first = Math.max(0, placeAt(list.scrollTop) - MARGIN_ROWS);
    const last = Math.min(shown.length, placeAt(list.scrollTop + list.clientHeight) + 1 + MARGIN_ROWS);
    while (rows.length < last - first) {
      const row = makeRow();
      row.place = -1;
      row.id = `row-${rows.length}`;
      rows.push(row);
      space.append(row);
    }
    for (let place = first; place < last; place++) bind(rows[place % rows.length], place);
    for (const row of rows) {
      if (row.place < first || row.place >= last) {
        row.hidden = true;
        row.place = -1;
      }
    }
    markSelected();
  }

  function bind(row, place) {
    if (row.place === place) return;
    row.place = place;
    row.hidden = false;
    const i = shown[place];
    const since = place ? model.at[i] - model.at[shown[place - 1]] : null;
    row.style.transform = `translateY(${tops[place]}px)`;
    row.style.height = `${tops[place + 1] - tops[place]}px`;
    row.setAttribute("aria-posinset", place + 1);
    row.setAttribute("aria-setsize", shown.length);
    fillRow(row, model, i, since, tops[place + 1] - tops[place] - ROW_HEIGHT);
  }

  function markSelected() {
    let active = "";
    for (const row of rows) {
      const isSelected = row.place >= 0 && shown[row.place] === selected;
      row.setAttribute("aria-selected", isSelected);
      if (isSelected) active = row.id;
    }
    if (active) list.setAttribute("aria-activedescendant", active);
    else list.removeAttribute("aria-activedescendant");
  }

  function reveal(place) {
    const [top, bottom] = [tops[place], tops[place + 1]];
    if (top < list.scrollTop) list.scrollTop = top - ROW_HEIGHT;
    else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight + ROW_HEIGHT;
  }

  function select(item) {
    selected = item;
    const place = placeOf(item);
    if (place >= 0) reveal(place);
    draw();
    onSelect(item);
  }

  // Moves by rows; without a selection it begins in sight.
  function move(by) {
    if (!shown.length) return;
    const place = placeOf(selected);
    const to = place < 0 && Number.isFinite(by) ? placeAt(list.scrollTop) : Math.max(0, Math.min(shown.length - 1, place + by));
    select(shown[Math.min(to, shown.length - 1)]);
  }

  // The next item in a direction for which something holds.
  function find(by, holds) {
    const begin = placeOf(selected);
    for (let place = begin < 0 ? (by > 0 ? 0 : shown.length - 1) : begin + by; place >= 0 && place < shown.length; place += by) {
      if (holds(shown[place])) return select(shown[place]);
    }
  }

  list.addEventListener("scroll", draw, { passive: true });
  space.addEventListener("click", event => {
    const row = event.target.closest(".row");
    if (row && row.place >= 0) select(shown[row.place]);
  });
  // Details take room from the list; what is selected stays in sight.
  new ResizeObserver(() => {
    const place = placeOf(selected);
    if (place >= 0) reveal(place);
    draw();
  }).observe(list);

  return {
    show, select, move, find,
    get selected() { return selected; },
    get shown() { return shown; },
    get page() { return Math.max(1, Math.floor(list.clientHeight / ROW_HEIGHT) - 1); },
    // What is in sight, as moments.
    sight() {
      if (!shown.length) return null;
      const first = Math.min(placeAt(list.scrollTop), shown.length - 1);
      const last = Math.min(placeAt(list.scrollTop + list.clientHeight), shown.length - 1);
      return { first: shown[first], from: model.at[shown[first]], to: model.at[shown[last]] };
    },
    scrollToTime(ms) {
      let low = 0, high = shown.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (model.at[shown[middle]] < ms) low = middle + 1;
        else high = middle;
      }
      list.scrollTop = Math.max(0, tops[Math.min(low, shown.length)] - list.clientHeight / 2);
    },
  };
}

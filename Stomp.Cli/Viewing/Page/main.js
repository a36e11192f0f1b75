// Puts the parts together.
const byId = id => document.getElementById(id);
function start(model) {
  document.title = `${model.title} · STOMP`;
  byId("title").textContent = model.title;
  byId("summary").textContent = model.facts.map(([name, value]) => `${name}: ${value}`).join("   ·   ");
  byId("summary").title = model.facts.map(([name, value]) => `${name}: ${value}`).join("\n");
  byId("client").textContent = model.lanes.length === 1 ? model.lanes[0][1] : "clients";
  byId("broker").textContent = model.lanes.length === 1 ? model.lanes[0][2] : "brokers";

  const filter = makeFilter(model);
  const detail = makeDetail(model, byId("detail"), closeDetail, item => { list.select(item); openDetail(); });
  const list = makeList(model, byId("list"), byId("space"), item => openDetailOf(item));
  const overview = makeOverview(model, byId("overview"), (from, to) => controls.setRange(from, to), ms => { list.scrollToTime(ms); look(); });
  const controls = makeControls(model, filter, refresh);
  const theme = makeTheme(() => overview.recolour());

  function refresh() {
    const begin = performance.now();
    const chosen = filter.apply(controls.wish());
    list.show(chosen);
    overview.show(chosen);
    controls.count(chosen.length);
    look();
    performance.measure("stomp:filter", { start: begin, end: performance.now() });
  }

  // The frame around what is in sight, and the state there.
  let looking = false;
  function look() {
    if (looking) return;
    looking = true;
    requestAnimationFrame(() => {
      looking = false;
      const sight = list.sight();
      overview.look(sight);
      const state = sight ? model.state[list.selected >= 0 ? list.selected : sight.first] : -1;
      byId("now").textContent = state >= 0 && model.lanes.length === 1 ? model.texts[state] : "";
    });
  }

  function openDetailOf(item) {
    if (!byId("detail").hidden) detail.show(item);
    look();
  }

  function openDetail() {
    if (list.selected < 0) return;
    byId("stage").classList.add("open");
    detail.show(list.selected);
  }

  function closeDetail() {
    byId("detail").hidden = true;
    byId("stage").classList.remove("open");
    byId("list").focus();
  }

  function showAbout() {
    byId("stage").classList.add("open");
    detail.about();
  }

  function goToRelated() {
    const found = list.selected < 0 ? [] : detail.nextRelated(list.selected);
    if (found.length) list.select(found.find(item => item > list.selected) ?? found[0]);
  }

  byId("list").addEventListener("scroll", look, { passive: true });
  byId("space").addEventListener("click", event => { if (event.target.closest(".row")) openDetail(); });
  byId("about").addEventListener("click", showAbout);
  byId("help").addEventListener("click", () => byId("keys").showModal());
  byId("theme").addEventListener("click", () => theme.toggle());
  byId("zoom-in").addEventListener("click", () => overview.zoom(0.5));
  byId("zoom-out").addEventListener("click", () => overview.zoom(2));
  byId("zoom-all").addEventListener("click", () => overview.zoomAll());

  listenToKeys({
    move: by => list.move(by),
    page: () => list.page,
    open() { openDetail(); byId("detail").focus(); },
    search() { byId("search").focus(); byId("search").select(); },
    leaveSearch() { byId("list").focus(); if (list.selected < 0) list.move(0); },
    escape(writes) {
      if (writes && byId("search").value) { byId("search").value = ""; refresh(); } else if (writes) byId("list").focus();
      else closeDetail();
    },
    help: () => byId("keys").showModal(),
    trouble: by => list.find(by, item => isBad(model, item)),
    related: goToRelated,
    beats: () => controls.toggle("beats"),
    theme: () => theme.toggle(),
    about: showAbout,
    closer: () => overview.zoom(0.5),
    farther: () => overview.zoom(2),
    all: () => overview.zoomAll(),
  });

  refresh();
  byId("list").focus();
  requestAnimationFrame(() => performance.mark("stomp:painted"));

  // The first search need not wait for what can be done before it.
  (window.requestIdleCallback || setTimeout)(() => filter.prepare());
}

readData(byId("data")).then(data => start(readModel(data)));

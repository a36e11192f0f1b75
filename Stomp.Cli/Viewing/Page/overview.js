// The whole time on one strip: above its middle what the client wrote, below what the broker wrote; trouble as marks; states as bands underneath.
const HALF = 30;
const BAND_HEIGHT = 12;
const MAX_BANDS = 6;

function makeOverview(model, canvas, onRange, onSeek) {
  const context = canvas.getContext("2d");
  let chosen = new Int32Array(0);
  let range = whole();
  let sight = null;
  let drag = null;
  let width = 0;
  let palette = null;
  // All but what is in sight, which changes with every scroll.
  const base = document.createElement("canvas");
  const bands = Math.min(model.lanes.length, MAX_BANDS);
  const height = 12 + HALF * 2 + 6 + bands * (BAND_HEIGHT + 3) + 16;

  // A moment of nothing still needs a width.
  function whole() {
    const span = Math.max(model.end - model.begin, 1);
    return { from: model.begin - span * 0.01, to: model.end + span * 0.01 };
  }

  const x = ms => (ms - range.from) / (range.to - range.from) * width;
  const ms = at => range.from + at / width * (range.to - range.from);

  function colours() {
    const probe = element("i");
    document.body.append(probe);
    const found = new Proxy({}, {
      get(_, name) {
        probe.style.color = `var(--${name})`;
        return getComputedStyle(probe).color;
      },
    });
    const names = ["paper", "sunken", "line", "ink", "quiet", "faint", "accent", "send", "message", "bad", "idle", "dialling", "connecting", "connected", "closing", "waiting", "closed"];
    const all = Object.fromEntries(names.map(name => [name, found[name]]));
    probe.remove();
    return all;
  }

  function resize(surface, ratio) {
    surface.width = Math.round(width * ratio);
    surface.height = Math.round(height * ratio);
    surface.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  function draw() {
    const ratio = window.devicePixelRatio || 1;
    width = canvas.clientWidth;
    if (!width) return;
    canvas.style.height = `${height}px`;
    resize(canvas, ratio);
    resize(base, ratio);
    const colour = palette ||= colours();
    const context = base.getContext("2d");
    context.fillStyle = colour.sunken;
    context.fillRect(0, 0, width, height);
    drawCounts(context, colour);
    drawBands(context, colour);
    drawTicks(context, colour);
    drawSight();
  }

  function drawCounts(context, colour) {
    const columns = Math.max(1, Math.floor(width / 2));
    const counts = [new Uint32Array(columns), new Uint32Array(columns)];
    const trouble = new Uint8Array(columns);
    for (const i of chosen) {
      const column = Math.floor(x(model.at[i]) / 2);
      if (column < 0 || column >= columns) continue;
      if (isOnWire(model.kind[i])) counts[isFromBroker(model, i) ? 1 : 0][column]++;
      if (isBad(model, i)) trouble[column] = 1;
    }
    const most = Math.max(1, counts[0].reduce((a, b) => Math.max(a, b), 0), counts[1].reduce((a, b) => Math.max(a, b), 0));
    const middle = 12 + HALF;
    const scale = n => n ? 3 + (HALF - 3) * Math.log1p(n) / Math.log1p(Math.max(most, 4)) : 0;
    for (let column = 0; column < columns; column++) {
      context.globalAlpha = 0.75;
      context.fillStyle = colour.send;
      const up = scale(counts[0][column]);
      if (up) context.fillRect(column * 2, middle - up, 2, up);
      context.fillStyle = colour.message;
      const down = scale(counts[1][column]);
      if (down) context.fillRect(column * 2, middle + 1, 2, down);
      context.globalAlpha = 1;
      if (trouble[column]) {
        context.fillStyle = colour.bad;
        context.beginPath();
        context.moveTo(column * 2 + 1, 10);
        context.lineTo(column * 2 - 4, 2);
        context.lineTo(column * 2 + 6, 2);
        context.fill();
      }
    }
    context.fillStyle = colour.line;
    context.fillRect(0, middle, width, 1);
  }

  function drawBands(context, colour) {
    context.font = "10px system-ui, sans-serif";
    context.textBaseline = "middle";
    for (let lane = 0; lane < bands; lane++) {
      const top = 12 + HALF * 2 + 6 + lane * (BAND_HEIGHT + 3);
      const list = model.bands[lane];
      for (let n = 0; n < list.length; n++) {
        const state = model.texts[model.label[list[n]]];
        const from = Math.max(0, x(model.at[list[n]]));
        const to = Math.min(width, n + 1 < list.length ? x(model.at[list[n + 1]]) : x(Math.max(model.end, range.to)));
        if (to <= from) continue;
        context.fillStyle = colour[state.toLowerCase()];
        context.fillRect(from, top, Math.max(1, to - from - 1), BAND_HEIGHT);
        if (to - from > context.measureText(state).width + 10) {
          context.fillStyle = colour.ink;
          context.fillText(state, from + 5, top + BAND_HEIGHT / 2 + 0.5);
        }
      }
    }
  }

  function drawTicks(context, colour) {
    const span = range.to - range.from;
    const step = [1, 2, 5].map(n => n * 10 ** Math.floor(Math.log10(span / (width / 110)))).concat(10 * 10 ** Math.floor(Math.log10(span / (width / 110)))).find(s => s / span * width >= 90);
    context.font = "10px system-ui, sans-serif";
    context.textBaseline = "alphabetic";
    context.fillStyle = colour.quiet;
    for (let at = Math.ceil(Math.max(range.from, model.begin) / step) * step; at <= range.to; at += step) {
      const text = at === 0 ? "0" : spanText(at);
      const left = x(at);
      if (left + context.measureText(text).width + 6 > width) break;
      context.fillRect(left, height - 14, 1, 4);
      context.fillText(text, left + 4, height - 4);
    }
  }

  function drawSight() {
    if (!width) return;
    const colour = palette;
    context.drawImage(base, 0, 0, width, height);
    if (sight) {
      const left = x(sight.from), right = Math.max(x(sight.to), left + 3);
      context.strokeStyle = colour.accent;
      context.lineWidth = 1.5;
      context.beginPath();
      context.roundRect(left - 1, 1, right - left + 2, height - 17, 4);
      context.stroke();
    }
    if (drag && drag.moved) {
      context.fillStyle = colour.accent;
      context.globalAlpha = 0.18;
      context.fillRect(Math.min(drag.from, drag.to), 0, Math.abs(drag.to - drag.from), height);
      context.globalAlpha = 1;
    }
  }

  function zoomTo(from, to) {
    const all = whole();
    range = { from: Math.max(all.from, from), to: Math.min(all.to, to) };
    if (range.to - range.from < 0.01) range.to = range.from + 0.01;
    draw();
    const isWhole = range.from <= all.from && range.to >= all.to;
    onRange(isWhole ? -Infinity : range.from, isWhole ? Infinity : range.to);
  }

  function zoom(by) {
    const span = (range.to - range.from) * by;
    const middle = sight && by < 1 ? (Math.max(sight.from, range.from) + Math.min(sight.to, range.to)) / 2 : (range.from + range.to) / 2;
    zoomTo(middle - span / 2, middle + span / 2);
  }

  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    drag = { from: event.offsetX, to: event.offsetX, moved: false };
  });
  canvas.addEventListener("pointermove", event => {
    if (!drag) return;
    drag.to = event.offsetX;
    drag.moved ||= Math.abs(drag.to - drag.from) > 4;
    drawSight();
  });
  canvas.addEventListener("pointerup", () => {
    const done = drag;
    drag = null;
    if (!done) return;
    if (done.moved) zoomTo(ms(Math.min(done.from, done.to)), ms(Math.max(done.from, done.to)));
    else onSeek(ms(done.from));
  });
  canvas.addEventListener("dblclick", () => zoomTo(-Infinity, Infinity));
  canvas.addEventListener("wheel", event => {
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.5 : 1 / 1.5);
  }, { passive: false });
  new ResizeObserver(draw).observe(canvas);

  return {
    draw, zoom,
    zoomAll: () => zoomTo(-Infinity, Infinity),
    show(items) { chosen = items; draw(); },
    look(moments) { sight = moments; drawSight(); },
    recolour() { palette = null; draw(); },
  };
}

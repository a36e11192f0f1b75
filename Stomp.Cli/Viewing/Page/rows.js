// One row: made once, filled again and again as the list is scrolled. Whatever came over the wire goes in as text and never as markup.
function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function makeRow() {
  const row = element("div", "row");
  row.setAttribute("role", "option");
  const parts = {
    time: element("span", "time"), since: element("span", "since"), side: element("span", "side"),
    client: element("span", "life client"), wire: element("span", "wire"), broker: element("span", "life broker"), size: element("span", "size"),
  };
  row.append(...Object.values(parts));
  row.parts = parts;
  return row;
}

const STRIPED = new Set(["Dialling", "Waiting", "Closing"]);
const APART = new Set(["Dialling", "Waiting", "Closed"]);
const BODY_PREVIEW = 80;

function fillRow(row, model, i, since, gap) {
  const item = model.items[i];
  const kind = model.kind[i];
  const parts = row.parts;
  parts.time.replaceChildren();
  if (model.lanes.length > 1) parts.time.append(element("span", "lane", `${model.lane[i] + 1}`));
  parts.time.append(timeText(model.at[i]));
  parts.since.textContent = since === null ? "" : spanText(since);
  parts.since.className = since !== null && since >= 1000 ? "since long" : "since";
  fillLife(parts.client, parts.broker, model, i, kind);
  parts.side.className = "side";
  parts.wire.className = "wire";
  parts.size.replaceChildren();
  if (isOnWire(kind)) {
    parts.side.replaceChildren();
    fillWire(parts, model, i, item, kind);
  } else {
    parts.wire.replaceChildren();
    fillSide(parts.side, model, i, item, kind);
  }
  if (gap >= 16) parts.wire.append(element("span", "later", `${spanText(since)} later`));
  row.setAttribute("aria-label", describe(model, i));
}

function fillLife(life, broker, model, i, kind) {
  const state = model.state[i] < 0 ? "Idle" : model.texts[model.state[i]];
  let className = `life client ${state}`;
  if (STRIPED.has(state)) className += " striped";
  if (kind === Kind.Band) {
    const bands = model.bands[model.lane[i]];
    const before = bands.indexOf(i) - 1;
    className += ` begins was-${before < 0 ? "Idle" : model.texts[model.label[bands[before]]]}`;
  } else if (!isOnWire(kind)) {
    className += " point";
  }
  life.className = className;
  broker.className = APART.has(state) ? "life broker apart" : "life broker";
}

function fillWire(parts, model, i, item, kind) {
  const label = model.texts[item[4]];
  const words = element("span", "words");
  const hue = kind === Kind.Beat ? "beat" : isBad(model, i) ? "bad" : familyOf(label);
  parts.wire.className = `wire ${isFromBroker(model, i) ? "received" : "sent"} ${hue}`;
  words.append(element("b", "", kind === Kind.Beat ? [`heart-beat`, model.texts[item[TEXT]]].filter(Boolean).join(" · ") : (isBad(model, i) ? "✕ " : "") + label));
  if (kind !== Kind.Beat) {
    words.append(element("span", "", frameText(model, item)));
    const preview = kind === Kind.Frame && item[BODY] >= 0 ? model.texts[item[BODY]].slice(0, BODY_PREVIEW) : "";
    if (preview) words.append(element("i", "", preview.replace(/\s+/g, " ")));
    const likeness = Likeness[item[LIKENESS]];
    if (likeness) {
      const mark = element("b", ["", "", "other", "odd"][item[LIKENESS]], likeness.mark);
      mark.title = `our client: ${likeness.text}`;
      parts.size.append(mark);
    }
    parts.size.append(item[SIZE] ? numberText(item[SIZE]) : "");
  }
  parts.wire.replaceChildren(element("span", "arrow"), words);
}

// What a frame is about: where it goes, or which one it answers.
function frameText(model, item) {
  const text = model.texts[item[TEXT]];
  if (text) return text;
  for (const [name, value] of headersOf(model, item)) {
    if (["receipt-id", "id", "message-id", "transaction", "version", "host", "receipt"].includes(name)) return value;
  }
  return "";
}

const SIDE_MARKS = { [Kind.Due]: "◷", [Kind.Transport]: "⇄", [Kind.Order]: "▸", [Kind.Note]: "ⓘ" };

function fillSide(side, model, i, item, kind) {
  const bad = isBad(model, i);
  if (bad) side.classList.add("bad");
  if (model.flags[i] & Flag.Inferred) side.classList.add("inferred");
  const mark = kind === Kind.Answer ? (bad ? "✕" : "✓") : bad ? "✕" : kind === Kind.Due && model.flags[i] & Flag.Fired ? "◉" : SIDE_MARKS[kind];
  const label = kind === Kind.Answer ? "" : model.texts[item[4]];
  const text = model.texts[item[TEXT]];
  side.replaceChildren();
  if (mark) side.append(`${mark} `);
  if (label) side.append(element("b", "", label));
  if (text) side.append(`${label ? "  " : ""}${text}`);
  side.title = [label, text].filter(Boolean).join(" ");
}

// A row in a sentence, for those who listen.
function describe(model, i) {
  const item = model.items[i];
  const kind = model.kind[i];
  const way = isOnWire(kind) ? (isFromBroker(model, i) ? "broker to client" : "client to broker") : "";
  const text = kind === Kind.Frame ? frameText(model, item) : model.texts[item[TEXT]];
  return [
    `${timeText(model.at[i])} seconds`, model.lanes.length > 1 ? `connection ${model.lane[i] + 1}` : "", way,
    isBad(model, i) ? "trouble" : "", model.texts[item[4]], text, hasBody(item) && item[SIZE] ? `${item[SIZE]} octets` : "",
  ].filter(Boolean).join(", ");
}

// What one item holds: headers, body as text or as octets, how our client would have written it, and what belongs to it.
const RELATED_LIMIT = 12;
const HEX_LIMIT = 16 * 1024;

function makeDetail(model, panel, onClose, onGo) {
  let related = null;
  let asHex = false;

  // What ties items together: receipts, acknowledgements, transactions, operations.
  function keysOf(item) {
    const keys = [];
    if (item[0] === Kind.Order || item[0] === Kind.Answer) {
      if (item[SIZE] > 0) keys.push(`operation ${item[SIZE]}`);
    } else if (item[0] === Kind.Frame) {
      const command = model.texts[item[4]];
      for (const [name, value] of headersOf(model, item)) {
        if (name === "receipt" || name === "receipt-id") keys.push(`receipt ${value}`);
        else if (name === "transaction") keys.push(`transaction ${value}`);
        else if (name === "message-id") keys.push(`message ${value}`);
        else if (name === "ack" && command === "MESSAGE") keys.push(`acknowledgement ${value}`);
        else if (name === "id" && (command === "ACK" || command === "NACK")) keys.push(`acknowledgement ${value}`, `message ${value}`);
        else if (name === "id" && (command === "SUBSCRIBE" || command === "UNSUBSCRIBE")) keys.push(`subscription ${value}`);
      }
    }
    if (item[STEP] >= 0) keys.push(`step ${item[STEP]}`);
    return keys.map(key => `${item[1]} ${key}`);
  }

  function index() {
    if (related) return related;
    related = new Map();
    for (let i = 0; i < model.count; i++) {
      for (const key of keysOf(model.items[i])) {
        const list = related.get(key);
        if (list) list.push(i);
        else related.set(key, [i]);
      }
    }
    return related;
  }

  function relatedTo(i) {
    const found = [];
    for (const key of keysOf(model.items[i])) {
      for (const other of index().get(key)) {
        if (other !== i && found.length < RELATED_LIMIT && !found.some(one => one.item === other)) found.push({ item: other, key: key.slice(key.indexOf(" ") + 1) });
      }
    }
    return found;
  }

  function list(title, entries, className) {
    if (!entries.length) return [];
    const dl = element("dl", className);
    for (const [name, value] of entries) dl.append(element("dt", "", name), element("dd", "", value));
    return title ? [element("h3", "", title), dl] : [dl];
  }

  function heading(text) {
    const header = element("header");
    const close = element("button", "close", "✕");
    close.type = "button";
    close.setAttribute("aria-label", "Close the details");
    close.addEventListener("click", onClose);
    header.append(element("h2", "", text), close);
    return header;
  }

  function hexOf(octets) {
    const lines = [];
    for (let at = 0; at < Math.min(octets.length, HEX_LIMIT); at += 16) {
      const line = [...octets.subarray(at, at + 16)];
      const hex = line.map(octet => octet.toString(16).padStart(2, "0")).join(" ").padEnd(48);
      const text = line.map(octet => octet >= 32 && octet < 127 ? String.fromCharCode(octet) : "·").join("");
      lines.push(`${at.toString(16).padStart(6, "0")}  ${hex} ${text}`);
    }
    if (octets.length > HEX_LIMIT) lines.push(`… and ${numberText(octets.length - HEX_LIMIT)} more`);
    return lines.join("\n");
  }

  function bodyParts(item) {
    if (!item[SIZE]) return [];
    const body = bodyOf(model, item);
    const type = headersOf(model, item).find(([name]) => name === "content-type");
    const bar = element("div", "tabs");
    const pre = element("pre");
    pre.tabIndex = 0;
    const buttons = ["Text", "Hex"].map(name => {
      const button = element("button", "", name);
      button.type = "button";
      button.addEventListener("click", () => { asHex = name === "Hex"; fill(); });
      return button;
    });
    buttons[0].hidden = body.text === null;
    function fill() {
      const hex = asHex || body.text === null;
      buttons.forEach((button, n) => button.setAttribute("aria-pressed", hex === (n === 1)));
      pre.className = hex ? "hex" : "";
      pre.textContent = hex ? hexOf(body.octets()) : body.text;
    }
    const title = ["Body", `${numberText(item[SIZE])} octets`, type && type[1]].filter(Boolean).join(" · ");
    bar.append(element("h3", "", title), ...buttons);
    fill();
    const parts = [bar, pre];
    if (item[SHOWN] < item[SIZE]) parts.push(element("p", "", item[SHOWN] ? `The first ${numberText(item[SHOWN])} octets; the rest is not in this page.` : "Not in this page."));
    return parts;
  }

  function comparisonParts(item) {
    const likeness = hasBody(item) && Likeness[item[LIKENESS]];
    if (!likeness) return [];
    const text = element("p", "", model.texts[item[COMPARISON]]);
    text.style.whiteSpace = "pre-line";
    return [element("h3", "", "What our client writes for the same command"), element("p", "", `${likeness.mark} ${likeness.text}`), text];
  }

  function relatedParts(i) {
    const found = relatedTo(i);
    if (!found.length) return [];
    const ul = element("ul");
    for (const { item, key } of found) {
      const button = element("button");
      button.type = "button";
      const apart = model.at[item] - model.at[i];
      button.append(element("i", "", `${item < i ? "−" : "+"}${spanText(Math.abs(apart))}  `), `${model.texts[model.label[item]]} `, element("i", "", key));
      button.addEventListener("click", () => onGo(item));
      const li = element("li");
      li.append(button);
      ul.append(li);
    }
    return [element("h3", "", "Belongs to it"), ul];
  }

  function show(i) {
    const item = model.items[i];
    const kind = model.kind[i];
    const lane = model.lanes[model.lane[i]];
    const label = model.texts[item[4]];
    const where = isOnWire(kind) ? (isFromBroker(model, i) ? `${lane[2]} → ${lane[1]}` : `${lane[1]} → ${lane[2]}`) : lane[1];
    const facts = [["at", `${timeText(model.at[i])} s`], ["where", model.lanes.length > 1 ? `${lane[0]}: ${where}` : where]];
    if (item[STEP] >= 0) facts.push(["step", numberText(item[STEP])]);
    if (model.flags[i] & Flag.Inferred) facts.push(["inferred", "not recorded, but worked out by leading our own client through what was"]);
    const text = kind === Kind.Frame ? "" : model.texts[item[TEXT]];
    panel.replaceChildren(
      heading(kind === Kind.Answer ? "Outcome" : label),
      ...(text ? [element("p", isBad(model, i) ? "bad" : "", text)] : []),
      ...list("", facts),
      ...list("Headers", headersOf(model, item), "headers"),
      ...(hasBody(item) ? bodyParts(item) : []),
      ...relatedParts(i),
      ...comparisonParts(item),
      ...list("More", factsOf(model, item)),
    );
    panel.hidden = false;
    panel.scrollTop = 0;
  }

  function about() {
    const counts = [["events", numberText(model.count)], ["time", spanText(model.end - model.begin)]];
    panel.replaceChildren(
      heading(model.title),
      ...list("", counts.concat(model.facts)),
      ...list("Connections", model.lanes.map(([name, client, broker], n) => [`${n + 1}  ${name}`, `${client} — ${broker}`])),
    );
    panel.hidden = false;
  }

  return { show, about, nextRelated: i => relatedTo(i).map(one => one.item).sort((a, b) => a - b) };
}

// Which items are to be seen. Everything works on numbers; a search looks each text up once and then compares places.
function makeFilter(model) {
  let lowered = null;
  const commands = new Map();
  for (let i = 0; i < model.count; i++) {
    if (model.kind[i] === Kind.Frame) commands.set(model.label[i], (commands.get(model.label[i]) || 0) + 1);
  }

  const prepare = () => lowered ||= model.texts.map(text => text.toLowerCase());

  // Which texts hold what is searched for.
  function findTexts(query) {
    const found = new Uint8Array(model.texts.length);
    let any = false;
    const texts = prepare();
    for (let place = 0; place < texts.length; place++) {
      if (texts[place].includes(query)) found[place] = any = 1;
    }
    return any ? found : null;
  }

  function holds(item, found) {
    if (found[item[4]] || found[item[TEXT]]) return true;
    if (hasBody(item)) {
      if ((item[BODY] >= 0 && found[item[BODY]]) || found[item[COMPARISON]]) return true;
      const end = headersEnd(item);
      for (let at = HEADERS; at < end; at++) if (found[item[at]]) return true;
      return false;
    }
    for (let at = factsBegin(item); at < item.length; at++) if (found[item[at]]) return true;
    return false;
  }

  function kindIsWanted(kind, wish) {
    switch (kind) {
      case Kind.Beat: return wish.beats;
      case Kind.Order: case Kind.Answer: return wish.orders;
      case Kind.Due: return wish.deadlines;
      case Kind.Band: case Kind.Transport: case Kind.Note: return wish.others;
      default: return true;
    }
  }

  // The places of the items that are wanted, in order.
  function apply(wish) {
    const chosen = new Int32Array(model.count);
    let length = 0;
    const query = wish.search.trim().toLowerCase();
    const found = query ? findTexts(query) : null;
    if (query && !found) return chosen.subarray(0, 0);
    const wanted = Object.values(Kind).map(kind => kindIsWanted(kind, wish));
    // A command or a destination is of frames: whoever asks for one wants nothing else.
    const framesOnly = wish.command >= 0 || wish.destination >= 0;
    for (let i = 0; i < model.count; i++) {
      const kind = model.kind[i];
      if (!wanted[kind] || (framesOnly && kind !== Kind.Frame)) continue;
      if (model.at[i] < wish.from || model.at[i] > wish.to) continue;
      if (wish.lane >= 0 && model.lane[i] !== wish.lane) continue;
      if (wish.command >= 0 && model.label[i] !== wish.command) continue;
      if (wish.destination >= 0 && model.destination[i] !== wish.destination) continue;
      if (isOnWire(kind) && !(isFromBroker(model, i) ? wish.received : wish.sent)) continue;
      if (wish.errors && !isBad(model, i)) continue;
      if (wish.different && !(hasBody(model.items[i]) && model.items[i][LIKENESS] > 0)) continue;
      if (found && !holds(model.items[i], found)) continue;
      chosen[length++] = i;
    }
    return chosen.subarray(0, length);
  }

  return { apply, prepare, commands };
}

const everything = () => ({
  search: "", lane: -1, command: -1, destination: -1, sent: true, received: true, beats: true, orders: true, deadlines: true, others: true,
  errors: false, different: false, from: -Infinity, to: Infinity,
});

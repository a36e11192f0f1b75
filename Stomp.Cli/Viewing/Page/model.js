// What happened, as the page holds it. An item is an array of numbers; texts stand in a table (see PageData.cs).
const Kind = { Frame: 0, Beat: 1, Garbage: 2, Band: 3, Due: 4, Transport: 5, Order: 6, Answer: 7, Note: 8 };
const Flag = { FromBroker: 1, Bad: 2, Inferred: 4, Fired: 8 };
const Likeness = [
  { mark: "=", text: "octet for octet the same" },
  { mark: "≈", text: "the same frame, written in another way" },
  { mark: "≠", text: "another frame" },
  { mark: "∅", text: "not written at all" },
];
const TICKS_PER_MS = 10000;

const fromBase64 = text => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const characters = atob(text);
  const octets = new Uint8Array(characters.length);
  for (let at = 0; at < octets.length; at++) octets[at] = characters.charCodeAt(at);
  return octets;
};

// The data stand in the page as gzip in base64: a fifth of the size to mail, and quicker to read.
async function readData(script) {
  const packed = fromBase64(script.textContent);
  script.remove();
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

function readModel(data) {
  const count = data.items.length;
  const model = {
    ...data,
    count,
    kind: new Uint8Array(count),
    lane: new Uint16Array(count),
    at: new Float64Array(count),
    flags: new Uint8Array(count),
    label: new Int32Array(count),
    destination: new Int32Array(count).fill(-1),
    state: new Int32Array(count).fill(-1),
    bands: data.lanes.map(() => []),
  };
  const destination = data.texts.indexOf("destination");
  const states = new Int32Array(data.lanes.length).fill(-1);
  for (let i = 0; i < count; i++) {
    const item = data.items[i];
    model.kind[i] = item[0];
    model.lane[i] = item[1];
    model.at[i] = item[2] / TICKS_PER_MS;
    model.flags[i] = item[3];
    model.label[i] = item[4];
    if (item[0] === Kind.Band) {
      states[item[1]] = item[4];
      model.bands[item[1]].push(i);
    } else if (item[0] === Kind.Frame) {
      const end = headersEnd(item);
      for (let at = HEADERS; at < end; at += 2) {
        if (item[at] === destination) {
          model.destination[i] = item[at + 1];
          break;
        }
      }
    }
    model.state[i] = states[item[1]];
  }
  model.begin = count ? model.at[0] : 0;
  model.end = count ? model.at[count - 1] : 0;
  return model;
}

// [kind, lane, ticks, flags, label, text, step] then for frames and garbage [size, body, shown, likeness, comparison, headers, name, value…], then facts
const TEXT = 5, STEP = 6, SIZE = 7, BODY = 8, SHOWN = 9, LIKENESS = 10, COMPARISON = 11, HEADERS = 13;

const hasBody = item => item[0] === Kind.Frame || item[0] === Kind.Garbage;
const headersEnd = item => HEADERS + 2 * item[HEADERS - 1];

function factsBegin(item) {
  if (hasBody(item)) return headersEnd(item);
  return item[0] === Kind.Order || item[0] === Kind.Answer ? SIZE + 1 : SIZE;
}

function pairs(model, item, begin, end) {
  const found = [];
  for (let at = begin; at < end; at += 2) found.push([model.texts[item[at]], model.texts[item[at + 1]]]);
  return found;
}

const headersOf = (model, item) => hasBody(item) ? pairs(model, item, HEADERS, headersEnd(item)) : [];
const factsOf = (model, item) => pairs(model, item, factsBegin(item), item.length);

function bodyOf(model, item) {
  if (item[BODY] >= 0) {
    const text = model.texts[item[BODY]];
    return { text, octets: () => new TextEncoder().encode(text) };
  }
  return { text: null, octets: () => fromBase64(model.octets[-item[BODY] - 1]) };
}

const isFromBroker = (model, i) => (model.flags[i] & Flag.FromBroker) !== 0;
const isBad = (model, i) => (model.flags[i] & Flag.Bad) !== 0;
const isOnWire = kind => kind === Kind.Frame || kind === Kind.Beat || kind === Kind.Garbage;

// The colour family of a command, as a class.
function familyOf(command) {
  switch (command) {
    case "SEND": return "send";
    case "MESSAGE": return "message";
    case "SUBSCRIBE": case "UNSUBSCRIBE": return "subscribe";
    case "ACK": case "NACK": case "BEGIN": case "COMMIT": case "ABORT": return "settle";
    case "RECEIPT": return "receipt";
    default: return "session";
  }
}

// Milliseconds in words of about six characters.
function spanText(ms) {
  const size = Math.abs(ms);
  if (size < 0.0005) return "0";
  if (size < 1) return `${(ms * 1000).toFixed(0)} µs`;
  if (size < 100) return `${ms.toFixed(1)} ms`;
  if (size < 1000) return `${ms.toFixed(0)} ms`;
  if (size < 60000) return `${(ms / 1000).toFixed(size < 10000 ? 2 : 1)} s`;
  const minutes = Math.floor(size / 60000), seconds = Math.floor(size / 1000) % 60;
  const parts = minutes < 60 ? [`${minutes}m`, seconds && `${seconds}s`] : [`${Math.floor(minutes / 60)}h`, minutes % 60 && `${minutes % 60}m`];
  return parts.filter(Boolean).join(" ");
}

// A moment as hours, minutes, seconds and milliseconds, without leading zeros that say nothing.
function timeText(ms) {
  const seconds = (ms / 1000) % 60, minutes = Math.floor(ms / 60000) % 60, hours = Math.floor(ms / 3600000);
  const tail = seconds.toFixed(4);
  if (hours) return `${hours}:${String(minutes).padStart(2, "0")}:${tail.padStart(7, "0")}`;
  return minutes ? `${minutes}:${tail.padStart(7, "0")}` : tail;
}

const numberText = n => n.toLocaleString("en-US");

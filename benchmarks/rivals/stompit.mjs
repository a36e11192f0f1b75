// stompit: frames are streams, both ways.
import stompit from 'stompit';
import { arguments_, report } from './report.mjs';

const [mode, port, count, size] = arguments_();
const body = Buffer.alloc(size, 'm');
const fail = error => { console.error(String(error)); process.exit(1); };

stompit.connect({ host: '127.0.0.1', port, noDelay: true, connectHeaders: { host: '/', login: 'guest', passcode: 'guest', 'heart-beat': '0,0' } }, async (error, client) => {
  if (error) fail(error);
  client.on('error', fail);
  const times = [];
  let sum = 0;
  const send = (destination, content, more, done) => {
    const frame = client.send({ destination, 'content-length': content.length, ...more }, done ? { onReceipt: done } : undefined);
    return frame.end(content);
  };
  const read = message => new Promise((resolve, reject) => message.readString('latin1', (problem, text) => {
    if (problem) reject(problem); else { sum += text.charCodeAt(0); resolve(); }
  }));
  const start = process.hrtime.bigint();
  if (mode === 'send' || mode === 'receipt') {
    let answered = 0;
    await new Promise(async resolve => {
      for (let i = 0; i < count; i++) {
        send('/sink', body, {}, mode === 'receipt' ? () => { if (++answered === count) resolve(); } : null);
        if ((i & 127) === 127) await new Promise(go => setImmediate(go));
        while (mode === 'receipt' && i - answered > 1000) await new Promise(go => setImmediate(go));
      }
      if (mode === 'send') send('/sink', Buffer.alloc(0), {}, resolve);
    });
  } else if (mode === 'echo') {
    let arrived;
    client.subscribe({ destination: '/echo', ack: 'auto' }, async (problem, message) => { if (problem) fail(problem); await read(message); arrived(); });
    for (let i = 0; i < count; i++) {
      const sent = process.hrtime.bigint();
      const back = new Promise(resolve => { arrived = resolve; });
      send('/echo', body, {}, null);
      await back;
      times.push(Number(process.hrtime.bigint() - sent) / 1000);
    }
  } else {
    const acks = mode === 'ack';
    await new Promise(resolve => {
      let seen = 0;
      client.subscribe({ destination: `/firehose/${count}/${size}`, ack: acks ? 'client-individual' : 'auto' }, async (problem, message) => {
        if (problem) fail(problem);
        await read(message);
        if (message.headers['message-id'] === undefined) fail('no id');
        if (acks) client.ack(message);
        if (++seen === count) resolve();
      });
    });
    if (acks) await new Promise(resolve => send('/sink', Buffer.alloc(0), {}, resolve));
  }
  report(mode, count, size, Number(process.hrtime.bigint() - start) / 1e9, times);
  process.exit(0);
});

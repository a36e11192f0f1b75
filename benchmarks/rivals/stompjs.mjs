// @stomp/stompjs over TCP: the library wants something that looks like a WebSocket, and documents that any such thing will do.
import net from 'node:net';
import { Client } from '@stomp/stompjs';
import { arguments_, report } from './report.mjs';

const [mode, port, count, size] = arguments_();
const body = Buffer.alloc(size, 'm');

class TcpSocket {
  constructor() {
    this.readyState = 0;
    this.protocol = 'v12.stomp';
    this.socket = net.connect(port, '127.0.0.1', () => { this.readyState = 1; this.onopen?.(); });
    this.socket.setNoDelay(true);
    this.socket.on('data', data => this.onmessage?.({ data }));
    this.socket.on('close', () => { this.readyState = 3; this.onclose?.({ code: 1000 }); });
    this.socket.on('error', error => this.onerror?.(error));
  }

  get bufferedAmount() { return this.socket.writableLength; }
  send(data) { this.socket.write(typeof data === 'string' ? data : new Uint8Array(data)); }
  close() { this.socket.end(); }
}

let tcp;
const client = new Client({
  webSocketFactory: () => (tcp = new TcpSocket()),
  connectHeaders: { login: 'guest', passcode: 'guest', host: '/' },
  heartbeatIncoming: 0, heartbeatOutgoing: 0, reconnectDelay: 0,
});
const room = () => tcp.bufferedAmount < 1 << 20 ? null : new Promise(resolve => tcp.socket.once('drain', resolve));
const receipt = id => new Promise(resolve => client.watchForReceipt(id, resolve));

client.onConnect = async () => {
  const times = [];
  let sum = 0;
  const start = process.hrtime.bigint();
  if (mode === 'send') {
    for (let i = 0; i < count; i++) {
      client.publish({ destination: '/sink', binaryBody: body });
      if ((i & 63) === 63) { const full = room(); if (full) await full; }
    }
    const last = receipt('last');
    client.publish({ destination: '/sink', body: '', headers: { receipt: 'last' } });
    await last;
  } else if (mode === 'receipt') {
    let answered = 0;
    await new Promise(async resolve => {
      for (let i = 0; i < count; i++) {
        client.watchForReceipt(String(i), () => { if (++answered === count) resolve(); });
        client.publish({ destination: '/sink', binaryBody: body, headers: { receipt: String(i) } });
        if ((i & 63) === 63) { const full = room(); if (full) await full; }
        if (i - answered > 1000) await new Promise(go => setImmediate(go));
      }
    });
  } else if (mode === 'echo') {
    let arrived;
    client.subscribe('/echo', message => { sum += message.binaryBody[0]; arrived(); });
    for (let i = 0; i < count; i++) {
      const sent = process.hrtime.bigint();
      const back = new Promise(resolve => { arrived = resolve; });
      client.publish({ destination: '/echo', binaryBody: body });
      await back;
      times.push(Number(process.hrtime.bigint() - sent) / 1000);
    }
  } else {
    const acks = mode === 'ack';
    await new Promise(resolve => {
      let seen = 0;
      client.subscribe(`/firehose/${count}/${size}`, message => {
        sum += message.binaryBody[0];
        if (message.headers['message-id'] === undefined) throw new Error('no id');
        if (acks) message.ack();
        if (++seen === count) resolve();
      }, { id: '0', ack: acks ? 'client-individual' : 'auto' });
    });
    if (acks) {
      const last = receipt('last');
      client.publish({ destination: '/sink', body: '', headers: { receipt: 'last' } });
      await last;
    }
  }
  report(mode, count, size, Number(process.hrtime.bigint() - start) / 1e9, times);
  process.exit(0);
};
client.onStompError = frame => { console.error(frame.headers.message); process.exit(1); };
client.activate();

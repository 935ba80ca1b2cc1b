// What the worker did, on its way to the server: one at a time, in order, each
// under a number of its own, sent again until the server has stored it.
//
// An event names the conversation that it was made for and the worker whose
// page this is; the server refuses it for anybody else.

import {form} from './files.js';

const waits = [500, 1000, 2000, 4000, 8000];

/** on(state): 'ok' | 'trying' | 'signed-out' | 'other' */
export function newOutbox({worker, on}) {
  const tab = Array.from(crypto.getRandomValues(new Uint8Array(12)), b => b.toString(16).padStart(2, '0')).join('');
  const line = [];
  let n = 0, running = false, halted = '', wake = null;

  async function once(item) {
    item.n ??= ++n;
    const {files, ...event} = item.event;
    const body = JSON.stringify({...event, tab, n: item.n, as: worker});
    const r = files?.length
      ? await fetch('/desk/files', {method: 'POST', body: form(body, files), signal: AbortSignal.timeout(120_000)})
      : await fetch('/desk/events', {method: 'POST', headers: {'Content-Type': 'application/json'}, body, signal: AbortSignal.timeout(10_000)});
    return {status: r.status, body: await r.json()};
  }

  async function run() {
    if (running) return;
    running = true;
    let tries = 0;
    while (line.length && !halted) {
      const item = line[0];
      let got = null;
      try { got = await once(item); } catch { /* no answer: bring it again */ }
      if (got?.status === 200) {
        line.shift();
        tries = 0;
        on('ok');
        item.done(got.body);
      } else if (got?.status === 401 || got?.status === 409) {
        halted = got.status === 401 ? 'signed-out' : 'other';
        on(halted);
      } else if (got && got.status >= 400 && got.status < 500 && got.status !== 408 && got.status !== 429) {
        line.shift();
        on('ok');
        item.refused(new Error(got.body.text));
      } else {
        on('trying');
        // What was read can wait; what was written goes before it.
        if (item.event.kind === 'read') line.push(line.shift());
        const pause = waits[Math.min(tries++, waits.length - 1)] * (0.8 + Math.random() * 0.4);
        await new Promise(done => { wake = done; setTimeout(done, pause); });
        wake = null;
      }
    }
    running = false;
  }

  return {
    /** Resolves with the server's answer once it is stored; rejects when it is refused for good. */
    put(event) {
      return new Promise((done, refused) => {
        line.push({event, done, refused});
        run();
      });
    },
    /** Reports the last line that stood on the screen; a newer report replaces one not yet sent. */
    read(conversation, last) {
      const waiting = line.find(i => i.event.kind === 'read' && i.event.conversation === conversation && i.n === undefined);
      if (waiting) waiting.event.ref = String(last);
      else this.put({kind: 'read', conversation, ref: String(last)}).catch(() => {});
    },
    /** Goes on after the worker signed in again, or tries at once. */
    resume() {
      if (halted === 'other') return;
      if (halted) on('ok');
      halted = '';
      wake?.();
      run();
    },
    get waiting() { return line.some(i => i.event.kind !== 'read'); },
  };
}

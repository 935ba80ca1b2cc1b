// The outbox keeps what the person does until the server says that it is stored.
// It sends one thing at a time, in order, again and again, under the same number:
// the server knows a number that it has had before.

import { form } from './attach.js';
import { now } from './clock.js';
import { ask, backoff, keep, Pause, recall } from './wire.js';

const slow = 5000; // after this long without an answer a person is told
const long = 120000; // a file may take this long
const hopeless = ['malformed', 'size', 'type', 'token', 'large', 'kind', 'broken']; // sending again changes nothing

export class Outbox {
  // A new name for each loading of the page: a tab that was duplicated has a copy
  // of the other's storage, and must not use its numbers for other words.
  #tab = crypto.getRandomValues(new Uint32Array(4)).reduce((name, n) => name + n.toString(16).padStart(8, '0'), '');
  #n = 0;
  #busy = false;
  #cleared = 0; // lines up to this one are no longer shown
  #pause = new Pause();
  #items = recall('unsent') ?? [];
  open = false; // there is a session to send in
  failing = false; // the last attempt came to nothing

  // changed is called after every change, lost when the session is no more, dead
  // when a button works no longer.
  constructor({ changed, lost, dead }) {
    Object.assign(this, { changed, lost, dead });
  }

  // items are what is not in the record yet, each with its state: sending, unsent
  // (and tried again by itself), refused (for good), sent.
  get items() {
    return this.#items.map((item) => ({ ...item, state: item.state ?? (this.failing ? 'unsent' : 'sending') }));
  }

  // unsent are the events that the server may not have.
  get unsent() { return this.#items.filter((item) => !item.state).map((item) => item.event); }

  has(kind, text) { return this.unsent.some((e) => e.kind === kind && (!text || e.text === text)); }

  // put adds an event; words is what the person sees of it. A file that goes with it
  // is not kept when the page is loaded again.
  put(event, words, { first = false, file } = {}) {
    const item = { event: { tab: this.#tab, n: ++this.#n, ...event }, words, at: now(), file };
    this.#items.splice(first ? 0 : this.#items.length, 0, item);
    this.#tell();
    this.send();
  }

  // again tries at once; what was refused goes to the end under a new number.
  again(ref) {
    const item = this.#items.find((i) => refOf(i.event) === ref);
    if (item?.state === 'refused') {
      const { tab, n, ...event } = item.event;
      this.#remove(item);
      this.put(event, item.words, { file: item.file });
    }
    this.#pause.cut();
    this.send();
  }

  // settle forgets what stands in the record, by refs, and what was sent and
  // cleared away since, by line.
  settle(refs, cleared) {
    this.#cleared = cleared;
    const before = this.#items.length;
    this.#items = this.#items.filter((item) => !refs.has(refOf(item.event)) && !(item.line <= cleared));
    if (this.#items.length !== before) this.#tell();
  }

  drop(kind) {
    this.#items = this.#items.filter((item) => item.event.kind !== kind);
    this.#tell();
  }

  // send works until nothing is left, or there is no session.
  async send() {
    if (this.#busy) return;
    this.#busy = true;
    for (let misses = 0; this.open; ) {
      const item = this.#items.find((i) => !i.state);
      if (!item) break;
      const late = setTimeout(() => this.#fail(), item.file ? long : slow);
      const { status, body, after } = item.file
        ? await ask('/webchat/files', form(item.event, item.file), long)
        : await ask('/webchat/events', item.event);
      clearTimeout(late);
      if (status === 200) {
        misses = 0;
        item.state = 'sent';
        item.line = body.line || Infinity;
        this.settle(new Set(), this.#cleared);
      } else if (hopeless.includes(body.error) && item.event.kind === 'chose') {
        this.#remove(item);
        this.dead();
      } else if (hopeless.includes(body.error)) {
        item.state = 'refused';
        item.why = item.file ? body.error : '';
      } else if (status === 401) {
        this.open = false;
        this.lost();
        break;
      } else {
        this.#fail();
        await this.#pause.wait(Math.max(after, backoff(misses++)));
        continue;
      }
      this.failing = false;
      this.#tell();
    }
    this.#busy = false;
  }

  // resume goes on at once: a session is there, or the network is back.
  resume() {
    this.#pause.cut();
    this.send();
  }

  #fail() {
    this.failing = true;
    this.#tell();
  }

  #remove(item) { this.#items.splice(this.#items.indexOf(item), 1); }

  #tell() {
    keep('unsent', this.#items.filter((item) => item.state !== 'sent' && !item.file));
    this.changed();
  }
}

export function refOf(event) { return `${event.tab}:${event.n}`; }

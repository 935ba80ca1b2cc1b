// The talk as it is drawn: lines of the record, and below them what the outbox
// still holds.

import { now, setClock } from './clock.js';
import { el } from './dom.js';
import { refOf } from './outbox.js';
import { shows } from './media.js';

const signs = { sending: '○', sent: '✓', read: '✓✓', unsent: '!', refused: '!' };
const phones = /(\b(?:112|0[89]00-\d{4,7}|0\d{1,3}-\d{3,8}(?: \d{2,4}){0,3})\b)/; // as our texts write them
const pieces = /(\+?\d[\d.]*(?:[- ]\d[\d.]*)+)/; // figures that would change places beside Arabic letters

// ordered is a text in which each number keeps its own order.
function ordered(text) { return text.split(pieces).map((part, i) => (i % 2 ? el('bdi', { dir: 'ltr' }, part) : part)); }

export class Talk {
  #lines = new Map(); // number -> {line, node}
  #pending = new Map(); // ref -> {state, node}
  #choices = null;
  last = 0; // number of the last line
  read = 0; // the person's last line that a worker had on screen

  // press is called with a choice, again with the ref of what shall be sent again.
  constructor({ lines, outbox, lang, texts, press, again }) {
    Object.assign(this, { lines, outbox, lang, texts, press, again });
    setInterval(() => this.#retime(), 30000);
  }

  // drop takes away the lines up to a number; true when there were any.
  drop(cleared = 0) {
    const before = this.#lines.size;
    for (const [n, { node }] of this.#lines) {
      if (n > cleared) break;
      node.remove();
      this.#lines.delete(n);
    }
    if (this.#lines.size === before) return false;
    if (!this.#lines.size) this.#choices?.remove();
    this.#dropDays();
    return true;
  }

  // take draws news and returns the lines that are new here.
  take({ lines, read = 0, cleared = 0, now: clock }) {
    if (setClock(clock)) this.#retime();
    const fresh = lines.filter((line) => line.n > this.last && line.n > cleared);
    for (const line of fresh) this.#add(line);
    if (read !== this.read) {
      this.read = read;
      for (const { line, node } of this.#lines.values()) {
        if (line.who === 'person') node.querySelector('.state').replaceChildren(...this.#state(this.#stateOf(line)));
      }
    }
    return fresh;
  }

  clear() {
    this.#lines.clear();
    this.lines.replaceChildren();
    this.#choices = null;
    this.last = this.read = 0;
  }

  // pending draws what is not in the record yet. What did not change stays as it
  // is, and keeps the keyboard's place.
  pending(items) {
    const before = this.#pending;
    this.#pending = new Map(items.filter((item) => item.words).map((item) => {
      const ref = refOf(item.event);
      const drawn = before.get(ref);
      return [ref, drawn?.state === item.state ? drawn : { state: item.state, node: this.#pendingNode(item, ref) }];
    }));
    this.outbox.replaceChildren(...[...this.#pending.values()].map(({ node }) => node));
  }

  #pendingNode(item, ref) {
    const node = this.#bubble({ who: 'person', text: item.words, at: item.at }, item.state);
    if (item.state === 'unsent' || item.state === 'refused') {
      node.classList.add('unsent');
      node.append(
        el('p', { className: 'hint' }, item.state === 'unsent' ? this.texts.trying : this.texts[item.why] ?? this.texts.refused),
        el('button', { type: 'button', className: 'again', onclick: () => this.again(ref) }, this.texts.again),
      );
    }
    return node;
  }

  // nameOf is who says a line, in words.
  nameOf({ who, name }) { return who === 'person' ? this.texts.me : name || this.texts.bot; }

  // node is where a line stands.
  node(n) { return this.#lines.get(n)?.node; }

  // change draws a line as it stands now. One that is not on this screen any more
  // says nothing.
  #change({ n, of, text, later }) {
    this.last = n;
    const there = this.#lines.get(of);
    if (!there) return;
    const line = { ...there.line, text, later };
    if (later === 'gone') Object.assign(line, { files: [], link: undefined });
    const node = this.#bubble(line, this.#stateOf(line));
    there.node.replaceWith(node);
    this.#lines.set(of, { line, node });
  }

  #add(line) {
    if (line.of) return this.#change(line);
    const day = new Date(line.at).toDateString();
    if (this.lines.querySelector('.day:last-of-type')?.dataset.day !== day) {
      const node = el('p', { className: 'day' }, this.#day(line.at));
      node.dataset.day = day;
      node.dataset.at = line.at;
      this.lines.append(node);
    }
    const node = this.#bubble(line, this.#stateOf(line));
    this.#lines.set(line.n, { line, node });
    this.lines.append(node);
    this.last = line.n;
    if (line.who === 'person' || line.choices) this.#choices?.remove();
    if (line.choices) this.#offer(line);
  }

  // offer draws a line's choices; they go once one is pressed, or something else
  // was said.
  #offer(line) {
    const group = el('div', { className: 'choices' }, ...line.choices.map((choice) =>
      el('button', { type: 'button', dir: 'auto', onclick: () => { group.remove(); this.press(choice); } }, choice.label)));
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', line.text.slice(-120));
    this.#choices = group;
    this.lines.append(group);
  }

  #bubble(line, state) {
    const gone = line.later === 'gone';
    const text = el('p', { className: gone ? 'text hint' : 'text', dir: 'auto' });
    text.append(...(gone ? [this.texts.gone] : line.who === 'bot' ? this.#dialable(line.text) : ordered(line.text)));
    const time = el('time', { dateTime: new Date(line.at).toISOString() }, this.#time(line.at));
    return el('article', { className: `said ${line.who}`, tabIndex: -1 },
      el('header', {}, el('span', { className: 'who' }, this.nameOf(line)),
        line.later === 'edited' ? el('span', { className: 'hint' }, this.texts.edited) : null, time),
      line.text || gone ? text : null,
      ...shows(line, this.lang, this.texts),
      state ? el('p', { className: 'state' }, ...this.#state(state)) : null);
  }

  // dialable makes the phone numbers of our own texts links.
  #dialable(text) {
    return text.split(phones).flatMap((part, i) => (i % 2 ? el('a', { href: `tel:${part.replace(/[- ]/g, '')}`, dir: 'ltr' }, part) : ordered(part)));
  }

  #stateOf(line) {
    if (line.who !== 'person') return '';
    return line.n <= this.read ? 'read' : 'sent';
  }

  #state(state) {
    const sign = el('span', {}, `${signs[state]} `);
    sign.setAttribute('aria-hidden', 'true');
    return [sign, this.texts[state === 'refused' ? 'unsent' : state]];
  }

  #retime() {
    for (const time of document.querySelectorAll('.said time')) time.textContent = this.#time(Date.parse(time.dateTime));
    for (const day of document.querySelectorAll('.day')) day.textContent = this.#day(Number(day.dataset.at));
  }

  #format(at, options) { return new Intl.DateTimeFormat(this.lang, options).format(at); }

  // daysAgo counts midnights between then and now.
  #daysAgo(at) { return Math.round((new Date(now()).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86400000); }

  #time(at) {
    if (now() - at < 60000) return this.texts.just;
    const time = this.#format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    const days = this.#daysAgo(at);
    if (days <= 0) return time;
    if (days === 1) return this.texts.yesterdayAt.replace('{time}', time);
    return `${this.#format(at, { weekday: 'short', day: 'numeric', month: 'short' })} ${time}`;
  }

  #day(at) {
    const days = this.#daysAgo(at);
    if (days <= 0) return this.texts.today;
    if (days === 1) return this.texts.yesterday;
    return this.#format(at, { weekday: 'long', day: 'numeric', month: 'long' });
  }

  // dropDays takes away dividers with nothing below them, after a clearing.
  #dropDays() {
    for (const day of this.lines.querySelectorAll('.day')) {
      if (!day.nextElementSibling || day.nextElementSibling.className === 'day') day.remove();
    }
  }
}

// That somebody is typing: the worker, said on this page; and the person, told to
// the worker. Nobody tells what. Losing it harms nobody, so nothing is tried again.

import { ask } from './wire.js';

const stands = 6000; // so long one sign is believed
const apart = 4200; // between two signs of ours

// Writing is the line that says that the worker who has the talk writes. say reads
// it aloud, once until their words come.
export class Writing {
  #timer = 0;
  #said = false;
  worker = '';

  constructor({ line, text, say }) { Object.assign(this, { line, text, say }); }

  // sign shows it, for a while from now on.
  sign() {
    if (!this.worker) return;
    const text = this.text.replace('{name}', () => this.worker);
    if (this.line.textContent !== text) this.line.textContent = text;
    this.line.hidden = false;
    if (!this.#said) this.say(text);
    this.#said = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#hide(), stands);
  }

  // take is who has the talk now, and what came in: words are better than the sign.
  take(worker = '', fresh = []) {
    const words = fresh.some((line) => line.who === 'worker');
    if (words || worker !== this.worker) {
      this.#hide();
      this.#said = false;
    }
    this.worker = worker;
  }

  #hide() {
    clearTimeout(this.#timer);
    this.line.hidden = true;
    this.line.textContent = '';
  }
}

// signs tells the worker that the person types, while wanted says that there is one.
export function signs(wanted) {
  let last = -apart;
  return (text) => {
    if (!text.trim() || !wanted() || performance.now() - last < apart) return;
    last = performance.now();
    ask('/webchat/typing', {}, 3000);
  };
}

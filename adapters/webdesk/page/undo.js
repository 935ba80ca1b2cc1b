// A text that waits before it leaves: for whom, for how long still, and the way
// to take it back. What it says is only what the server says; the seconds are
// counted here.

import {el, put, now} from './words.js';

/** act: {recall(ref) -> Promise<answer>, again(text, focus), refresh(), leave()} */
export function newUndo(act) {
  let leaving = [], name = '', timer = 0, told = '', asked = '';
  const count = el('strong', {class: 'count', 'aria-hidden': 'true'});
  const what = el('p', {class: 'what'}, el('span', {}), ' ', count);
  const text = el('p', {class: 'text', dir: 'auto'});
  const back = el('button', {type: 'button', class: 'plain', 'aria-keyshortcuts': 'Escape z', onclick: () => recall()}, 'Ongedaan maken');
  const spoken = el('p', {class: 'hidden', role: 'status'});
  const bar = el('div', {class: 'undo', hidden: true}, el('div', {}, what, text), back, el('span', {class: 'hint'}, el('kbd', {}, 'Esc')));

  const newest = () => leaving.findLast(l => l.ref !== asked);

  function draw() {
    clearTimeout(timer);
    const last = newest();
    const left = last ? last.leaves - now() : 0;
    const over = !last || left <= 0;
    if (over && bar.contains(document.activeElement)) act.leave();
    bar.hidden = over;
    if (over) {
      if (last) timer = setTimeout(act.refresh, 700); // it has left: how far it is stands above
      return;
    }
    const others = leaving.length > 1 ? ` (en nog ${leaving.length - 1})` : '';
    put(what.firstChild, `Gaat naar ${name}${others}.`);
    put(count, `${Math.ceil(left / 1000)}\u00a0s`);
    put(text, last.text || '(bestand)');
    if (told !== last.ref) { // said once: nobody wants to hear the seconds
      told = last.ref;
      put(spoken, `Gaat over ${Math.ceil(left / 1000)} seconden naar ${name}. Met Escape maak je het ongedaan.`);
    }
    timer = setTimeout(draw, left % 1000 || 1000);
  }

  // Takes the newest text back, and puts it into the field again.
  async function recall() {
    const last = newest();
    if (bar.hidden || !last) return;
    const here = bar.contains(document.activeElement);
    asked = last.ref;
    draw();
    try {
      const a = await act.recall(last.ref);
      if (a.ref) act.again(last.text, here);
    } catch {
      asked = '';
      draw();
    }
  }

  return {
    node: bar, spoken,
    show(next, whose) {
      leaving = next ?? [];
      name = whose;
      if (!leaving.some(l => l.ref === asked)) asked = '';
      draw();
    },
    /** Takes the newest back; false where nothing waits. */
    take() {
      if (bar.hidden) return false;
      recall();
      return true;
    },
  };
}

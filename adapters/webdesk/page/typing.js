// That somebody is typing: the person, said in the head of the open conversation;
// and the worker, told to the person. Nobody tells what. Losing it harms nobody,
// so nothing is tried again.

import {el, put} from './words.js';

const stands = 6000; // so long one sign is believed
const apart = 4200; // between two signs of ours

/** The words that say that the person types: quiet, and not read aloud by themselves. */
export function newTyping() {
  const node = el('span', {class: 'typing', hidden: true});
  let timer = 0;
  const over = () => {
    clearTimeout(timer);
    node.hidden = true;
    put(node, '');
  };
  return {
    node, over,
    sign(name) {
      put(node, ` · ${name} typt…`);
      node.hidden = false;
      clearTimeout(timer);
      timer = setTimeout(over, stands);
    },
  };
}

/** Tells that the worker types an answer in the conversation. */
export function newSigns(conversation, worker) {
  let last = -apart;
  return text => {
    if (!text.trim() || performance.now() - last < apart) return;
    last = performance.now();
    fetch('/desk/typing', {
      method: 'POST', headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({conversation, as: worker}), signal: AbortSignal.timeout(3000),
    }).catch(() => { /* nobody waits for it */ });
  };
}

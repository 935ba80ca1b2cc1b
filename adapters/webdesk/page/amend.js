// What became of a line's words since, and what its writer can still do about them.

import {el, now} from './words.js';

const changeable = 48 * 3600_000; // no platform lets us for longer

const tags = {edited: 'later aangepast', gone: 'later weggehaald'};

/** What stands below the words of a line that changed, or that changes another one. */
export function changes(l) {
  const person = l.kind === 'person';
  return [
    l.later ? el('p', {class: 'changed'}, tags[l.later]) : '',
    l.of ? el('p', {class: 'changed'}, !l.text ? person ? 'verwijderde een bericht' : 'bericht weggehaald' : 'aangepast') : '',
    l.was ? el('details', {class: 'was'}, el('summary', {}, 'Oude tekst'), el('p', {class: 'text', dir: 'auto'}, l.was)) : '',
  ];
}

/**
 * The buttons below a worker's own words that are out.
 * send(event) -> Promise<answer>; says itself what came of it.
 */
export function amend(l, name, send) {
  if (!l.ref || l.travel === 'failed' || now() - l.at > changeable) return '';
  const box = el('div', {class: 'amend'});
  const rest = focus => {
    const change = el('button', {type: 'button', class: 'quiet', onclick: edit}, 'Wijzig');
    box.replaceChildren(l.fixed ? '' : change, el('button', {type: 'button', class: 'quiet', onclick: remove}, 'Verwijder'));
    if (focus) box.querySelector('button').focus();
  };
  const run = event => {
    for (const b of box.querySelectorAll('button')) b.disabled = true;
    send({...event, ref: l.ref}).then(() => rest(), () => rest());
  };
  const choose = (first, words, yes) => {
    const ok = el('button', {type: 'button', class: 'plain', onclick: yes}, words);
    box.replaceChildren(first, el('div', {class: 'buttons'}, ok, el('button', {type: 'button', class: 'plain', onclick: () => rest(true)}, 'Laat staan')));
    return ok;
  };
  function edit() {
    const field = el('textarea', {rows: '2', maxlength: '15000', 'aria-label': `Nieuwe tekst bij ${name}`, onkeydown: event => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) ok.click();
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      rest(true);
    }});
    field.value = l.text;
    const ok = choose(field, `Wijzig bij ${name}`, () => { if (field.value.trim()) run({kind: 'edited', text: field.value}); });
    field.focus();
  }
  function remove() {
    choose(el('p', {}, `Je haalt dit weg bij ${name}. Misschien is het al gelezen.`), `Haal weg bij ${name}`, () => run({kind: 'deleted'})).focus();
  }
  rest();
  return box;
}

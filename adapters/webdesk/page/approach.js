// How contact is sought with somebody who does not write here.

import {el} from './words.js';

const ways = [['phoned', 'Gebeld'], ['left_card', 'Kaart gebracht'], ['visited', 'Langs geweest']];

/** What can be written down about it; nothing for who writes to us. */
export function seek(view, fill) {
  if (!view.tries) return [];
  return [el('section', {class: 'seek', 'aria-labelledby': 'seek-title'},
    el('h3', {id: 'seek-title'}, 'Contact zoeken'),
    el('div', {class: 'buttons'}, ways.map(([kind, label]) => el('button', {type: 'button', class: 'plain', onclick: () => fill(kind)}, label)),
      view.door ? el('a', {class: 'plain', href: view.door, target: '_blank'}, 'Kaart printen') : ''))];
}

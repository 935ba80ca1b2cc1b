// What of a talk is hidden until somebody says why they need it, and who read it.

import {el, at, dayWord, now} from './words.js';

/** What stands below what we know: until when this worker sees all of it, or how to ask for it. */
export function hiddenNote(view, hiding, fill) {
  if (view.until > now()) return [el('p', {class: 'soft'}, `Jij ziet nummers en adressen tot ${at(view.until)}, omdat je zei waarom. Je collega’s zien ze niet.`)];
  if (!hiding) return [];
  return [el('p', {class: 'soft'}, 'Nummers en adressen zijn hier verborgen. Heb je ze nodig? Zeg dan waarom.'),
    el('button', {type: 'button', class: 'plain', onclick: () => fill('revealed')}, 'Toon nummers en adressen')];
}

/** Lists who had the talk before them. */
export async function showReaders(id, name) {
  const body = el('div', {}, el('p', {class: 'soft', role: 'status'}, 'Even kijken…'));
  const dialog = el('dialog', {class: 'form', 'aria-labelledby': 'readers-title', onclose: () => dialog.remove()},
    el('h2', {id: 'readers-title'}, 'Wie heeft dit gelezen'), el('p', {}, name), body,
    el('form', {method: 'dialog'}, el('button', {class: 'plain'}, 'Sluiten')));
  document.body.append(dialog);
  dialog.showModal();
  try {
    const r = await fetch(`/desk/readers?id=${encodeURIComponent(id)}`, {signal: AbortSignal.timeout(10_000)});
    if (!r.ok) throw new Error((await r.json()).text);
    const all = await r.json();
    body.replaceChildren(
      el('ol', {class: 'readers'}, all.map(l => el('li', {}, el('strong', {}, l.name), ` · ${dayWord(l.at)} ${at(l.at)}`,
        l.why ? el('p', {dir: 'auto'}, `vroeg wat verborgen is. ${l.why.replaceAll('\n', '. ')}`) : ''))),
      el('p', {class: 'soft'}, 'Op de webdesk telt één keer per uur. Wat in Slack staat, kan iedereen in dat kanaal lezen: dat staat hier niet bij.'));
  } catch (mistake) {
    body.replaceChildren(el('p', {class: 'mistake', role: 'alert'}, mistake.name === 'TimeoutError' || mistake instanceof TypeError ? 'Dat lukte nu niet. Probeer het zo nog eens.' : mistake.message));
  }
}

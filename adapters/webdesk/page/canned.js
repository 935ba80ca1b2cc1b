// Texts of the playbook: a list with a field to search in. The one that is chosen
// comes back; it goes nowhere by itself.

import {el, put} from './words.js';

const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** act: {send(event) -> Promise<answer>, put(text), say(text)}. Lets a worker choose, and puts the text where they write. */
export async function chooseCanned(act) {
  try {
    const a = await act.send({kind: 'asked', value: 'canned'});
    if (!a.form) return act.say(a.text);
    openCanned(a.form, async value => {
      try {
        const b = await act.send({kind: 'canned', form: {welke: value}});
        const text = b.form?.fields.find(f => f.name === 'tekst')?.value;
        if (!text) return act.say(b.text || 'Deze tekst is er niet meer.');
        act.put(text);
        act.say(b.form.intro);
      } catch (mistake) {
        act.say(mistake.message);
      }
    });
  } catch (mistake) {
    act.say(mistake.message);
  }
}

// Opens the list of a form's one choice. chosen(value) is called with what was pressed.
function openCanned(form, chosen) {
  const options = form.fields[0].options ?? [];
  const count = el('p', {class: 'soft', role: 'status'});
  const search = el('input', {type: 'search', id: 'canned-search', autocomplete: 'off', 'aria-controls': 'canned-list', oninput: filter});
  const items = options.map(o => {
    const button = el('button', {type: 'button', class: 'plain', onclick: () => pick(o.value)},
      el('strong', {}, o.label), o.about ? el('span', {class: 'about', dir: 'auto'}, o.about) : '');
    return {button, node: el('li', {}, button), words: plain(`${o.label} ${o.about ?? ''}`)};
  });
  const list = el('ul', {class: 'canned', id: 'canned-list'}, items.map(i => i.node));
  const dialog = el('dialog', {class: 'form', 'aria-labelledby': 'canned-title', onclose: () => dialog.remove(), onkeydown: keys},
    el('form', {method: 'dialog', onsubmit: event => { event.preventDefault(); shown()[0]?.button.click(); }},
      el('h2', {id: 'canned-title'}, form.title), form.intro ? el('p', {class: 'soft'}, form.intro) : '',
      el('div', {class: 'field'}, el('label', {for: 'canned-search'}, 'Zoek een tekst'), search), count, list,
      el('div', {class: 'buttons'}, el('button', {type: 'button', class: 'plain', onclick: () => dialog.close()}, 'Niet nu'))));

  const shown = () => items.filter(i => !i.node.hidden);

  function filter() {
    const wanted = plain(search.value).split(/\s+/).filter(Boolean);
    for (const i of items) i.node.hidden = !wanted.every(w => i.words.includes(w));
    const n = shown().length;
    put(count, n === 1 ? '1 tekst' : `${n} teksten`);
  }

  // Up and down lead through the list, and from its top back to the field.
  function keys(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    const all = shown().map(i => i.button), at = all.indexOf(document.activeElement) + step;
    (all[at] ?? (at < 0 ? search : all.at(-1)) ?? search).focus();
  }

  function pick(value) {
    dialog.close();
    chosen(value);
  }

  document.body.append(dialog);
  filter();
  dialog.showModal();
  search.focus();
}

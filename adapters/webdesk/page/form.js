// What a worker fills in: a dialog, drawn from the description that the server
// gives, the same that Slack draws. What was typed stays until it is stored: the
// dialog can be closed and opened again, and a mistake takes nothing away.

import {el, put} from './words.js';

const drafts = new Map(); // kind and conversation -> what was filled in so far

/**
 * Opens a form about one conversation, or about none.
 * act: {send(event) -> Promise<answer>, done(answer), colleagues() -> Promise<[{id, name, at, label}]> where it may ask for them}
 */
export function openForm(form, conversation, act) {
  const key = `${form.kind} ${conversation}`;
  const before = drafts.get(key) ?? {};
  const fields = new Map(); // name -> {node, read(), wrong(text), focus()}
  const said = el('p', {class: 'mistake', role: 'alert'});
  const send = el('button', {type: 'submit', class: 'primary'}, form.send);
  const title = el('h2', {id: 'form-title'}, form.title);
  const body = el('form', {method: 'dialog', novalidate: true, onsubmit: event => { event.preventDefault(); submit(); }, oninput: keep},
    title, form.intro ? el('p', {class: 'soft'}, form.intro) : '',
    parts(form.fields).flatMap(({part, all}) => {
      const nodes = all.map(f => {
        const field = draw(f, before[f.name] ?? f.value ?? '');
        fields.set(f.name, field);
        return field.node;
      });
      if (!part) return nodes;
      const open = all.some(f => before[f.name] ?? f.value);
      return el('details', {open}, el('summary', {}, part), el('div', {}, nodes));
    }),
    said,
    el('div', {class: 'buttons'}, send, el('button', {type: 'button', class: 'plain', onclick: () => dialog.close()}, 'Niet nu')));
  const dialog = el('dialog', {class: 'form', 'aria-labelledby': 'form-title', onclose: () => dialog.remove()}, body);

  function draw(f, value) {
    const id = `form-${f.name}`;
    const wrong = el('p', {class: 'mistake', id: `${id}-wrong`});
    const hint = f.hint ? el('p', {class: 'hint', id: `${id}-hint`}, f.hint) : '';
    const about = [f.hint ? `${id}-hint` : '', `${id}-wrong`].filter(Boolean).join(' ');
    const label = f.required ? f.label : `${f.label} (hoeft niet)`;
    const people = f.kind === 'people', many = f.kind === 'several', by = ',';
    if (people) return drawPeople(f, id, value, about, hint, wrong, label);
    const options = f.options ?? [];
    if (f.kind === 'choice' || many) {
      const held = many ? value.split(by) : [value];
      const boxes = options.filter(o => !o.alone).map(o => {
        const box = el('input', {type: many ? 'checkbox' : 'radio', name: id, value: o.value});
        box.checked = held.includes(o.value);
        return {box, node: el('label', {class: 'check'}, box, ' ', o.label)};
      });
      const alone = options.filter(o => o.alone).map(o =>
        el('button', {type: 'button', class: 'plain', onclick: () => submit({[f.name]: o.value})}, o.label));
      const node = el('fieldset', {'aria-describedby': about}, el('legend', {}, label), hint, boxes.map(b => b.node),
        wrong,
        alone.length ? el('div', {class: 'alone'}, el('p', {class: 'soft'}, 'Of rond met één druk af:'), el('div', {class: 'buttons'}, alone)) : '');
      return {
        node,
        read: () => boxes.filter(b => b.box.checked).map(b => b.box.value).join(by),
        wrong: text => put(wrong, text),
        focus: () => boxes[0]?.box.focus(),
      };
    }
    const type = {date: 'date', number: 'number'}[f.kind] ?? 'text';
    const input = f.kind === 'words'
      ? el('textarea', {id, rows: '4', maxlength: '3000', 'aria-describedby': about, spellcheck: 'true'})
      : el('input', {id, type, maxlength: type === 'text' ? '300' : undefined, min: type === 'number' ? '0' : undefined, 'aria-describedby': about, autocomplete: 'off'});
    input.value = value;
    return {
      node: el('div', {class: 'field'}, el('label', {for: id}, label), hint, input, wrong),
      read: () => input.value,
      wrong: text => {
        put(wrong, text);
        if (text) input.setAttribute('aria-invalid', 'true');
        else input.removeAttribute('aria-invalid');
      },
      focus: () => input.focus(),
    };
  }

  // Colleagues who are there: asked for when the form opens. Who was chosen before
  // and is not there any more is not chosen.
  function drawPeople(f, id, value, about, hint, wrong, label) {
    const held = value.split('\n').map(line => line.split('\t')[0]), there = el('div', {}, el('p', {class: 'soft', role: 'status'}, 'Even kijken wie er is…'));
    let boxes = null; // not known yet
    const says = text => there.replaceChildren(el('p', {class: 'soft', role: 'status'}, text));
    act.colleagues().then(all => {
      boxes = all.map(c => {
        const box = el('input', {type: 'checkbox', name: id, value: `${c.id}\t${c.at ?? ''}\t${c.name}`});
        box.checked = held.includes(c.id);
        return {box, node: el('label', {class: 'check'}, box, ' ', c.label)};
      });
      if (boxes.length) there.replaceChildren(...boxes.map(b => b.node));
      else says('Er is nu geen collega om te vragen. Kies een team.');
    }).catch(() => says('We weten nu niet wie er is. Kies een team.'));
    return {
      node: el('fieldset', {'aria-describedby': about}, el('legend', {}, label), hint, there, wrong),
      read: () => boxes ? boxes.filter(b => b.box.checked).map(b => b.box.value).join('\n') : value,
      wrong: text => put(wrong, text),
      focus: () => boxes?.[0]?.box.focus(),
    };
  }

  function values() {
    const all = {};
    for (const [name, field] of fields) if (field.read().trim()) all[name] = field.read();
    return all;
  }

  function keep() { drafts.set(key, values()); }

  async function submit(also = {}) {
    if (send.disabled) return;
    send.disabled = true;
    put(said, '');
    try {
      const a = await act.send({kind: form.kind, conversation, form: {...values(), ...also}});
      if (a.form) {
        const wrong = a.form.fields.filter(f => f.error);
        for (const f of a.form.fields) fields.get(f.name)?.wrong(f.error ?? '');
        put(said, wrong.length === 1 ? 'Nog niet opgeslagen. Er is nog één ding.' : 'Nog niet opgeslagen. Kijk wat er nog mist.');
        for (const f of wrong) fields.get(f.name)?.node.closest('details')?.setAttribute('open', ''); // nobody looks for a mistake that is folded away
        fields.get(wrong[0]?.name)?.focus();
        return;
      }
      drafts.delete(key);
      dialog.close();
      act.done(a);
    } catch (mistake) {
      put(said, mistake.message);
    } finally {
      send.disabled = false;
    }
  }

  document.body.append(dialog);
  dialog.showModal();
  fields.get(form.fields[0]?.name)?.focus();
}

/** Fields behind each other that belong together, each as {part, all}. */
function parts(fields) {
  const groups = [];
  for (const f of fields) {
    const last = groups.at(-1);
    if (f.part && last?.part === f.part) last.all.push(f);
    else groups.push({part: f.part ?? '', all: [f]});
  }
  return groups;
}

/** Whether something was filled in that is not stored. */
export const unsent = () => [...drafts.values()].some(d => Object.keys(d).length);

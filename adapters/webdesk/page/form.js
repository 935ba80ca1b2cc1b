// What a worker fills in: a dialog, drawn from the description that the server
// gives, the same that Slack draws. What was typed stays until it is stored: the
// dialog can be closed and opened again, and a mistake takes nothing away.

import {el, put} from './words.js';

const drafts = new Map(); // kind and conversation -> what was filled in so far

/**
 * Opens a form about one conversation, or about none.
 * act: {send(event) -> Promise<answer>, done(answer), colleagues() -> [{id, name}] where it may ask for them}
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
    form.fields.map(f => {
      const field = draw(f, before[f.name] ?? f.value ?? '');
      fields.set(f.name, field);
      return field.node;
    }),
    said,
    el('div', {class: 'buttons'}, send, el('button', {type: 'button', class: 'plain', onclick: () => dialog.close()}, 'Niet nu')));
  const dialog = el('dialog', {class: 'form', 'aria-labelledby': 'form-title', onclose: () => dialog.remove()}, body);

  function draw(f, value) {
    const id = `form-${f.name}`;
    const wrong = el('p', {class: 'mistake', id: `${id}-wrong`});
    const hint = f.hint ? el('p', {class: 'hint', id: `${id}-hint`}, f.hint) : '';
    const about = [f.hint ? `${id}-hint` : '', `${id}-wrong`].filter(Boolean).join(' ');
    const label = f.required ? f.label : `${f.label} (mag)`;
    const people = f.kind === 'people', many = people || f.kind === 'several', by = people ? '\n' : ',';
    const options = people ? (act.colleagues?.() ?? []).map(c => ({value: `${c.id}\t\t${c.name}`, label: c.name})) : f.options ?? [];
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
        people && !boxes.length ? el('p', {class: 'soft'}, 'Nu heeft geen collega een gesprek. Kies een team.') : '', wrong,
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

/** Whether something was filled in that is not stored. */
export const unsent = () => [...drafts.values()].some(d => Object.keys(d).length);

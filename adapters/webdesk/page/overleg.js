// An overleg: colleagues among themselves, about one person. It stands apart from
// the talk, with fields of its own: every event made here names its overleg, and
// no such event can go to the person.

import {el, put, at, dayWord} from './words.js';
import {onFiles} from './files.js';
import {openForm} from './form.js';

/** act: {send(event) -> Promise<answer>, colleagues() -> Promise<[{id, name, at, label}]>, refresh()} */
export function newOverleg(conversation, act) {
  const shown = new Map(); // overleg -> {node, draw(view, lines, name), field}
  const node = el('div', {class: 'overleggen'});

  function make(id) {
    const title = el('h3', {id: `overleg-${shown.size}`, tabindex: '-1'});
    const about = el('p', {class: 'soft'});
    const list = el('ol', {class: 'aside-lines', 'aria-label': 'Wat in dit overleg staat'});
    const safe = el('p', {class: 'safe'});
    const field = el('textarea', {rows: '2', maxlength: '15000', class: 'aside', spellcheck: 'true', onkeydown: event => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        write();
      }
    }});
    const keep = el('button', {type: 'submit', class: 'primary'}, 'Zet in het overleg');
    const invite = el('button', {type: 'button', class: 'plain', onclick: () => ask()}, 'Iemand erbij vragen…');
    const end = el('button', {type: 'button', class: 'plain', onclick: () => run({kind: 'concluded'}).catch(() => { /* said already */ })}, 'Overleg klaar');
    const said = el('p', {class: 'said', role: 'status'});
    const form = el('form', {onsubmit: event => { event.preventDefault(); write(); }}, safe, field, el('div', {class: 'buttons'}, keep, invite, end));
    const box = el('section', {class: 'overleg', 'aria-labelledby': title.id}, title, about, list, form, said);
    let name = '';
    onFiles(box, () => put(said, `Een bestand bewaren we hier niet. Het gaat ook niet naar ${name}.`));

    async function run(event) {
      try {
        const a = await act.send({...event, conversation, consult: id});
        put(said, a.text ?? '');
        act.refresh();
        return a;
      } catch (mistake) {
        put(said, mistake.message);
        throw mistake;
      }
    }

    async function write() {
      const text = field.value;
      if (!text.trim()) {
        put(said, 'Er staat nog niets.');
        field.focus();
        return;
      }
      field.value = '';
      try {
        await run({kind: 'conferred', text});
      } catch {
        field.value = text + (field.value ? '\n' + field.value : ''); // refused: the words come back
      }
    }

    async function ask() {
      try {
        const a = await act.send({kind: 'asked', value: 'invited', conversation, consult: id});
        if (!a.form) return put(said, a.text ?? '');
        openForm(a.form, conversation, {
          colleagues: act.colleagues,
          send: event => act.send({...event, consult: id}),
          done: done => { put(said, done.text ?? ''); act.refresh(); },
        });
      } catch (mistake) {
        put(said, mistake.message);
      }
    }

    const one = {
      node: box, title, field,
      draw(view, lines, whose) {
        name = whose;
        put(title, `${view.case ? 'Casusoverleg' : 'Overleg'} over ${name}${view.open ? '' : ': klaar'}`);
        put(about, `${view.by} vroeg ${view.who.join(', ')}, ${dayWord(view.since).toLowerCase()} ${at(view.since)}`);
        put(safe, `Gaat niet naar ${name}. Alleen collega’s lezen dit.`);
        field.setAttribute('aria-label', `Overleg over ${name}: gaat niet naar ${name}`);
        form.hidden = !view.open && !field.value; // left-over words can still be copied
        keep.hidden = invite.hidden = !view.open;
        end.hidden = !view.ends;
        const drawn = JSON.stringify(lines);
        if (list.dataset.drawn === drawn) return;
        list.dataset.drawn = drawn;
        list.replaceChildren(...lines.map(l => el('li', {},
          el('p', {class: 'by'}, l.author || 'Een collega', l.mine ? ' (jij) ' : ' ', el('time', {}, at(l.at))),
          el('p', {class: 'text', dir: 'auto'}, l.text ?? ''))));
      },
    };
    return one;
  }

  return {
    node,
    /** views: the overleggen of this conversation; lines: all their words, in order. */
    show(views, lines, name) {
      const there = new Set(views.map(v => v.id));
      for (const [id, o] of shown) {
        if (there.has(id)) continue;
        o.node.remove();
        shown.delete(id);
      }
      for (const v of [...views].sort((a, b) => Number(b.open) - Number(a.open) || b.since - a.since)) {
        let o = shown.get(v.id);
        if (!o) {
          shown.set(v.id, o = make(v.id));
          if (v.open) node.prepend(o.node);
          else node.append(o.node);
        }
        o.draw(v, lines.filter(l => l.consult === v.id), name);
      }
    },
    get draft() { return [...shown.values()].some(o => o.field.value.trim()); },
  };
}

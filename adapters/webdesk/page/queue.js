// The left side: alarms, and below them who waits. Rows keep their place while
// the pointer is among them; the selected one stays where it is on the screen.

import {el, put, groups, urgency, urgencies, howLong, waits, now, language} from './words.js';

const still = 4000; // ms without a movement of the pointer: rows may move again

/** on: {open(id), overleg(id), looked(alarm id), next()} */
export function newQueue(root, on) {
  const rows = new Map();   // conversation -> {node, item}
  const alarms = new Map(); // alarm -> {node, alarm}
  const alarmList = el('ul', {class: 'alarms'});
  const alarmPart = el('section', {class: 'group warned', 'aria-label': 'Alarmen'}, el('h2', {}, 'Alarm'), alarmList);
  const parts = {};
  for (const [g, title] of Object.entries(groups)) {
    const count = el('span', {class: 'count'});
    const list = el('ul', {class: 'rows'});
    parts[g] = {list, count, node: el('section', {class: 'group', 'aria-label': title}, el('h2', {}, title, ' ', count), list)};
  }
  const calm = el('p', {class: 'calm'}, 'Er wacht niemand.');
  const asides = el('ul', {class: 'asides'});
  const asidePart = el('section', {class: 'group', hidden: true, 'aria-label': 'Overleg'}, el('h2', {}, 'Overleg'), asides);
  const below = el('div', {class: 'below'}, asidePart, calm, Object.values(parts).map(p => p.node));
  const told = el('p', {class: 'told', role: 'status'});
  const first = el('div', {class: 'first'},
    el('button', {type: 'button', class: 'primary', 'aria-keyshortcuts': 'v', onclick: () => on.next()}, 'Volgende'), told);
  root.append(alarmPart, first, below); // alarms stay in sight, however far one scrolls

  let view = null, selected = '', opened = '', pointing = 0, later = 0;

  root.addEventListener('pointermove', e => { if (e.pointerType === 'mouse') pointing = Date.now(); });
  root.addEventListener('pointerleave', () => { pointing = 0; place(); });

  function newRow(item) {
    const r = {
      item,
      urgency: el('span', {class: 'slot'}),
      wait: el('span', {class: 'wait'}),
      name: el('span', {class: 'name'}),
      about: el('span', {class: 'about'}),
      unread: el('span', {class: 'unread'}),
    };
    r.button = el('button', {type: 'button', class: 'row', onclick: () => on.open(item.id)},
      el('span', {class: 'line'}, r.urgency, r.wait),
      el('span', {class: 'line'}, r.name, r.unread),
      r.about);
    r.node = el('li', {data: {id: item.id}}, r.button);
    return r;
  }

  function drawRow(r, item) {
    if (r.item.urgency !== item.urgency || !r.urgency.firstChild) r.urgency.replaceChildren(urgency(item.urgency));
    r.item = item;
    r.node.dataset.u = item.urgency;
    put(r.wait, waits(item));
    put(r.name, item.name);
    put(r.unread, item.unread ? (item.unread === 1 ? '1 nieuw' : `${item.unread} nieuw`) : '');
    put(r.about, [
      item.group === 'others' ? item.worker : '',
      item.team, item.place,
      item.lang && !item.lang.startsWith('nl') ? language(item.lang) : '',
      item.alarms ? (item.alarms === 1 ? '1 alarm' : `${item.alarms} alarmen`) : '',
    ].filter(Boolean).join(' · '));
    r.node.classList.toggle('selected', item.id === selected);
    if (item.id === opened) r.button.setAttribute('aria-current', 'true');
    else r.button.removeAttribute('aria-current');
  }

  function newAlarm(a) {
    const r = {alarm: a, wait: el('span', {class: 'wait'}), why: el('p', {class: 'why'}), name: el('strong')};
    r.looked = el('button', {type: 'button', class: 'plain', onclick: () => {
      r.looked.disabled = true;
      on.looked(a.id).catch(() => { r.looked.disabled = false; });
    }}, 'Ik heb gekeken');
    r.node = el('li', {class: 'alarm', data: {u: a.urgency}},
      el('p', {class: 'line'}, el('span', {class: 'cause'}, el('span', {'aria-hidden': 'true'}, (urgencies[a.urgency] ?? urgencies[1]).shape), ' ', a.cause), r.wait),
      el('p', {}, r.name), r.why,
      el('p', {class: 'buttons'},
        a.conversation ? el('button', {type: 'button', class: 'plain strong', onclick: () => on.open(a.conversation)}, 'Open gesprek') : '',
        a.member ? el('a', {class: 'plain', href: a.member}, 'Naam en nummer') : '',
        a.page ? el('a', {class: 'plain strong', href: a.page}, 'Open melding') : r.looked));
    return r;
  }

  function drawAlarm(r, a) {
    r.alarm = a;
    const t = howLong(now() - a.since);
    put(r.wait, t === 'net' ? 'net' : `al ${t}`);
    put(r.name, a.name ?? '');
    put(r.why, [a.why, a.times > 1 ? `${a.times} keer` : ''].filter(Boolean).join(' · '));
  }

  // The overleggen that concern this worker: few, and no part of the queue.
  function drawAsides() {
    const all = view.overleg ?? [];
    const drawn = JSON.stringify(all);
    asidePart.hidden = !all.length;
    if (asides.dataset.drawn === drawn) return;
    const at = [...asides.children].findIndex(n => n.contains(document.activeElement));
    asides.dataset.drawn = drawn;
    asides.replaceChildren(...all.map(k => el('li', {}, el('button', {type: 'button', class: 'row', onclick: () => on.overleg(k.conversation)},
      el('span', {class: 'name'}, k.name),
      el('span', {class: 'about'}, k.asked ? `${k.by} vraagt jou` : `${k.by} vraagt ${k.who.join(', ')}`)))));
    if (at >= 0) asides.children[Math.min(at, all.length - 1)]?.querySelector('button').focus({preventScroll: true});
  }

  // Draws what changed within each row; says nothing about order.
  function draw() {
    if (!view) return;
    for (const a of view.alarms) {
      let r = alarms.get(a.id);
      if (!r) alarms.set(a.id, r = newAlarm(a));
      drawAlarm(r, a);
    }
    for (const item of view.items) {
      let r = rows.get(item.id);
      if (!r) rows.set(item.id, r = newRow(item));
      drawRow(r, item);
    }
  }

  // Puts children in order with as few moves as possible, and keeps the focus.
  function order(list, nodes) {
    const focus = document.activeElement;
    const wanted = new Set(nodes);
    for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, i) => {
      if (list.children[i] !== node) list.insertBefore(node, list.children[i] ?? null);
    });
    if (focus !== document.activeElement && list.contains(focus)) focus.focus({preventScroll: true});
  }

  function place() {
    clearTimeout(later);
    if (!view) return;
    drawAsides();
    first.hidden = !view.items.some(i => i.group === 'waiting') && !told.textContent;
    draw();
    const rest = still - (Date.now() - pointing);
    const moving = rest > 0 && pointing > 0;
    if (moving) later = setTimeout(place, rest);
    const keep = rows.get(selected)?.node;
    const before = keep?.isConnected ? keep.getBoundingClientRect().top : null;

    const alarmNodes = view.alarms.map(a => alarms.get(a.id).node);
    // What is new must be seen also while the pointer is here: it goes below.
    if (moving) {
      for (const node of alarmNodes) if (!node.isConnected) alarmList.append(node);
    } else {
      order(alarmList, alarmNodes);
      for (const [id] of alarms) if (!view.alarms.some(a => a.id === id)) alarms.delete(id);
    }
    alarmPart.hidden = !alarmList.children.length;

    const here = new Set(view.items.map(i => i.id));
    for (const [g, part] of Object.entries(parts)) {
      const items = view.items.filter(i => i.group === g);
      const nodes = items.map(i => rows.get(i.id).node);
      if (moving) {
        for (const node of nodes) if (!node.isConnected) part.list.append(node);
      } else {
        order(part.list, nodes);
      }
      put(part.count, items.length ? String(items.length) : '');
      part.node.hidden = !part.list.children.length;
    }
    for (const [id, r] of rows) {
      r.node.classList.toggle('gone', !here.has(id));
      if (!here.has(id) && !moving) rows.delete(id);
    }
    calm.hidden = view.items.some(i => i.group === 'waiting') || view.alarms.length > 0;
    if (before !== null && keep.isConnected) below.scrollTop += keep.getBoundingClientRect().top - before;
  }

  const sequence = () => [...root.querySelectorAll('.rows > li:not(.gone)')].map(n => n.dataset.id);

  return {
    /** Says what became of asking for the next one, until the queue changes. */
    say(text) { put(told, text); },
    show(next) {
      view = next;
      place();
    },
    tick: draw,
    /** The row that the keyboard is at; focus: only when the worker moved there. */
    select(id, focus = false) {
      rows.get(selected)?.node.classList.remove('selected');
      selected = id;
      const r = rows.get(id);
      r?.node.classList.add('selected');
      if (focus) r?.button.focus();
    },
    opened(id) {
      opened = id;
      draw();
    },
    /** The conversation that is steps further down; the first one where none is selected. */
    step(steps) {
      const all = sequence();
      if (!all.length) return '';
      const i = all.indexOf(selected);
      return all[i < 0 ? 0 : Math.max(0, Math.min(all.length - 1, i + steps))];
    },
    get selected() { return selected; },
    item: id => view?.items.find(i => i.id === id),
    alarmsOf: id => view ? view.alarms.filter(a => a.conversation === id) : [],
  };
}

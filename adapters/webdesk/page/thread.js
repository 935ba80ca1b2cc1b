// One conversation: its lines in the middle, what is known at the right. Made
// once for each conversation that was opened, with a composer of its own.

import {shows} from './files.js';
import {el, put, at, dayKey, dayWord, howLong, language, now, travel, urgencies, urgency, waits} from './words.js';
import {newComposer} from './composer.js';
import {amend, changes} from './amend.js';
import {hiddenNote, showReaders} from './reading.js';
import {newOverleg} from './overleg.js';
import {newTyping} from './typing.js';
import {seek} from './approach.js';

/** act: {colleagues() -> Promise<[{id, name, at, talks, takes, label}]>, send(event), typed(text), fetch(id, after) -> view, read(id, line), looked(alarm), back(), known()} */
export function newThread(id, act) {
  const lines = new Map(); // number -> {node, line, drawn}
  const asides = new Map(); // number -> line of an overleg
  const waiting = new Set(); // words on their way
  let view = null, reported = 0, fetching = null, again = false, later = 0, bottom = true, shown = false;
  let people = null; // colleagues who are there; null: not known
  let whole = false, hiding = false, hide = 0; // read all of it again; something is hidden; ... and when it will be

  const name = el('h1', {class: 'who'});
  const sub = el('span');
  const typing = newTyping();
  const finish = el('button', {type: 'button', class: 'plain', 'aria-keyshortcuts': 'e', onclick: () => composer.finish()}, 'Afronden');
  const back = el('button', {type: 'button', class: 'plain', onclick: () => composer.back()}, 'Terug naar bot');
  const take = el('button', {type: 'button', class: 'plain take', 'aria-keyshortcuts': 'c', onclick: () => composer.take()}, 'Overnemen');
  const confer = el('button', {type: 'button', class: 'plain', 'aria-keyshortcuts': 'o', onclick: () => composer.confer()}, 'Overleg…');
  const ways = el('ul', {});
  const more = el('details', {
    class: 'more',
    ontoggle: () => { if (more.open) who(); },
    onfocusout: e => { if (!more.contains(e.relatedTarget)) more.open = false; },
    onkeydown: e => {
      if (e.key !== 'Escape' || !more.open) return;
      e.preventDefault();
      more.open = false;
      more.querySelector('summary').focus();
    },
  }, el('summary', {}, 'Meer'), ways);
  const head = el('header', {class: 'head'},
    el('button', {type: 'button', class: 'quiet to-queue', onclick: () => act.back()}, '‹ Wachtrij'),
    el('div', {class: 'title'}, name, el('p', {class: 'sub'}, sub, typing.node)),
    el('div', {class: 'buttons'}, back, finish, confer, take, more),
    el('button', {type: 'button', class: 'quiet to-known', onclick: () => act.known()}, 'Wat we weten'));
  const list = el('ol', {class: 'lines', 'aria-label': 'Berichten'});
  const fresh = el('button', {type: 'button', class: 'fresh', hidden: true, onclick: () => toEnd()}, 'Nieuwe berichten ↓');
  const scroller = el('div', {class: 'scroll', tabindex: '0', 'aria-label': 'Berichten', onscroll: scrolled}, list);
  const composer = newComposer(id, {
    send: event => act.send(event),
    typed: text => act.typed(text),
    refresh: () => refresh(),
    pending: (kind, text) => pending(kind, text),
    colleagues: () => act.colleagues(),
  });
  const overleg = newOverleg(id, {send: event => act.send(event), colleagues: () => act.colleagues(), refresh: () => refresh()});
  const node = el('article', {class: 'talk', hidden: true}, head, scroller, fresh, composer.node);
  const knownName = el('h2', {});
  const facts = el('div', {});
  const known = el('div', {class: 'known', hidden: true},
    el('header', {class: 'head'}, el('button', {type: 'button', class: 'quiet from-known', onclick: () => act.back()}, '‹ Gesprek'), knownName),
    overleg.node, facts);

  new ResizeObserver(() => { if (bottom) toEnd(); }).observe(scroller);
  list.addEventListener('load', () => { if (bottom) toEnd(); }, true); // a picture takes its room once it is there

  function toEnd() {
    scroller.scrollTop = scroller.scrollHeight;
  }

  function scrolled() {
    bottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
    if (bottom) fresh.hidden = true;
    report();
  }

  // Tells which lines stood on a visible screen.
  function report() {
    if (!shown || document.hidden || !node.offsetParent) return;
    const edge = scroller.getBoundingClientRect().bottom + 8;
    let last = 0, person = false;
    for (const {node: n, line} of lines.values()) {
      if (n.getBoundingClientRect().top + 16 > edge) continue;
      last = Math.max(last, line.n);
      if (line.kind === 'person' && line.n > reported) person = true;
    }
    if (!person || last <= reported) return;
    reported = last;
    act.read(id, last);
  }

  function pending(kind, text) {
    const n = el('li', {class: `line ${kind === 'noted' ? 'note' : 'worker'} pending`},
      el('p', {class: 'by'}, kind === 'noted' ? 'Notitie' : `Aan ${view?.name ?? ''}`),
      el('p', {class: 'text', dir: 'auto'}, text), el('p', {class: 'how'}, 'wordt bewaard…'));
    waiting.add(n);
    list.append(n);
    toEnd();
    return () => { waiting.delete(n); n.remove(); };
  }

  function drawLine(l) {
    const by = l.kind === 'person' ? view.name
      : l.kind === 'worker' ? `${l.author}${l.mine ? ' (jij)' : ''} aan ${view.name}`
      : l.kind === 'note' ? `Notitie van ${l.author || 'een collega'}`
      : l.kind === 'form' ? `Ingevuld door ${l.author || 'een collega'}`
      : l.kind === 'held' ? `${l.author}: ${l.waits ? 'nog niet verstuurd' : 'niet meteen verstuurd'}`
      : 'Chatbot';
    const choices = (l.choices ?? []).map(c =>
      el('li', {class: c === l.answered ? 'chosen' : ''}, c === l.answered ? `✓ ${c}` : c));
    if (l.kind === 'mark') {
      return el('li', {class: 'line mark'}, el('p', {class: 'text'}, l.text, ' ', el('time', {}, at(l.at))));
    }
    return el('li', {class: `line ${l.kind}${l.kind === 'held' && !l.waits ? ' decided' : ''}`},
      el('p', {class: 'by'}, by, ' ', el('time', {}, at(l.at))),
      l.text ? el('p', {class: 'text', dir: 'auto'}, l.text) : '',
      (l.files ?? []).map(f => el('p', {class: 'file'}, f)),
      shows(l),
      choices.length ? el('ul', {class: 'choices', 'aria-label': 'Keuzes'}, choices) : '',
      changes(l),
      l.travel ? el('p', {class: `how ${l.travel}`}, travel(l.travel)) : '',
      amend(l, view.name, event => composer.run(event)),
      l.travel === 'failed' && l.mine
        ? el('button', {type: 'button', class: 'again', onclick: () => composer.again(l.text)}, 'Nog eens sturen') : '');
  }

  function merge(next) {
    const first = !view, added = [];
    if (!first && next.group === 'over' && view.group !== 'over') again = true; // once more, whole
    else if (view?.group === 'over') keepOnly(next.lines);
    if (!first && Boolean(next.bare) !== Boolean(view.bare)) again = whole = true; // what is hidden else was shown, or the other way
    hiding = !next.bare && (hiding || Boolean(next.hidden));
    clearTimeout(hide);
    if (next.until) hide = setTimeout(() => { whole = true; refresh(); }, Math.max(next.until - now(), 0) + 500);
    view = next;
    for (const l of next.lines.filter(l => l.kind === 'consult')) asides.set(l.n, l); // shown apart, and nowhere else
    overleg.show(next.overleg ?? [], [...asides.values()].sort((a, b) => a.n - b.n), next.name);
    for (const l of next.lines.filter(l => l.kind !== 'consult')) {
      const drawn = JSON.stringify(l) + (l.kind === 'person' || l.kind === 'worker' ? next.name : '');
      const old = lines.get(l.n);
      if (old?.drawn === drawn) continue;
      const n = drawLine(l);
      if (old) old.node.replaceWith(n);
      else added.push(l);
      lines.set(l.n, {node: n, line: l, drawn});
    }
    if (added.length) arrange();
    if (view.group !== 'mine' || added.some(l => l.kind === 'person')) typing.over();
    if (bottom || first) toEnd();
    else if (added.some(l => l.kind === 'person')) fresh.hidden = false;
    drawHead();
    composer.show(view);
    report();
  }

  // What the record no longer has, because a person was forgotten, goes off the screen, too.
  function keepOnly(left) {
    const there = new Set(left.map(l => l.n));
    for (const n of asides.keys()) if (!there.has(n)) asides.delete(n);
    if (!left.length) overleg.show([], [], '');
    for (const [n, {node: item}] of lines) {
      if (there.has(n)) continue;
      item.remove();
      lines.delete(n);
    }
    for (const day of list.querySelectorAll('.day')) if (!lines.size) day.remove();
  }

  // Puts the lines in the order of their numbers, with a divider for each day.
  function arrange() {
    const nodes = [];
    let day = '';
    for (const n of [...lines.keys()].sort((a, b) => a - b)) {
      const {node: item, line} = lines.get(n);
      if (dayKey(line.at) !== day) {
        day = dayKey(line.at);
        nodes.push(list.querySelector(`[data-day="${day}"]`) ?? el('li', {class: 'day', data: {day}}, dayWord(line.at)));
      }
      nodes.push(item);
    }
    [...nodes, ...waiting].forEach((n, i) => {
      if (list.children[i] !== n) list.insertBefore(n, list.children[i] ?? null);
    });
  }

  function drawHead() {
    put(name, view.name);
    const mine = view.group === 'mine';
    take.hidden = view.group !== 'others';
    back.hidden = !mine || Boolean(view.silent);
    confer.hidden = view.group === 'over';
    finish.hidden = !mine && view.group !== 'waiting';
    take.textContent = view.offer ? 'Overnemen: het is je gevraagd' : 'Overnemen';
    drawMore(mine);
    node.dataset.group = view.group;
    tick();
  }

  // Who can be asked is looked up when somebody may want to ask.
  async function who() {
    try {
      people = await act.colleagues();
    } catch {
      people = null;
    }
    if (view) drawMore(view.group === 'mine');
  }

  // Letting go, and passing on to a team or to a colleague who is there now.
  function drawMore(mine) {
    more.hidden = !mine;
    if (!mine) { more.open = false; return; }
    const colleagues = (people ?? []).filter(c => c.takes).map(c => ({label: `Vraag ${c.name} om over te nemen`, about: c.label.slice(`${c.name} · `.length), name: c.name, ref: `worker:${c.id}`}));
    const all = [...(view.to ?? []), ...colleagues];
    const none = people && !colleagues.length ? 'Er is nu geen collega om te vragen.' : '';
    const drawn = JSON.stringify([all, none]);
    if (ways.dataset.drawn === drawn) return;
    ways.dataset.drawn = drawn;
    const way = (label, does, about = '') => el('li', {}, el('button', {type: 'button', class: 'plain', onclick: () => { more.open = false; does(); }}, label, about ? ' ' : '', about ? el('span', {class: 'soft'}, about) : ''));
    ways.replaceChildren(way('Loslaten: terug in de wachtrij', () => composer.letGo()), ...all.map(to => way(to.label, () => composer.pass(to), to.about)), none ? el('li', {class: 'soft'}, none) : '');
  }

  function tick() {
    if (!view) return;
    const has = view.group === 'mine' ? 'jij hebt dit gesprek' : view.group === 'others' ? `${view.worker} heeft dit gesprek` : '';
    put(sub, [waits(view), has].filter(Boolean).join(' · '));
    drawKnown();
  }

  function drawKnown() {
    const alarms = act.alarms(id);
    const rows = [
      ['Hoe dringend', urgency(view.urgency)],
      ['Sinds', view.since ? `${dayWord(view.since)} ${at(view.since)}` : ''],
      ['Team', view.team], ['Taal', language(view.lang)], ['Schrijft via', view.place],
      ['Afspraak', view.meet ? `${dayWord(view.meet)} ${at(view.meet)}` : ''], ['Meldcode', view.meldcode], ['Vervolg', view.follow ? dayWord(view.follow) : ''], ['Weer proberen', view.again ? `${dayWord(view.again)} ${at(view.again)}` : ''],
    ].filter(([, v]) => v);
    const fact = ({label, text}) => el('div', {}, el('dt', {}, label || 'Eerste woorden'), el('dd', {dir: 'auto'}, text));
    const drawn = JSON.stringify([alarms.map(a => [a.id, howLong(now() - a.since)]), view.card, view.told, view.urgency, view.since, view.team, view.lang, view.name, view.meldcode, view.meet, view.follow, view.tries, view.door, view.again, view.group, hiding, view.until, view.until > now()]);
    if (facts.dataset.drawn === drawn) return;
    facts.dataset.drawn = drawn;
    put(knownName, view.name);
    const cards = view.card ?? [];
    const told = (view.told ?? []).filter(t => !cards.some(c => c.text === t.text));
    facts.replaceChildren(
      ...alarms.map(a => {
        const looked = el('button', {type: 'button', class: 'plain', onclick: () => {
          looked.disabled = true;
          act.looked(a.id).catch(() => { looked.disabled = false; });
        }}, 'Ik heb gekeken');
        return el('div', {class: 'alarm', data: {u: a.urgency}},
          el('p', {class: 'cause'}, el('span', {'aria-hidden': 'true'}, (urgencies[a.urgency] ?? urgencies[1]).shape), ' ', a.cause), a.why ? el('p', {}, a.why) : '', looked);
      }),
      ...seek(view, kind => composer.fill(kind)),
      cards.length ? el('dl', {class: 'facts'}, cards.map(fact)) : '',
      told.length ? el('h3', {}, 'Vertelde zelf') : '',
      told.length ? el('dl', {class: 'facts'}, told.map(fact)) : '',
      ...hiddenNote(view, hiding, kind => composer.fill(kind)),
      el('dl', {class: 'facts small'}, rows.map(([k, v]) => el('div', {}, el('dt', {}, k), el('dd', {}, v)))),
      el('div', {class: 'buttons'},
        view.follow ? el('button', {type: 'button', class: 'plain', onclick: () => composer.followed()}, 'Vervolg gedaan') : '',
        view.meet ? el('button', {type: 'button', class: 'plain', onclick: () => composer.fill('called_off')}, 'Afspraak afzeggen') : '',
        view.group === 'mine' && !view.silent ? el('button', {type: 'button', class: 'plain', onclick: () => composer.fill('accompanied')}, 'Iemand gaat mee') : '',
        view.group === 'others' ? '' : el('button', {type: 'button', class: 'plain', onclick: () => composer.fill('meldcode')}, 'Meldcode'),
        el('button', {type: 'button', class: 'plain', onclick: () => showReaders(id, view.name)}, 'Wie heeft dit gelezen')));
  }

  // From which line on to read again: those that may still change, and new ones.
  function from() {
    if (view?.group === 'over' || whole) {
      whole = false;
      return 0;
    }
    const all = [...lines.keys(), ...asides.keys()].sort((a, b) => a - b);
    const open = all.find(n => ['sent', 'there'].includes(lines.get(n)?.line.travel));
    const recent = all[Math.max(0, all.length - 20)] ?? 1;
    return Math.max(0, Math.min(open ?? recent, recent) - 1);
  }

  // Reads the conversation again. Always resolves: what cannot be read now is
  // asked for again, and what cannot be read any more is said.
  function refresh() {
    if (fetching) {
      again = true;
      return fetching;
    }
    clearTimeout(later);
    fetching = (async () => {
      try {
        do {
          again = false;
          merge(await act.fetch(id, from()));
        } while (again);
      } catch (mistake) {
        if (mistake.gone) {
          keepOnly([]);
          facts.replaceChildren();
          composer.gone(mistake.message);
        }
        else later = setTimeout(refresh, 2000);
      } finally {
        fetching = null;
      }
    })();
    return fetching;
  }

  return {
    id, node, known, composer, refresh, tick, report,
    show(on) {
      shown = on;
      node.hidden = known.hidden = !on;
      if (on && bottom) toEnd();
      if (on) report();
    },
    /** The person is typing. */
    typing() {
      if (view?.group === 'mine') typing.sign(view.name);
    },
    get view() { return view; },
    /** Something was typed here, and not stored. */
    get draft() { return composer.draft || overleg.draft; },
    get idle() { return composer.idle && !overleg.draft; },
  };
}

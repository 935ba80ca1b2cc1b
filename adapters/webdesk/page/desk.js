// The workers' page: keeps queue, threads and the line to the server together.

import {setClock} from './words.js';
import {newOutbox} from './outbox.js';
import {newLink} from './link.js';
import {newQueue} from './queue.js';
import {newThread} from './thread.js';
import {listen} from './keys.js';
import {onFiles} from './files.js';
import {openForm, unsent} from './form.js';
import {announce, count, ring} from './signals.js';
import {newAway} from './away.js';
import {newSigns} from './typing.js';

const {worker, version} = document.documentElement.dataset;
const $ = id => document.getElementById(id);
const threads = new Map(); // conversation -> thread; one composer each, kept with its draft
let view = null, open = '', known = {items: new Set(), alarms: new Set(), unread: new Map(), overleg: new Set()};

// What stands in the banner, most important first.
const trouble = {link: '', out: '', idle: false, version: false};

function banner() {
  const b = $('banner');
  const words = trouble.link === 'other' || trouble.out === 'other'
    ? ['In deze browser is nu iemand anders aangemeld. Er wordt niets meer verstuurd. Kopieer wat je typte, en ververs dan deze pagina.']
    : trouble.link === 'signed-out' || trouble.out === 'signed-out'
    ? ['Je bent niet meer aangemeld. Wat je typte, staat er nog. Open een nieuwe aanmeldlink in een ander tabblad, en kom dan hier terug.']
    : trouble.out === 'trying'
    ? ['Nog niet verstuurd. We blijven het proberen. Laat deze pagina open.']
    : trouble.link === 'lost'
    ? ['Even geen verbinding. De wachtrij kan oud zijn. Wat je typt, blijft staan.']
    : trouble.idle
    ? ['Ben je er nog? Zo meld je je vanzelf af. Druk op een toets of tik op de pagina.']
    : trouble.version
    ? ['Omzien is vernieuwd. Ververs deze pagina als het je uitkomt.'] : [];
  b.hidden = !words.length;
  // Nobody is signed in: what people wrote is not for who walks by. What the worker typed stays.
  document.body.classList.toggle('locked', [trouble.link, trouble.out].some(t => t === 'signed-out' || t === 'other'));
  if (b.textContent !== words.join('')) b.replaceChildren(...words);
  $('link').textContent = trouble.link === 'lost' || trouble.out === 'trying' ? 'geen verbinding' : '';
}

const outbox = newOutbox({worker, on: state => {
  trouble.out = state;
  banner();
  if (state === 'signed-out' || state === 'other') link.check();
}});
const link = newLink({worker, on: {
  desk: show,
  thread: id => threads.get(id)?.refresh(),
  typing: id => threads.get(id)?.typing(),
  state: state => {
    const was = trouble.link;
    trouble.link = state;
    banner();
    if (state === 'ok' && was !== 'ok') {
      outbox.resume();
      threads.get(open)?.refresh();
    }
  },
}});

const queue = newQueue($('queue'), {
  open: id => go(id, 'talk'),
  overleg: id => go(id, 'known'),
  looked: id => looked(id),
  next,
});

// Colleagues who are there now, and how many talks they have. Rejects where nobody knows.
async function colleagues(conversation) {
  const r = await fetch(`/desk/colleagues?id=${encodeURIComponent(conversation)}`, {signal: AbortSignal.timeout(10_000)});
  if (!r.ok) throw new Error('down');
  return (await r.json()).map(c => ({...c, label: [c.name, c.at ? 'in het teamkanaal' : '', c.talks ? `heeft ${c.talks === 1 ? '1 gesprek' : `${c.talks} gesprekken`}` : 'heeft geen gesprek'].filter(Boolean).join(' · ')}));
}

// Hands out whoever needs somebody most.
async function next() {
  try {
    const a = await outbox.put({kind: 'next'});
    announce(a.text);
    if (a.ref) go(a.ref, 'talk');
    else queue.say(a.text);
  } catch (mistake) {
    announce(mistake.message);
    queue.say(mistake.message);
  }
}

// Somebody who did not write to us: by phone, at the counter, through others.
async function register() {
  try {
    const a = await outbox.put({kind: 'asked', value: 'registered'});
    if (!a.form) return announce(a.text);
    openForm(a.form, '', {
      send: event => outbox.put(event),
      done: done => {
        announce(done.text || 'Aangemeld.');
        if (done.ref) go(done.ref, 'talk');
      },
    });
  } catch (mistake) {
    announce(mistake.message);
  }
}
$('register').addEventListener('click', register);

async function looked(id) {
  try {
    const a = await outbox.put({kind: 'ended', alarm: id});
    announce(a.text || 'Het alarm is afgesloten.');
  } catch (mistake) {
    announce(mistake.message);
    throw mistake;
  }
}

const away = newAway({send: event => outbox.put(event), announce});

// What came in since the last look, for ears and for the title.
function show(next) {
  setClock(next.now);
  const first = !view, news = [];
  let loud = false; // words that come in before the worker's eyes make no sound
  for (const a of next.alarms) {
    if (!known.alarms.has(a.id)) loud = news.push(`Alarm: ${a.cause}${a.name ? `, ${a.name}` : ''}.`) > 0;
  }
  for (const i of next.items) {
    if (i.group === 'waiting' && !known.items.has(i.id)) loud = news.push(`${i.name} wacht.`) > 0;
    if (i.group === 'mine' && i.unread > (known.unread.get(i.id) ?? 0)) {
      news.push(`Nieuw bericht van ${i.name}.`);
      loud ||= i.id !== open || document.hidden;
    }
  }
  for (const k of next.overleg ?? []) {
    if (k.asked && !known.overleg.has(k.id)) loud = news.push(`${k.by} vraagt je overleg over ${k.name}.`) > 0;
  }
  known = {
    overleg: new Set((next.overleg ?? []).map(k => k.id)),
    alarms: new Set(next.alarms.map(a => a.id)),
    items: new Set(next.items.filter(i => i.group === 'waiting').map(i => i.id)),
    unread: new Map(next.items.map(i => [i.id, i.unread])),
  };
  view = next;
  away.show(next);
  trouble.version = next.version !== version;
  banner();
  queue.show(next);
  count(next.count);
  for (const t of threads.values()) {
    t.tick();
    if (t.id === open) continue;
    if (t.idle) leave(t);
    else if (!next.items.some(i => i.id === t.id)) t.refresh(); // rounded off, or forgotten
  }
  if (!first && news.length) {
    announce(news.slice(0, 3).join(' '));
    if (loud) ring();
  }
}

async function fetchThread(id, after) {
  const r = await fetch(`/desk/thread?id=${encodeURIComponent(id)}&after=${after}`, {signal: AbortSignal.timeout(10_000)});
  if (r.ok) return r.json();
  throw Object.assign(new Error((await r.json()).text), {gone: r.status === 404});
}

function thread(id) {
  let t = threads.get(id);
  if (!t) {
    t = newThread(id, {
      send: event => outbox.put(event),
      typed: newSigns(id, worker),
      read: (conversation, line) => outbox.read(conversation, line),
      fetch: fetchThread,
      looked,
      colleagues: () => colleagues(id),
      alarms: conversation => queue.alarmsOf(conversation),
      back: () => history.back(),
      known: () => go(id, 'known'),
    });
    threads.set(id, t);
    $('talk').append(t.node);
    $('known').append(t.known);
  }
  return t;
}

// A conversation that is left stays on the page only for what was typed there.
function leave(t) {
  t?.show(false);
  if (t?.idle) {
    t.node.remove();
    t.known.remove();
    threads.delete(t.id);
  }
}

// Shows one part of one conversation; on a desk's width all three stand there.
function look(id, part) {
  document.body.dataset.view = part;
  $('empty').hidden = Boolean(id);
  if (id !== open) {
    leave(threads.get(open));
    open = id;
    queue.opened(id);
    if (id) queue.select(id);
  }
  if (id) {
    const t = thread(id);
    link.watch(id);
    t.show(true);
    t.refresh();
  } else {
    link.watch('');
  }
  // On a phone the pressed row is out of sight now: the focus goes along.
  const focus = document.activeElement;
  if (!focus || focus === document.body || !focus.checkVisibility()) $(part).focus({preventScroll: true});
}

// On a phone, Back leads from what is known to the talk, and to the queue.
function go(id, part) {
  if (history.state?.id === id && history.state?.part === part) return look(id, part);
  const at = {id, part};
  if (history.state?.part === 'talk' && part === 'talk') history.replaceState(at, '');
  else history.pushState(at, '');
  look(id, part);
}

addEventListener('popstate', event => look(event.state?.id ?? open, event.state?.part ?? 'queue'));

listen({
  move(steps) {
    const id = queue.step(steps);
    if (id) queue.select(id, true);
  },
  next,
  open() { if (queue.selected) go(queue.selected, 'talk'); },
  claim() {
    const t = threads.get(open);
    if (t?.view?.group === 'others') t.composer.take();
    else t?.composer.claim();
  },
  answer() { threads.get(open)?.composer.answer(); },
  note() { threads.get(open)?.composer.note(); },
  finish() { threads.get(open)?.composer.finish(); },
  canned() { threads.get(open)?.composer.canned(); },
  confer() { threads.get(open)?.composer.confer(); },
  register,
  undo() { threads.get(open)?.composer.undo(); },
  escape: () => threads.get(open)?.composer.escape() ?? false,
});

$('out').addEventListener('click', async () => {
  if (outbox.waiting || unsent() || [...threads.values()].some(t => t.draft)) {
    if (!confirm('Er staat nog tekst die niet verstuurd is. Toch afmelden?')) return;
  }
  leaving = true;
  const r = await fetch('/desk/out', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'}).catch(() => null);
  if (r?.ok) return location.replace('/desk/in');
  leaving = false;
  announce('Afmelden lukte niet. Probeer het zo nog eens.');
});

let leaving = false;
addEventListener('beforeunload', event => {
  if (!leaving && (outbox.waiting || unsent() || [...threads.values()].some(t => t.draft))) event.preventDefault();
});
document.addEventListener('visibilitychange', () => threads.get(open)?.report());
addEventListener('resize', () => threads.get(open)?.report());

// Somebody is at the keyboard: tell the server now and then, so that the
// session goes on; and say so in time when nobody is.
let told = Date.now();
for (const kind of ['pointerdown', 'keydown']) {
  addEventListener(kind, () => {
    if (trouble.idle || Date.now() - told > 60_000) {
      told = Date.now();
      trouble.idle = false;
      banner();
      link.here();
    }
  }, {passive: true});
}
setInterval(() => {
  trouble.idle = Date.now() - told > 27 * 60_000;
  banner();
  queue.tick();
  for (const t of threads.values()) t.tick();
}, 5000);

onFiles(document, () => { /* dropped beside where one can go: what was typed here stays */ });

// A reload comes back to what was open.
const asked = location.hash.startsWith('#gesprek=') ? location.hash.slice('#gesprek='.length) : ''; // a link to one conversation
look(history.state?.id ?? asked, history.state?.part ?? (asked ? 'talk' : 'queue'));

// The pages of circles: their buttons say what people did, and each part is drawn
// anew when something changed, unless somebody is busy in it.

import {openForm} from './form.js';
import {newOutbox} from './outbox.js';

const {worker, name: me} = document.documentElement.dataset;
const words = {
  trying: 'Nog niet opgeslagen. We blijven het proberen. Laat deze pagina open.',
  'signed-out': 'Je bent niet meer aangemeld. Open een nieuwe aanmeldlink, en ververs dan deze pagina.',
  other: 'In deze browser is nu iemand anders aangemeld. Ververs deze pagina.',
};
const banner = document.getElementById('banner');
const announce = document.getElementById('announce');
let trouble = '', cut = false;

function say(text) {
  announce.textContent = text ?? '';
}

function warn() {
  const text = trouble || (cut ? 'De verbinding is weg. Wat hier staat, kan oud zijn.' : '');
  if (banner.textContent !== text) banner.textContent = text;
  banner.hidden = !text;
}

const outbox = newOutbox({worker, on: state => { trouble = words[state] ?? ''; warn(); }});

/** Says what somebody did; gives false where it is not stored. What pressed it cannot be pressed again meanwhile. */
async function put(event, pressed) {
  if (pressed.ariaDisabled === 'true') return false;
  pressed.ariaDisabled = 'true'; // and not disabled: the keyboard would be nowhere
  try {
    const answer = await outbox.put(event);
    pressed.form?.reset(); // what was typed is stored
    say(answer.text || 'Opgeslagen.');
    if (answer.text) note(pressed, answer.text);
    return true;
  } catch (mistake) {
    note(pressed, mistake.message);
    say(mistake.message);
    return false;
  } finally {
    pressed.ariaDisabled = 'false';
    await draw();
  }
}

// What came of a press stands beside it, also after the part is drawn anew.
const notes = new Map();
function note(pressed, text) {
  const within = pressed.closest('[id]')?.id;
  if (within) notes.set(within, text);
}
function showNotes() {
  for (const [id, text] of notes) {
    const at = document.getElementById(id);
    if (!at) continue;
    let p = at.querySelector(':scope > .told');
    if (!p) {
      p = document.createElement('p');
      p.className = 'told';
      at.append(p);
    }
    p.textContent = text;
  }
}

/** Asks by a dialog; false where the answer is no. */
function ask(id, name) {
  const dialog = document.getElementById(id);
  document.getElementById(`${id}-name`).textContent = name;
  dialog.returnValue = '';
  dialog.showModal();
  // What the browser still has to say of a dialog that was closed before this one answers nothing.
  return new Promise(done => { dialog.onclose = () => { if (!dialog.open) done(dialog.returnValue === 'yes'); }; });
}

document.addEventListener('click', async event => {
  const pressed = event.target.closest('button[data-do]');
  if (!pressed) return;
  const {do: kind, alarm, member, round, name} = pressed.dataset;
  switch (kind) {
    case 'reached': {
      const how = document.getElementById('reached-how');
      how.value = '';
      if (!await ask('reached', name)) return;
      await put({kind, alarm, member, text: how.value.trim() || undefined}, pressed);
      return;
    }
    case 'drills':
      if (await ask('drill', name)) await put({kind, round}, pressed);
      return;
    case 'quote_checked': {
      const {survey, ref, value} = pressed.dataset;
      const text = pressed.closest('article').querySelector('textarea')?.value.trim() ?? pressed.dataset.text;
      await put({kind, survey, ref, value, text}, pressed);
      return;
    }
    case 'broadcast_ends':
      await put({kind, round}, pressed);
      return;
    case 'pauses':
      await put({kind, member}, pressed);
      return;
    case 'keeper':
      await givenLink(pressed, '/desk/belcirkels/coordinator', {key: pressed.dataset.key, way: pressed.dataset.way});
      return;
    case 'caller':
      await givenLink(pressed, '/desk/belcirkels/bellijst', {caller: member, day: pressed.dataset.way});
      await draw();
      return;
    case 'enrol':
      await enrol(member, pressed);
      return;
    case 'invite':
      await put({kind: 'enrolled', value: 'invite', member}, pressed);
      return;
    case 'order':
      await put({kind: 'enrolled', value: pressed.dataset.way, member}, pressed);
      return;
    case 'leaves':
      if (await ask('leaves', name) && await put({kind, member}, pressed)) location.assign('/desk/belcirkels/deelnemers');
      return;
    default:
      await put({kind, alarm}, pressed);
  }
});

/** Makes a link for a coordinator, or for who rings others, and shows it. */
async function givenLink(pressed, path, wanted) {
  if (pressed.ariaDisabled === 'true') return;
  pressed.ariaDisabled = 'true'; // a second press would end the link of the first
  let text = 'Er is even geen verbinding. Probeer het zo nog eens.';
  try {
    const r = await fetch(path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({...wanted, as: worker})});
    const body = await r.json();
    text = body.text + (body.link ?? '');
  } catch { /* said below */ } finally {
    pressed.ariaDisabled = 'false';
  }
  note(pressed, text);
  showNotes();
  say(text);
}

/** Asks for the form of a member, empty for a new one, and opens it. */
async function enrol(member, pressed) {
  if (pressed.ariaDisabled === 'true') return;
  pressed.ariaDisabled = 'true';
  try {
    const {form, text} = await outbox.put({kind: 'asked', value: 'enrolled', member});
    if (!form) throw new Error(text);
    openForm(form, member, {
      send: async event => {
        const filled = {kind: event.kind, form: event.form, member};
        const tried = await outbox.put({...filled, value: 'try'});
        if (tried.form) return tried;
        const [, ...rule] = (tried.text ?? '').split('\n');
        if (rule.length && !await ask('agrees', rule.join('\n'))) throw new Error('Nog niet opgeslagen: eerst een ja.');
        return outbox.put(filled);
      },
      done: answer => {
        say(answer.text);
        if (answer.ref && answer.ref !== member) location.assign(`/desk/belcirkels/deelnemer?id=${encodeURIComponent(answer.ref)}`);
        else { note(pressed, answer.text); draw(); }
      },
    });
  } catch (mistake) {
    note(pressed, mistake.message);
    say(mistake.message);
  } finally {
    pressed.ariaDisabled = 'false';
  }
}

document.addEventListener('submit', async event => {
  const form = event.target;
  if (form.method === 'dialog') return;
  event.preventDefault();
  const pressed = event.submitter ?? form.querySelector('button');
  if (form.matches('.heard')) {
    const who = form.elements.who.value.trim();
    const note = form.elements.note.value.trim();
    const text = [who && who !== me ? `Gesproken door ${who}.` : '', note].filter(Boolean).join(' ');
    await put({kind: 'checked_in', round: form.dataset.round, member: form.dataset.member, value: pressed.value, text: text || undefined}, pressed);
  } else if (form.matches('.pause')) {
    await put({kind: 'pauses', member: form.dataset.member, value: form.elements.until.value}, pressed);
  }
});

/** Reads the page as it is now. No text is ever made markup here: the browser reads a document. */
function fetchPage() {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('GET', location.pathname + location.search);
    request.responseType = 'document';
    request.timeout = 10_000;
    request.onload = () => request.status === 200 && request.response ? done(request.response) : failed(new Error('not read'));
    request.onerror = request.ontimeout = () => failed(new Error('not read'));
    request.send();
  });
}

const drawn = new Map(); // part -> how it came from the server
for (const part of document.querySelectorAll('.part')) drawn.set(part.id, part.outerHTML);

/** Tells whether somebody is busy in the part: it has a field that was filled in. */
function busy(part) {
  return [...part.querySelectorAll('input, textarea')].some(f => f.value !== f.defaultValue);
}

let drawing = false, again = false, later = 0;
async function draw() {
  if (drawing) { again = true; return; }
  drawing = true;
  do {
    again = false;
    try {
      const page = await fetchPage();
      if (page.documentElement.dataset.worker !== worker) location.reload(); // signed out, or somebody else
      else change(page);
      cut = false;
    } catch {
      cut = true;
      clearTimeout(later);
      later = setTimeout(draw, 3000);
    }
    warn();
  } while (again);
  drawing = false;
}

function change(page) {
  document.title = page.title;
  const main = document.querySelector('main');
  const wanted = [...page.querySelectorAll('.part')];
  for (const part of [...main.querySelectorAll('.part')]) {
    if (!wanted.some(w => w.id === part.id)) part.remove();
  }
  let before = null;
  for (const next of wanted) {
    const old = document.getElementById(next.id);
    if (!old) {
      const fresh = document.importNode(next, true);
      if (before) before.after(fresh); else main.append(fresh);
      drawn.set(next.id, next.outerHTML);
      before = fresh;
      continue;
    }
    before = old;
    if (drawn.get(next.id) === next.outerHTML || busy(old)) continue;
    drawn.set(next.id, next.outerHTML);
    before = replace(old, document.importNode(next, true));
  }
  showNotes();
}

// What is open stays open, and the keyboard stays where it was.
function replace(old, fresh) {
  const open = [...old.querySelectorAll('details[open]')].map(d => path(d, old));
  const focus = old.contains(document.activeElement) ? sign(document.activeElement) : '';
  old.replaceWith(fresh);
  for (const d of fresh.querySelectorAll('details')) if (open.includes(path(d, fresh))) d.open = true;
  if (focus) {
    const same = [...fresh.querySelectorAll('button, a, summary, input, textarea')];
    const at = same.find(e => sign(e) === focus) ?? fresh.querySelector(`[id="${CSS.escape(focus.split('\n')[0])}"] button`) ?? fresh.querySelector('button, a');
    at?.focus({preventScroll: true});
  }
  return fresh;
}
const within = e => e.closest('article[id], details[id], section[id]')?.id ?? '';
const path = (d, part) => d.id || within(d.parentElement) + '/' + [...part.querySelectorAll('details')].filter(x => within(x.parentElement) === within(d.parentElement)).indexOf(d);
const sign = e => [within(e), e.tagName, e.id, (e.dataset.do ?? '') + (e.dataset.way ?? ''), e.getAttribute('href') ?? '', e.dataset.member ?? ''].join('\n');

document.addEventListener('changed', draw); // another script of the page did something

// The stream says when something changed. Where it is cut, the page is read at once:
// that tells whether anything is wrong. A browser comes back by itself, but not to a
// server that refused it once.
let heard = Date.now();
function listen() {
  const stream = new EventSource('/desk/stream');
  stream.addEventListener('desk', () => { heard = Date.now(); draw(); });
  stream.addEventListener('beat', () => { heard = Date.now(); });
  stream.addEventListener('over', () => location.reload());
  stream.addEventListener('error', () => {
    draw();
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5_000);
  });
}
if ('keeper' in document.documentElement.dataset) setInterval(draw, 10_000); // the stream tells of the whole desk: it is for workers
else {
  listen();
  setInterval(() => { if (Date.now() - heard > 25_000) { heard = Date.now(); draw(); } }, 5_000);
}

// The page: puts the talk, the outbox and the forms together, and follows the
// record.

import { follow as followExit, finish, isLeaving, leave, thrice } from './exit.js';
import { Outbox } from './outbox.js';
import { attachment } from './attach.js';
import { el } from './dom.js';
import { inWords } from './media.js';
import { Talk } from './talk.js';
import { ask, backoff, keep, Pause, post, recall } from './wire.js';
import { signs, Writing } from './writing.js';

const $ = (id) => document.getElementById(id);
const { lang, exit, most, known, texts } = JSON.parse($('data').textContent);
const title = document.title;
const payload = new URLSearchParams(location.search).get('start') ?? '';

const outbox = new Outbox({
  changed: drawOutbox,
  lost: () => { stopListening(); pause.cut(); },
  dead: () => notice(texts.pressed),
});
const talk = new Talk({
  lines: $('talk'), outbox: $('outbox'), lang, texts,
  press: ({ token, label }) => { sticking = true; outbox.put({ kind: 'chose', token }, label); toEnd(); focusLost(); },
  again: (ref) => outbox.again(ref),
});
const pause = new Pause(); // between two looks at the record
const writing = new Writing({
  line: $('writing'), text: texts.writing,
  say: (text) => hear(text),
});
const typed = signs(() => Boolean(writing.worker) && !isLeaving());
let stopListening = () => {};
let started = false; // this talk was begun from here
let told = { got: 0, read: 0 }; // what the server knows of our screen
let first = true; // nothing was drawn yet
let misses = 0;

// --- Following the record ---------------------------------------------------

// follow looks at the record, then listens for news; where listening fails, it
// looks again and again. It never ends.
async function follow() {
  while (!(await finish())) await pause.wait(backoff(misses++));
  if (!known) await begin();
  for (misses = 0; ; ) {
    const { status, body } = await ask(`/webchat/talk?after=${talk.last}`);
    if (status === 200) {
      misses = 0;
      take(body);
      if (body.more) continue;
    } else if (status === 401) {
      if (await begin()) continue;
      misses++;
    } else {
      misses++;
    }
    drawNotice();
    if (misses) await pause.wait(backoff(misses));
    else if (document.hidden) await pause.wait(15000);
    else await pause.wait(await listen() ? 500 * Math.random() : backoff(++misses));
  }
}

// begin asks for a session. What stood here belonged to one that is over.
async function begin() {
  const { status, after } = await ask('/webchat/session', {});
  if (status === 204) {
    notice(talk.last ? texts.ended : '');
    forget();
    return true;
  }
  if (status === 429) {
    notice(texts.busy, true);
    await pause.wait(after);
  }
  return false;
}

// forget empties the page for another talk.
function forget() {
  talk.clear();
  writing.take('', []);
  started = false;
  told = { got: 0, read: 0 };
}

// listen takes news from the stream until it ends; true when any came.
function listen() {
  return new Promise((resolve) => {
    const source = new EventSource(`/webchat/stream?after=${talk.last}`);
    let lived = false;
    let silence = setTimeout(() => stopListening(), 45000);
    stopListening = () => {
      clearTimeout(silence);
      source.close();
      stopListening = () => {};
      resolve(lived);
    };
    const heard = () => {
      lived = true;
      clearTimeout(silence);
      silence = setTimeout(() => stopListening(), 45000);
    };
    source.addEventListener('talk', (event) => { heard(); take(JSON.parse(event.data)); });
    source.addEventListener('typing', () => { heard(); writing.sign(); });
    source.addEventListener('beat', heard);
    source.addEventListener('gone', () => stopListening());
    source.addEventListener('error', () => stopListening());
  });
}

// take draws what the record says.
function take(news) {
  if (!news.begun && !started) {
    if (!outbox.has('started')) outbox.put({ kind: 'started', text: clean(payload), lang }, '', { first: true });
    history.replaceState(null, '', '/'); // the address gives nothing away
  }
  started = true;
  if (talk.drop(news.cleared)) notice(texts.cleared);
  else if (news.over && !message.text) notice(texts.over);
  else if (!news.over && message.text === texts.over) notice('');
  const fresh = talk.take(news);
  writing.take(news.over ? '' : news.worker, fresh);
  outbox.settle(new Set(fresh.map((line) => line.ref)), news.cleared ?? 0);
  outbox.open = true;
  outbox.resume();
  // Another language was chosen: the page is drawn again in it, once all is sent.
  if (news.lang && news.lang !== lang && !outbox.unsent.length) location.replace('/');
  $('waiting').hidden = true;
  const theirs = fresh.filter((line) => line.who !== 'person');
  if (!first) theirs.forEach(announce);
  if (theirs.length && document.hidden) document.title = `• ${title}`;
  if (first || sticking) show(first ? null : theirs[0]);
  first = first && Boolean(news.more);
  drawNewer();
  report();
}

const clean = (text) => (/^[\w-]{0,64}$/.test(text) ? text : '');

// report tells how far this screen came: which lines it holds, and which of them
// could be read.
let reporting = false;
async function report() {
  if (reporting) return;
  reporting = true;
  for (let ok = true; ok; ) {
    const now = { got: talk.last, read: !document.hidden && atEnd() ? talk.last : told.read };
    if (now.got <= told.got && now.read <= told.read) break;
    const { status } = await ask('/webchat/seen', { got: now.got, read: now.read });
    ok = status === 204;
    if (ok) told = now;
    else if (status !== 401) setTimeout(report, 5000);
  }
  reporting = false;
}

// --- What is seen and heard ---------------------------------------------------

function announce(line) {
  const said = !line.of ? inWords(line, texts) : line.later === 'gone' ? texts.gone : `(${texts.edited}) ${line.text}`;
  hear(`${talk.nameOf(line)}: ${said}`);
}

function hear(text) {
  const news = $('news');
  news.append(el('p', {}, text));
  while (news.childElementCount > 8) news.firstChild.remove();
}

const page = document.scrollingElement;
let sticking = true; // who reads the end stays there when something changes its size
function atEnd() { return page.scrollHeight - page.scrollTop - innerHeight < 24; }
function toEnd() { page.scrollTop = page.scrollHeight; }
new ResizeObserver(() => { if (sticking) toEnd(); }).observe(document.body);

// show scrolls to the end, but not past the beginning of what is new.
function show(line) {
  toEnd();
  const top = line && talk.node(line.n)?.getBoundingClientRect().top - document.querySelector('.top').offsetHeight - 8;
  if (top < 0) page.scrollTop += top;
  sticking = atEnd();
}

function drawNewer() { $('newer').hidden = atEnd(); }

// focusLost gives the keyboard a place when its button is gone.
function focusLost() {
  if (document.activeElement === document.body) $('words').focus({ preventScroll: true });
}

function drawOutbox() {
  talk.pending(outbox.items);
  drawNotice();
}

// notice says something about the page itself; numbers adds whom to call. That
// there is no connection comes first.
let message = { text: '', numbers: false };
function notice(text, numbers = false) {
  message = { text, numbers };
  drawNotice();
}

function drawNotice() {
  const { text, numbers } = misses > 1 || outbox.failing ? { text: texts.offline, numbers: true } : message;
  const [words, help] = $('notice').children;
  if (words.textContent !== text) words.textContent = text;
  help.hidden = !numbers;
  $('notice').hidden = !text;
}

// --- Writing --------------------------------------------------------------------

const words = $('words');
words.value = recall('draft') ?? '';

function grow() {
  words.style.height = 'auto';
  words.style.height = `${words.scrollHeight + 4}px`;
}

const attached = attachment({ input: $('file'), shown: $('attached'), field: words, texts, changed: () => { if (sticking) toEnd(); } });

function say(text, file) {
  sticking = true;
  outbox.put({ kind: 'said', text }, [text, file?.name].filter(Boolean).join('\n'), { file });
  toEnd();
}

$('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = words.value.trim();
  if (!text && !attached.file) return;
  // With room for the number that the outbox adds.
  if (new Blob([post({ kind: 'said', text }).body]).size > most - 100) return notice(texts.long);
  words.value = '';
  keep('draft', '');
  notice('');
  grow();
  say(text, attached.take() ?? undefined);
});
words.addEventListener('input', () => { keep('draft', words.value); grow(); typed(words.value); });
words.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $('composer').requestSubmit();
});
for (const button of document.querySelectorAll('[data-say]')) {
  button.addEventListener('click', () => {
    $('more').open = false;
    if (!outbox.has('said', button.dataset.say)) say(button.dataset.say); // a button pressed twice; words typed twice are two
  });
}

// --- Coming back, and leaving ------------------------------------------------------

$('remember').addEventListener('change', async ({ target }) => {
  const { status } = await ask('/webchat/remember', { on: target.checked });
  if (status !== 204) target.checked = !target.checked;
  $('said').textContent = status !== 204 ? texts.failed : target.checked ? texts.kept : texts.notKept;
});

$('return').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { status } = await ask('/webchat/return', { code: $('code').value });
  $('said').textContent = { 204: '', 404: texts.badCode, 429: texts.slow }[status] ?? texts.failed;
  if (status !== 204) return $('code').focus();
  $('code').value = '';
  $('remember').checked = false;
  $('more').open = false;
  outbox.drop('started');
  forget();
  first = true;
  notice('');
  stopListening();
  pause.cut();
});

document.addEventListener('click', (event) => {
  if (!$('more').contains(event.target)) $('more').open = false;
});

const away = () => leave(exit, outbox.unsent);
$('exit').addEventListener('click', (event) => { event.preventDefault(); away(); });
thrice(away);
followExit(exit);
window.addEventListener('beforeunload', (event) => {
  if (!isLeaving() && outbox.unsent.some((e) => e.kind !== 'started')) event.preventDefault();
});

// --- Begin ----------------------------------------------------------------------------

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return stopListening();
  document.title = title;
  pause.cut();
  report();
});
window.addEventListener('online', () => { pause.cut(); outbox.resume(); });
window.addEventListener('scroll', () => { sticking = atEnd(); drawNewer(); report(); }, { passive: true });
$('newer').textContent = `${texts.new} ↓`;
$('newer').addEventListener('click', () => { toEnd(); drawNewer(); });
$('more').hidden = $('write').hidden = false;
grow();
drawOutbox();
follow();

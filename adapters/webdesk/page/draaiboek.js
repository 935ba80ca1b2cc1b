// The page for authors. It keeps the files and the moves of the talk, and sends
// all of them each time: the server remembers nothing of them.

import {el, put} from './words.js';

const $ = id => document.getElementById(id);
const files = new Map(); // name -> base64
let moves = [], worker = false, drawing = false, round = 0;

const most = 5 * 1024 * 1024;

/** A request with all files. Gives null where a later one has overtaken it. */
async function ask(path, more, kind = 'json') {
  const body = JSON.stringify({files: [...files].map(([name, data]) => ({name, data})), ...more});
  return new Promise((done, fail) => {
    const x = new XMLHttpRequest();
    x.open('POST', `/desk/draaiboek/${path}`);
    x.setRequestHeader('Content-Type', 'application/json');
    x.responseType = kind;
    x.timeout = 40_000;
    x.onload = () => x.status === 200 ? done(x.response) : fail(new Error(x.response?.text || words(x.status)));
    x.onerror = x.ontimeout = () => fail(new Error('Er is even geen verbinding. Probeer het zo nog eens.'));
    x.send(body);
  });
}

const words = status => status === 401 ? 'Je bent niet meer aangemeld. Meld je aan in een ander tabblad, en kom dan hier terug.'
  : status === 422 ? 'Hier staan nog fouten in. Verbeter die eerst.' : 'Dat lukte niet. Probeer het zo nog eens.';

function announce(text) {
  put($('announce'), text);
}

// --- files

async function add(list) {
  const asked = ++round;
  try {
    for (const f of list) {
      if (f.size > most) throw new Error(`${f.name} is te groot. Alles samen mag 5 MB zijn.`);
      files.set(f.webkitRelativePath || f.name, await base64(f));
    }
  } catch (mistake) {
    return trouble(mistake instanceof DOMException
      ? 'Dit bestand is net veranderd of weg. Zet het er nog eens op.' : mistake.message);
  }
  moves = [];
  if (asked !== round) return;
  await read();
  $('read').scrollIntoView({block: 'nearest'}); // on a phone it stands below
}

function base64(file) {
  return new Promise((done, fail) => {
    const r = new FileReader();
    r.onload = () => done(r.result.slice(r.result.indexOf(',') + 1));
    r.onerror = () => fail(r.error);
    r.readAsDataURL(file);
  });
}

function showFiles() {
  $('laid').replaceChildren(...[...files.keys()].map(name => el('li', {},
    el('span', {}, name),
    el('button', {type: 'button', class: 'quiet', 'aria-label': `Haal ${name} weg`, onclick: () => {
      files.delete(name);
      moves = [];
      read();
      $('pick').focus();
    }}, 'Haal weg'))));
}

// What cannot be read at all stands where the mistakes do.
function trouble(text) {
  $('read').className = 'read wrong';
  put($('read-title'), text);
  $('mistakes').replaceChildren();
  $('looks').hidden = $('try').hidden = true;
}

// --- mistakes and hints

const remark = r => el('li', {},
  el('p', {class: 'where'}, r.line ? `${r.file}, regel ${r.line}` : r.file),
  el('p', {class: 'what'}, `${r.what}.`),
  r.before || r.after ? el('pre', {}, r.before ?? '', el('mark', {}, r.after || ' ')) : null,
  el('p', {}, r.remedy));

const many = (n, one, more) => n === 1 ? `1 ${one}` : `${n} ${more}`;

async function read() {
  const asked = ++round;
  showFiles();
  let r;
  try {
    r = await ask('read');
  } catch (mistake) {
    if (asked === round) trouble(mistake.message);
    return;
  }
  if (asked !== round) return;
  const wrong = r.mistakes ?? [], looks = r.hints ?? [];
  $('read').className = wrong.length ? 'read wrong' : 'read right';
  put($('read-title'), wrong.length ? many(wrong.length, 'fout. Verbeter die in je bestand, en zet het hier nog eens neer.', 'fouten. Verbeter ze in je bestand, en zet het hier nog eens neer.')
    : files.size ? 'Geen fouten. Je kunt het naspelen en tekenen.' : 'Zo is het draaiboek nu. Er staan geen fouten in.');
  $('mistakes').replaceChildren(...wrong.map(remark));
  $('looks').hidden = !looks.length;
  $('looks').open = Boolean(files.size && looks.length);
  put($('looks-title'), many(looks.length, 'ding om even naar te kijken. Het werkt ook zo.', 'dingen om even naar te kijken. Het werkt ook zo.'));
  $('hints').replaceChildren(...looks.map(remark));
  $('try').hidden = wrong.length > 0;
  if (!wrong.length) offer(r);
}

function offer(r) {
  const choose = (select, all, label) => {
    const was = select.value;
    select.replaceChildren(...all.map(([value, text]) => el('option', {value}, text)));
    if (all.some(([value]) => value === was) && !(select === $('flow') && r.flows.some(f => f.new))) select.value = was;
  };
  choose($('flow'), (r.flows ?? []).map(f => [f.name, f.new ? `${f.title} (van jou)` : f.title]));
  choose($('lang'), (r.langs ?? []).map(l => [l, name(l)]));
  show();
}

const names = new Intl.DisplayNames(['nl'], {type: 'language', fallback: 'code'});
const name = tag => tag === 'nl-x-simpel' ? 'makkelijk Nederlands' : names.of(tag);

// --- play and draw

function show() {
  $('show-play').setAttribute('aria-pressed', String(!drawing));
  $('show-draw').setAttribute('aria-pressed', String(drawing));
  $('play').hidden = drawing;
  $('drawing').hidden = !drawing;
  if (drawing) draw();
  else play();
}

async function draw() {
  const asked = ++round;
  try {
    const page = await ask('draw', {flow: $('flow').value}, 'document');
    if (asked !== round) return;
    $('drawing').replaceChildren(...[...page.body.children].map(e => document.importNode(e, true)));
  } catch (mistake) {
    if (asked === round) $('drawing').replaceChildren(el('p', {role: 'alert'}, mistake.message));
  }
}

async function play(move) {
  const asked = ++round, next = move ? [...moves, move] : moves;
  put($('trouble'), '');
  try {
    const scene = await ask('play', {talk: {flow: $('flow').value, at: $('at').value, lang: $('lang').value, moves: next}});
    if (asked !== round) return false;
    moves = next;
    draft(scene);
    return true;
  } catch (mistake) {
    if (asked === round) put($('trouble'), mistake.message);
    return false;
  }
}

const speaker = {person: 'de persoon', bot: 'de bot', desk: 'het team', clock: ''};

function draft(scene) {
  const box = $('lines'), had = box.children.length;
  box.replaceChildren(...scene.lines.map(l => el('li', {class: `line ${l.who}`},
    l.who === 'clock' ? null : el('p', {class: 'by'}, l.who === 'note' ? `notitie van ${l.name}` : l.name || speaker[l.who]),
    el('p', {class: 'text', dir: 'auto'}, l.text),
    l.choices ? el('div', {class: 'picks'}, l.choices.map((label, choice) => el('button', {
      type: 'button', disabled: !l.stands, onclick: () => act({kind: 'press', offer: l.offer, choice}),
    }, label))) : null)));
  box.scrollTop = box.scrollHeight;
  const news = scene.lines.slice(moves.length ? Math.min(had, scene.lines.length - 1) : 0);
  announce(news.filter(l => l.who !== 'person').map(l => l.text).join(' '));
  put($('state'), scene.state);
  $('card').replaceChildren(...(scene.card ?? []).map(f => el('div', {}, el('dt', {}, f.label), el('dd', {}, f.text))));
  $('alarms').replaceChildren(...(scene.alarms ?? []).map((a, i) => el('li', {class: 'alarm'},
    el('p', {}, a), i ? null : el('button', {type: 'button', onclick: () => act({kind: 'look'})}, 'Ik heb gekeken'))));
  const does = (kind, label) => el('button', {type: 'button', onclick: () => act({kind})}, label);
  $('worker-does').replaceChildren(...(scene.held
    ? [el('p', {class: 'hint'}, `Nog niet verstuurd: ${scene.held}`), does('send', 'Stuur toch'), does('keep', 'Bewaar als notitie')]
    : scene.live ? [el('button', {type: 'button', class: 'note-button', onclick: () => write('note')}, 'Bewaar als notitie'), does('back', 'Terug naar de bot'), does('close', 'Afronden')]
      : [does('claim', 'Oppakken')]));
  $('undo').disabled = $('again').disabled = !moves.length;
  who();
}

function who() {
  $('as-person').setAttribute('aria-pressed', String(!worker));
  $('as-worker').setAttribute('aria-pressed', String(worker));
  $('worker-does').hidden = !worker;
  put($('words-label'), worker ? 'Wat medewerker Noor schrijft' : 'Wat de persoon schrijft');
  put($('send'), worker ? 'Antwoord als Noor' : 'Stuur');
}

// After a press the focus stays in the talk: at the first button that can be
// pressed now, or where one types.
async function act(move) {
  const pressed = move.kind === 'press';
  await play(move);
  if (pressed) ($('lines').querySelector('.line:last-child button:not(:disabled)') ?? $('words')).focus({preventScroll: true});
}

async function write(kind) {
  const text = $('words').value.trim();
  if (!text) return $('words').focus();
  if (await play({kind, text})) $('words').value = '';
  $('words').focus();
}

$('composer').addEventListener('submit', event => {
  event.preventDefault();
  write(worker ? 'answer' : 'say');
});
$('words').addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    write(worker ? 'answer' : 'say');
  }
});
for (const b of document.querySelectorAll('[data-later]')) {
  b.addEventListener('click', () => act({kind: 'later', text: b.dataset.later}));
}
$('as-person').addEventListener('click', () => { worker = false; who(); });
$('as-worker').addEventListener('click', () => { worker = true; who(); });
$('undo').addEventListener('click', () => { moves = moves.slice(0, -1); play(); });
$('again').addEventListener('click', () => { moves = []; play(); });
$('settings').addEventListener('submit', event => event.preventDefault());
$('settings').addEventListener('change', () => { moves = []; show(); });
$('show-play').addEventListener('click', () => { drawing = false; show(); });
$('show-draw').addEventListener('click', () => { drawing = true; show(); });

$('pick').addEventListener('change', () => {
  add([...$('pick').files]).finally(() => { $('pick').value = ''; });
});
const drop = $('drop');
for (const kind of ['dragover', 'dragleave', 'drop']) {
  addEventListener(kind, event => {
    event.preventDefault(); // a file that misses the box must not replace the page
    drop.classList.toggle('over', kind === 'dragover');
    if (kind === 'drop' && event.dataTransfer.files.length) add([...event.dataTransfer.files]);
  });
}

// On a clock of the page's own, so that a talk that is played again goes the same way.
const day = new Date();
$('at').value = new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

read();

// A list of people that is read at once: the page keeps the file, and the server says
// of each line what would become of it. Nothing is stored before *Inschrijven*.

import {el, put} from './words.js';

const {worker} = document.documentElement.dataset;
const $ = id => document.getElementById(id);
const most = 1024 * 1024;
const tab = Array.from(crypto.getRandomValues(new Uint8Array(12)), b => b.toString(16).padStart(2, '0')).join('');
const signs = {good: '✓ Klopt', there: '= Staat er al in', wrong: '▲ Klopt niet', done: '✓ Ingeschreven'};

let data = '', n = 0, round = 0;

/** Resolves with the report; rejects with words for the worker. */
async function ask(path, more = {}) {
  let r;
  try {
    r = await fetch(`/desk/belcirkels/lijst/${path}`, {
      method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({data, as: worker, ...more}), signal: AbortSignal.timeout(120_000),
    });
  } catch {
    throw new Error('Er is even geen verbinding. Druk nog eens: niemand staat er dan dubbel in.');
  }
  const body = await r.json().catch(() => ({}));
  if (r.status === 200) return body;
  throw new Error(body.text ?? 'Dat lukte niet. Probeer het zo nog eens.');
}

function trouble(text) {
  put($('trouble'), text);
}

function base64(file) {
  return new Promise((done, fail) => {
    const r = new FileReader();
    r.onload = () => done(r.result.slice(r.result.indexOf(',') + 1));
    r.onerror = () => fail(r.error);
    r.readAsDataURL(file);
  });
}

async function take(file) {
  if (!file) return;
  const asked = ++round;
  trouble('');
  $('read').hidden = true;
  try {
    if (file.size > most) throw new Error('Dit bestand is te groot. Een lijst mag 1 MB groot zijn.');
    data = await base64(file);
    n++; // another file is another press
    const report = await ask('lezen');
    if (asked !== round) return;
    show(report);
    $('third').focus();
    $('read').scrollIntoView({block: 'start'});
  } catch (mistake) {
    if (asked === round) trouble(mistake instanceof DOMException ? 'Dit bestand is net veranderd of weg. Kies het nog eens.' : mistake.message);
  }
}

function show(report) {
  $('read').hidden = false;
  put($('summed'), report.text);
  const about = [];
  if (report.missing?.length) about.push(el('p', {class: 'mistake'}, `Deze kolommen missen: ${report.missing.join(', ')}.`));
  if (report.unknown?.length) about.push(el('p', {class: 'soft'}, `Deze kolommen kennen we niet. We lezen er niets uit: ${report.unknown.join(', ')}.`));
  $('about').replaceChildren(...about);
  $('report').replaceChildren(...report.lines.map(l => el('li', {class: l.stand, value: l.n},
    el('p', {}, el('strong', {}, l.ref ? el('a', {href: `/desk/belcirkels/deelnemer?id=${encodeURIComponent(l.ref)}`}, l.name || 'Zonder naam') : l.name || 'Zonder naam'),
      ' ', el('span', {class: 'soft'}, `regel ${l.n}`), ' ', el('span', {class: 'stand'}, signs[l.stand])),
    l.words.length && l.stand !== 'there' ? el('ul', {}, l.words.map(w => el('li', {}, w))) : '')));
  const good = report.lines.filter(l => l.stand === 'good').length;
  const done = report.lines.some(l => l.stand === 'done');
  $('go').hidden = !good;
  $('after').hidden = !done;
  put($('enrol'), good === 1 ? 'Inschrijven: 1 persoon' : `Inschrijven: ${good} mensen`);
}

$('file').addEventListener('change', () => take($('file').files[0]));
$('file').addEventListener('click', () => { $('file').value = ''; }); // the same file, mended, is chosen again
const drop = $('drop');
for (const kind of ['dragenter', 'dragover']) drop.addEventListener(kind, e => { e.preventDefault(); drop.dataset.over = ''; });
for (const kind of ['dragleave', 'drop']) drop.addEventListener(kind, () => { delete drop.dataset.over; });
drop.addEventListener('drop', e => { e.preventDefault(); take(e.dataTransfer.files[0]); });

$('enrol').addEventListener('click', async () => {
  const button = $('enrol');
  if (button.ariaDisabled === 'true') return;
  button.ariaDisabled = 'true';
  trouble('');
  const asked = round;
  try {
    const report = await ask('inschrijven', {tab, n, all: $('all').checked});
    if (asked !== round) return;
    show(report);
    if (report.lines.some(l => l.stand === 'done')) n++;
    $('third').focus();
  } catch (mistake) {
    if (asked === round) { trouble(mistake.message); $('trouble').scrollIntoView({block: 'center'}); }
  } finally {
    button.ariaDisabled = 'false';
  }
});

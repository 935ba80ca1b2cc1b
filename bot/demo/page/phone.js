// Somebody's phone: what was sent to it, with the buttons of it, as a messenger shows
// them.

const who = document.documentElement.dataset.who;
const $ = (id) => document.getElementById(id);
const clock = new Intl.DateTimeFormat('nl-NL', { timeZone: 'Europe/Amsterdam', hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('nl-NL', { timeZone: 'Europe/Amsterdam', weekday: 'long', day: 'numeric', month: 'long' });
let drawn = '';

function el(tag, props = {}, ...children) {
  const e = Object.assign(document.createElement(tag), props);
  e.append(...children.filter(Boolean));
  return e;
}

async function does(body) {
  await fetch('/oefening/telefoon', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ who, ...body }) }).catch(() => {});
  await look();
}

const button = (line, i, words) => el('button', { type: 'button', onclick: ({ target }) => { target.disabled = true; does({ message: line.id, button: i }); } }, words);

function bubble(line) {
  const e = el('article', { className: line.mine ? 'mine' : 'theirs' },
    el('p', {}, line.text),
    el('time', { dateTime: new Date(line.at).toISOString() }, clock.format(line.at)));
  if (line.link) e.append(el('a', { className: 'button', href: line.link.url }, line.link.label));
  if (line.buttons && !line.big) e.append(el('div', { className: 'buttons' }, ...line.buttons.map((words, i) => button(line, i, words))));
  return e;
}

function draw(lines) {
  const now = JSON.stringify(lines);
  if (now === drawn) return;
  drawn = now;
  const all = [];
  let last = '';
  for (const line of lines) {
    const on = day.format(line.at);
    if (on !== last) all.push(el('p', { className: 'day' }, on));
    last = on;
    all.push(bubble(line));
  }
  if (lines.length) $('invited')?.remove();
  if (!all.length) all.push(el('p', { className: 'day' }, 'Nog geen berichten.'));
  $('lines').replaceChildren(...all);
  const keys = lines.findLast((line) => line.big && line.buttons?.length);
  $('big').replaceChildren(...(keys?.buttons ?? []).map((words, i) => button(keys, i, words)));
  $('lines').scrollTop = $('lines').scrollHeight;
}

async function look() {
  try {
    const answer = await fetch(`/oefening/scherm?wie=${encodeURIComponent(who)}`);
    if (answer.ok) draw((await answer.json()).lines ?? []);
  } catch { /* the next look finds it */ }
}

$('write').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = $('words').value.trim();
  if (!text) return;
  $('words').value = '';
  does({ text });
});
$('start')?.addEventListener('click', async () => {
  $('invited').remove();
  await does({ start: true });
});
$('who')?.addEventListener('change', ({ target }) => location.replace(`/oefening/telefoon?wie=${encodeURIComponent(target.value)}`));
look();
setInterval(look, 700);

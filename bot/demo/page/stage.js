// The stage: which scene is on, what time it is there, and the two pages beside each
// other.

const $ = (id) => document.getElementById(id);
const root = document.documentElement;
const words = new Intl.DateTimeFormat('nl-NL', { timeZone: 'Europe/Amsterdam', weekday: 'long', day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit' });
const buttons = [...document.querySelectorAll('button[data-scene], button[data-minutes]')];
let ahead = Number(root.dataset.now) - Date.now(); // the scene's clock minus ours, in milliseconds
let busy = false;

const tick = () => { $('clock').textContent = words.format(Date.now() + ahead); };

// ask sends what was chosen. Until the answer nothing else can be.
async function ask(path, body, meanwhile) {
  if (busy) return null;
  busy = true;
  buttons.forEach((b) => { b.disabled = true; });
  $('said').textContent = meanwhile;
  let said = 'De oefening draait niet meer. Start hem opnieuw met: go run ./bot demo';
  try {
    const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    if (answer.ok) {
      const now = await answer.json();
      ahead = now.now - Date.now();
      said = '';
      return now;
    }
    said = await answer.text();
  } catch { /* said already */ } finally {
    busy = false;
    buttons.forEach((b) => { b.disabled = false; });
    $('said').textContent = said;
    tick();
  }
  return null;
}

for (const b of document.querySelectorAll('button[data-minutes]')) {
  b.addEventListener('click', () => ask('/oefening/later', { minutes: Number(b.dataset.minutes) }, 'De tijd gaat voorbij…'));
}
for (const b of document.querySelectorAll('button[data-scene]')) {
  b.addEventListener('click', async () => {
    if (busy) return;
    $('phone').src = $('desk').src = 'about:blank'; // they are of the scene before
    if (await ask('/oefening/scene', { scene: b.dataset.scene }, 'Dit begint zo…')) anew();
  });
}
for (const b of document.querySelectorAll('button[data-frame]')) {
  b.addEventListener('click', () => { $(b.dataset.frame).src = b.dataset.to; });
}

// anew draws the page of another scene. What the pages of the one before kept in this
// tab is of nobody any more.
function anew() {
  sessionStorage.clear();
  location.reload();
}

// Another tab may have chosen a scene, or put the clock forward.
setInterval(async () => {
  if (busy) return;
  try {
    const answer = await fetch('/oefening/stand');
    const now = await answer.json();
    if (busy || !now.ready) return;
    if (String(now.number) !== root.dataset.number) return anew();
    ahead = now.now - Date.now();
    tick();
  } catch { /* it stopped, or is busy: the next look tells */ }
}, 3000);
setInterval(tick, 1000);
tick();

// Sign-in: takes the link's secret out of the address bar, and uses it up only
// when the worker presses the button.

const $ = id => document.getElementById(id);

const token = location.hash.slice(1) || new URLSearchParams(location.search).get('t') || '';
if (token) history.replaceState(null, '', '/desk/in');

async function post(path, body) {
  const r = await fetch(path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
  return {status: r.status, body: await r.json()};
}

function say(words) {
  $('words').textContent = words;
}

async function look() {
  if (!token) {
    const here = await fetch('/desk/here');
    if (here.ok) return location.replace('/desk');
    return say('Je meldt je aan met een link. Werk je ook in Slack? Typ daar /omzien webdesk. Vraag hem anders aan wie Omzien bij jullie beheert. De link werkt één keer, tien minuten lang.');
  }
  const {status, body} = await post('/desk/in/look', {token, name: ''});
  if (status !== 200) return say(body.text);
  $('form').hidden = false;
  if (body.name) {
    $('title').textContent = `Hoi ${body.name}`;
    $('name-part').hidden = true;
    say('Fijn dat je er bent.');
    $('go').focus();
  } else {
    say('Fijn dat je er bent. Hoe heet je?');
    $('name').value = body.was;
    $('name').focus();
  }
}

function again() {
  say('Er is even geen verbinding. We proberen het zo weer.');
  setTimeout(() => look().catch(again), 3000);
}

$('form').addEventListener('submit', async event => {
  event.preventDefault();
  $('go').disabled = true;
  $('mistake').hidden = true;
  try {
    const {status, body} = await post('/desk/in', {token, name: $('name').value});
    if (status === 200) return location.replace('/desk');
    $('mistake').textContent = body.text;
    if (status === 403) $('form').hidden = true, say(body.text);
  } catch {
    $('mistake').textContent = 'Er is even geen verbinding. Druk zo nog eens.';
  }
  $('mistake').hidden = false;
  $('go').disabled = false;
});

// Whoever has this page open already and opens a link stays on it: a new secret alone
// loads nothing.
addEventListener('hashchange', () => { if (location.hash.length > 1) location.reload(); });

look().catch(again);

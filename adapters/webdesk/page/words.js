// Words, times and shapes, as a worker reads them. Nothing here keeps state,
// but how far this computer's clock is off.

/** Makes an element. Texts become text nodes: nothing a person wrote is ever markup. */
export function el(tag, props = {}, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) {
    if (v === undefined || v === null || v === false) continue;
    if (k.startsWith('on')) e.addEventListener(k.slice(2), v);
    else if (k === 'class') e.className = v;
    else if (k === 'data') Object.assign(e.dataset, v);
    else e.setAttribute(k, v === true ? '' : v);
  }
  e.append(...children.flat().filter(c => c !== null && c !== undefined && c !== false && c !== ''));
  return e;
}

/** Sets a text only where it changed, so that nothing is announced or redrawn twice. */
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

let ahead = 0; // server's clock minus ours, ms
export const setClock = serverNow => { ahead = serverNow - Date.now(); };
export const now = () => Date.now() + ahead;

const minute = 60_000, hour = 60 * minute, day = 24 * hour;

/** How long ago, in words: "net", "6 min", "1 u 12 min", "2 dagen". */
export function howLong(ms) {
  if (ms < minute) return 'net';
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < day) {
    const m = Math.floor(ms % hour / minute);
    return `${Math.floor(ms / hour)} u` + (m ? ` ${m} min` : '');
  }
  const d = Math.floor(ms / day);
  return d === 1 ? '1 dag' : `${d} dagen`;
}

/** What a conversation is waiting for, and how long already. */
export function waits(item) {
  if (!item.since) return '';
  const t = howLong(now() - item.since);
  switch (item.group) {
    case 'waiting': return t === 'net' ? 'wacht sinds net' : `wacht ${t}`;
    case 'mine':
    case 'others': return t === 'net' ? 'net opgepakt' : `loopt ${t}`;
    case 'over': return 'afgerond';
    default: return t === 'net' ? 'net begonnen' : `sinds ${t}`;
  }
}

export const urgencies = [
  {word: 'Rustig', shape: '○'},
  {word: 'Vandaag', shape: '●'},
  {word: 'Dringend', shape: '◆'},
  {word: 'Gevaar', shape: '▲'},
];

/** Urgency in word and shape; colour only joins in. */
export function urgency(u) {
  const {word, shape} = urgencies[u] ?? urgencies[1];
  return el('span', {class: 'urgency', data: {u}}, el('span', {'aria-hidden': 'true'}, shape), ' ', word);
}

export const groups = {
  waiting: 'Wacht op iemand',
  mine: 'Van mij',
  others: 'Van collega’s',
  later: 'Komt later terug',
  bot: 'Met de chatbot',
};

const zone = {timeZone: 'Europe/Amsterdam'};
const clock = new Intl.DateTimeFormat('nl-NL', {...zone, hour: '2-digit', minute: '2-digit'});
const date = new Intl.DateTimeFormat('nl-NL', {...zone, weekday: 'long', day: 'numeric', month: 'long'});
const key = new Intl.DateTimeFormat('nl-NL', {...zone, dateStyle: 'short'});

export const at = ms => clock.format(ms);
export const dayKey = ms => key.format(ms);
export function dayWord(ms) {
  if (dayKey(ms) === dayKey(now())) return 'Vandaag';
  if (dayKey(ms) === dayKey(now() - day)) return 'Gisteren';
  return date.format(ms);
}

const tongues = new Intl.DisplayNames(['nl'], {type: 'language'});
export function language(tag) {
  if (!tag) return '';
  try {
    const name = tongues.of(tag);
    return name[0].toUpperCase() + name.slice(1);
  } catch {
    return tag;
  }
}

/** How far a worker's words came, in sign and word. */
export function travel(t) {
  switch (t) {
    case 'sent': return '✓ verstuurd, nog niet aangekomen';
    case 'there': return '✓✓ afgeleverd, nog niet gelezen';
    case 'read': return '✓✓ gelezen';
    case 'failed': return '✕ niet aangekomen';
    default: return '';
  }
}

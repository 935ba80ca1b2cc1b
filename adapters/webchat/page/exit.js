// The quick exit: away from here at once, with nothing left on the device that
// we can take back.

import { ask, post } from './wire.js';

const flag = 'left'; // the server has not heard yet that this device left
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('talk') : null;
let leaving = false;

export const isLeaving = () => leaving;

// leave blanks the page, tells the server without waiting, and goes to a neutral
// page in this one's place. Other tabs with this talk follow.
export function leave(to, unsent = [], tell = true) {
  leaving = true;
  document.documentElement.classList.add('gone');
  document.body.replaceChildren();
  if (tell) {
    try { localStorage.setItem(flag, '1'); } catch { /* then this once only */ }
    fetch('/webchat/leave', { ...post({ unsent: fitting(unsent) }), keepalive: true }).catch(() => {});
    channel?.postMessage(flag);
  }
  try { sessionStorage.clear(); } catch { /* nothing was kept */ }
  location.replace(to);
}

// fitting keeps to what a browser sends for a page that is gone: 64 KiB.
function fitting(events) {
  let left = 60000;
  return events.filter((event) => (left -= new Blob([JSON.stringify(event)]).size) > 0);
}

// follow leaves when another tab leaves.
export function follow(to) {
  if (channel) channel.onmessage = () => leave(to, [], false);
  window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
}

// finish ends a session whose end the server did not hear of, before anything of
// it is shown again.
export async function finish() {
  try {
    if (!localStorage.getItem(flag)) return true;
    const { status } = await ask('/webchat/leave', { unsent: [] });
    if (status !== 204) return false;
    localStorage.removeItem(flag);
    return true;
  } catch {
    return true; // no storage, so nothing was noted
  }
}

// thrice calls back when Shift was pressed three times in two seconds, and no
// other key between.
export function thrice(then) {
  let times = [];
  window.addEventListener('keydown', (event) => {
    if (event.repeat) return;
    if (event.key !== 'Shift') { times = []; return; }
    times = [...times, event.timeStamp].filter((at) => event.timeStamp - at < 2000);
    if (times.length === 3) { times = []; then(); }
  }, true);
}

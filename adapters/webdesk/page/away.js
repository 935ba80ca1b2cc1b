// The worker says that they are away for a while, and back again; and one line
// says how the desk stands.

import {at} from './words.js';

/** send(event) resolves with the server's answer; announce(text) says it. */
export function newAway({send, announce}) {
  const button = document.getElementById('away'), dialog = document.getElementById('leave');
  if (!button) return {show() {}}; // there is no board
  let until = 0;

  async function tell(event) {
    button.disabled = true;
    try {
      announce((await send(event)).text);
    } catch (mistake) {
      announce(mistake.message);
    } finally {
      button.disabled = false;
    }
  }

  button.addEventListener('click', () => {
    if (until) return tell({kind: 'here'});
    dialog.returnValue = '';
    dialog.showModal();
  });
  dialog.addEventListener('close', () => {
    const chosen = dialog.returnValue;
    if (chosen) tell({kind: 'away', text: chosen === 'back' ? '' : chosen});
  });

  return {
    show(view) {
      until = view.away ?? 0;
      button.textContent = until ? `Weg tot ${at(until)}: ik ben er weer` : 'Even weg';
      button.setAttribute('aria-pressed', String(Boolean(until)));
      const short = document.getElementById('short');
      if (short.textContent !== (view.short ?? '')) short.textContent = view.short ?? '';
    },
  };
}

// The page of a team's morning: its buttons pick up, and lead to the desk.

import {newOutbox} from './outbox.js';

const {worker} = document.documentElement.dataset;
const words = {
  trying: 'Nog niet opgepakt. We blijven het proberen. Laat deze pagina open.',
  'signed-out': 'Je bent niet meer aangemeld. Open een nieuwe aanmeldlink, en ververs dan deze pagina.',
  other: 'In deze browser is nu iemand anders aangemeld. Ververs deze pagina.',
};
const banner = document.getElementById('banner');
const outbox = newOutbox({worker, on: state => {
  banner.textContent = words[state] ?? '';
  banner.hidden = !words[state];
}});

document.addEventListener('click', async event => {
  const button = event.target.closest('button[data-conversation]');
  if (!button) return;
  button.disabled = true;
  const {conversation} = button.dataset;
  try {
    const answer = await outbox.put({kind: 'claimed', conversation});
    document.getElementById('announce').textContent = answer.text ?? '';
    location.assign(`/desk#gesprek=${conversation}`); // who has it by now, stands there
  } catch (mistake) {
    banner.textContent = mistake.message;
    banner.hidden = false;
    button.disabled = false;
  }
});

// The page of neighbourhoods: a worker tells a story, changes it, takes it back.

import {newOutbox} from './outbox.js';

const {worker} = document.documentElement.dataset;
const {month} = document.body.dataset;
const words = {
  trying: 'Nog niet bewaard. We blijven het proberen. Laat deze pagina open.',
  'signed-out': 'Je bent niet meer aangemeld. Wat je typte, staat er nog. Bewaar het, open een nieuwe aanmeldlink, en ververs dan deze pagina.',
  other: 'In deze browser is nu iemand anders aangemeld. Bewaar wat je typte, en ververs dan de pagina.',
};
const banner = document.getElementById('banner');
const announce = document.getElementById('announce');
const say = text => {
  banner.textContent = text ?? '';
  banner.hidden = !text;
};
const outbox = newOutbox({worker, on: state => say(words[state])});

/** Stores what was told, and draws the page anew. What is not stored stays where it was typed. */
async function tell(event, button, field) {
  button.disabled = true;
  if (field) field.readOnly = true;
  try {
    const answer = await outbox.put({kind: 'recounted', ...event});
    if (!answer.ref && !answer.seen) throw new Error(answer.text);
    say('');
    announce.textContent = answer.text ?? '';
    await redraw(field);
  } catch (mistake) {
    say(mistake.message);
    button.disabled = false;
    if (field) field.readOnly = false;
  }
}

/** The document as the server draws it now; nothing where it cannot. */
const drawnAnew = () => new Promise(done => {
  const request = new XMLHttpRequest();
  request.open('GET', location.pathname + location.search);
  request.responseType = 'document';
  request.timeout = 10_000;
  request.onloadend = () => done(request.status === 200 ? request.response : null);
  request.send();
});

/** The page as it is now, with what is being typed elsewhere on it. */
async function redraw(stored) {
  const typing = [...document.querySelectorAll('.tell')].filter(f => f.querySelector('textarea') !== stored)
    .map(f => ({...f.dataset, text: f.querySelector('textarea').value}));
  const next = (await drawnAnew())?.querySelector('main');
  if (!next) return location.reload();
  document.querySelector('main').replaceWith(next);
  for (const {place, story, text} of typing) {
    const article = story && next.querySelector(`[data-story="${CSS.escape(story)}"]`);
    if (article) change(article, text);
    const field = place && next.querySelector(`.tell[data-place="${CSS.escape(place)}"] textarea`);
    if (field) field.value = text;
  }
}

document.addEventListener('submit', event => {
  const form = event.target;
  if (!form.matches('.tell')) return;
  event.preventDefault();
  const field = form.querySelector('textarea');
  const text = field.value.trim();
  const {story, place} = form.dataset;
  if (text) tell(story ? {story, text} : {value: month, ref: place, text}, form.querySelector('.primary'), field);
});

/** A story of one's own becomes a field with its words. */
function change(article, text) {
  const form = document.querySelector('.tell[data-place]').cloneNode(true);
  delete form.dataset.place;
  form.dataset.story = article.dataset.story;
  const field = form.querySelector('textarea');
  field.id = 'change';
  field.removeAttribute('aria-describedby');
  field.value = text ?? article.querySelector('.text').textContent;
  form.querySelector('label').htmlFor = 'change';
  form.querySelector('label').textContent = 'Pas je verhaal aan';
  const leave = document.createElement('button');
  leave.type = 'button';
  leave.className = 'plain';
  leave.textContent = 'Laat zoals het was';
  const shown = [...article.children];
  leave.addEventListener('click', () => {
    article.replaceChildren(...shown);
    article.querySelector('[data-do=change]').focus();
  });
  form.append(leave);
  article.replaceChildren(form);
  if (text === undefined) field.focus();
}

document.addEventListener('click', event => {
  const button = event.target.closest('[data-do]');
  const article = button?.closest('[data-story]');
  if (!article) return;
  if (button.dataset.do === 'change') return change(article);
  const dialog = document.getElementById('away');
  dialog.returnValue = '';
  dialog.onclose = () => {
    if (dialog.open) return; // opened again meanwhile
    if (dialog.returnValue === 'yes') tell({story: article.dataset.story}, button);
    else button.focus();
  };
  dialog.showModal();
});

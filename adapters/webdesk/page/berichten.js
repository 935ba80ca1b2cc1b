// Writing to everybody on a list: first how it will look and to how many it goes, then
// the second press sends it.

import {newOutbox} from './outbox.js';

const {worker} = document.documentElement.dataset;
const at = id => document.getElementById(id);
const done = at('done');
let form = at('write'); // it may be drawn anew

const waits = {
  trying: 'Er is even geen verbinding. We blijven het proberen. Laat deze pagina open.',
  'signed-out': 'Je bent niet meer aangemeld. Open een nieuwe aanmeldlink, en ververs dan deze pagina.',
  other: 'In deze browser is nu iemand anders aangemeld. Ververs deze pagina.',
};
const outbox = newOutbox({worker, on: state => { if (at('write-wrong')) at('write-wrong').textContent = waits[state] ?? ''; }});

/** What was filled in, by the names of its fields. */
function values() {
  const all = {};
  for (const [name, value] of new FormData(form)) if (typeof value === 'string' && value.trim()) all[name] = value.trim();
  if (form.dataset.invite === undefined) return all;
  // Of a survey an invitation stands behind the words: when and where.
  const where = [all.wanneer, all.waar].filter(Boolean).join(', ');
  if (where && all.tekst) all.tekst += `\n\n${form.dataset.invite} ${where}.`;
  delete all.wanneer;
  delete all.waar;
  return all;
}

/** Shows what belongs to the list that is chosen: of an invitation when and where it is. */
function suits() {
  const list = at('write')?.elements;
  if (!list?.lijst?.selectedOptions) return;
  const group = list.lijst.selectedOptions[0]?.dataset.group !== undefined;
  for (const node of document.querySelectorAll('[data-of]')) node.hidden = (node.dataset.of === 'group') !== group;
  for (const name of ['wanneer', 'waar']) if (list[name]) list[name].disabled = !group;
}
for (const happens of ['change', 'focusin']) document.addEventListener(happens, suits); // the form may be drawn anew
document.addEventListener('reset', () => setTimeout(suits));
suits();

/** Shows at each field what is wrong with it; the keyboard goes to the first. */
function mistakes(fields = []) {
  let first = null;
  for (const field of form.querySelectorAll('select, input, textarea')) {
    const text = fields.find(f => f.name === field.name)?.error ?? '';
    const said = at(`${field.name}-wrong`);
    if (!said) continue;
    said.textContent = text;
    if (text) { field.setAttribute('aria-invalid', 'true'); first ??= field; } else field.removeAttribute('aria-invalid');
  }
  first?.focus();
}

/** Draws the picture as it goes along; it is of this page alone until it is sent. */
async function draw(file, about) {
  const canvas = at('preview-picture');
  canvas.hidden = !file;
  if (!file) return;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, 800 / Math.max(picture.width, picture.height));
  canvas.width = picture.width * scale;
  canvas.height = picture.height * scale;
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.setAttribute('aria-label', about ?? 'foto');
}

/** Shows how somebody reads it; true where it shall go. */
function preview(filled, to) {
  const dialog = at('preview');
  const lines = [filled.tekst, filled.wanneer && `Wanneer: ${filled.wanneer}`, filled.waar && `Waar: ${filled.waar}`];
  at('preview-text').textContent = lines.filter(Boolean).join('\n');
  const link = at('preview-link');
  link.hidden = !filled.link;
  link.textContent = filled.linktekst ?? '';
  at('preview-to').textContent = to;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(shown => dialog.addEventListener('close', () => shown(dialog.returnValue === 'yes'), {once: true}));
}

document.addEventListener('submit', async event => {
  if (event.target.id !== 'write') return;
  event.preventDefault();
  form = event.target;
  const look = at('look'), wrong = at('write-wrong');
  if (look.ariaDisabled === 'true') return;
  look.ariaDisabled = 'true';
  done.textContent = wrong.textContent = '';
  const filled = values();
  try {
    const tried = await outbox.put({kind: 'broadcasts', value: 'try', form: filled});
    mistakes(tried.form?.fields);
    if (tried.form) return;
    if (!tried.text.startsWith('Dit gaat naar ')) throw new Error(tried.text);
    const file = at('bestand')?.files[0];
    try { await draw(file, filled.foto); } catch { throw new Error('Dit bestand is geen foto die we kunnen tonen. Kies een jpg of png.'); }
    if (!await preview(filled, tried.text)) return;
    const sent = await outbox.put({kind: 'broadcasts', form: filled, files: file ? [file] : undefined});
    mistakes(sent.form?.fields);
    if (sent.form) return;
    if (!sent.ref && !sent.seen) throw new Error(sent.text);
    form.reset();
    document.dispatchEvent(new Event('changed'));
    done.textContent = sent.text || 'Klaargezet. Het staat hieronder.'; // its first answer was lost
  } catch (mistake) {
    wrong.textContent = mistake.message;
  } finally {
    look.ariaDisabled = 'false';
  }
});

// How far it is changes without anybody at this desk.
setInterval(() => document.dispatchEvent(new Event('changed')), 15_000);

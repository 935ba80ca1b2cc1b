// Files: those of a line, to be looked at and heard; and those that go with what a
// worker writes: chosen, pasted or dropped.

import {el} from './words.js';

/** What stands below a line's words. */
export function shows(line) {
  return (line.shown ?? []).map(file => {
    const node = (drawn[file.kind] ?? drawn.document)(file);
    node.addEventListener('error', () => node.replaceWith(el('p', {class: 'file'}, `(${file.name}: nu niet te zien)`)), {once: true, capture: true});
    return node;
  });
}

const drawn = {
  photo: ({url, name}) => el('a', {class: 'shown', href: url, target: '_blank', rel: 'noopener noreferrer', 'aria-label': `${name}, groter`},
    el('img', {src: url, alt: name, loading: 'lazy'})),
  voice: ({url, name}) => el('audio', {class: 'shown', src: url, controls: true, preload: 'none', 'aria-label': name}),
  video: ({url, name}) => el('video', {class: 'shown', src: url, controls: true, preload: 'none', 'aria-label': name}),
  document: ({url, name}) => el('a', {class: 'file', href: url, download: `${name}.pdf`}, `↓ ${name}`),
};

/** Has the files that are pasted or dropped there: take(files). The browser does not open them instead of the page. */
export function onFiles(node, take) {
  const bring = (event, from) => {
    const files = [...from?.files ?? []];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  };
  node.addEventListener('paste', event => bring(event, event.clipboardData));
  node.addEventListener('drop', event => bring(event, event.dataTransfer));
  node.addEventListener('dragover', event => { if (event.dataTransfer?.types.includes('Files')) event.preventDefault(); });
}

/** What goes with the next words. field() is where they are typed. */
export function newAttached(field) {
  let files = [];
  const input = el('input', {type: 'file', multiple: true, class: 'hidden', tabindex: '-1', 'aria-hidden': 'true', onchange: () => add([...input.files])});
  const button = el('button', {type: 'button', class: 'plain attach', onclick: () => input.click()}, 'Bestand');
  const list = el('ul', {class: 'attached', hidden: true, 'aria-label': 'Gaat mee'});

  function add(more) {
    files = [...files, ...more].slice(0, 10);
    input.value = '';
    draw();
    field().focus();
  }

  function draw() {
    list.hidden = !files.length;
    list.replaceChildren(...files.map(file => el('li', {}, el('span', {dir: 'auto'}, file.name || 'foto'), ' ',
      el('button', {type: 'button', class: 'quiet', 'aria-label': `${file.name || 'foto'} gaat niet mee`, onclick: () => {
        files = files.filter(f => f !== file);
        draw();
        field().focus();
      }}, 'Haal weg'))));
  }

  return {
    button, input, list, add,
    take() {
      const taken = files;
      files = [];
      draw();
      return taken;
    },
    get some() { return files.length > 0; },
  };
}

/** What carries files to the server. Their names stay here. */
export function form(event, files) {
  const body = new FormData();
  body.append('event', event);
  for (const file of files) body.append('file', file, 'file');
  return body;
}

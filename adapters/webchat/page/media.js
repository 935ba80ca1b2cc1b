// What a line shows besides its words: pictures, videos, documents and a link.

import { el } from './dom.js';

// inWords is a line for who hears it.
export function inWords(line, texts) {
  return [line.text, ...named(line, texts).map((file) => file.about || file.name), line.link?.label].filter(Boolean).join('\n');
}

// named gives a line's files; those that people sent are called by what they are.
function named(line, texts) {
  const kinds = { photo: texts.photo, voice: texts.voice, video: texts.video, document: texts.document };
  return (line.files ?? []).map((file) => ({ ...file, about: file.about || (file.name ? '' : kinds[file.kind] ?? texts.document) }));
}

// shows gives the elements that stand below a line's words.
export function shows(line, lang, texts) {
  const nodes = named(line, texts).map((file) => (drawn[file.kind] ?? drawn.document)(file, lang));
  if (line.link) nodes.push(linked(line.link, texts));
  return nodes;
}

const drawn = {
  photo(file) {
    return orWords(el('img', { className: 'shown', src: file.url, alt: file.about }), file);
  },
  video(file) {
    const node = el('video', { className: 'shown', src: file.url, controls: true, preload: 'metadata', playsInline: true });
    node.setAttribute('aria-label', file.about);
    return orWords(node, file);
  },
  voice(file) {
    const node = el('audio', { className: 'heard', src: file.url, controls: true, preload: 'metadata' });
    node.setAttribute('aria-label', file.about);
    return orWords(node, file);
  },
  document(file, lang) {
    const long = file.size ? ` (${size(file.size, lang)})` : '';
    return el('a', { className: 'file', href: file.url, download: file.name || 'document.pdf' },
      el('span', { className: 'sign', ariaHidden: 'true' }, '↓ '), `${file.about || file.name}${long}`);
  },
};

// orWords puts words in the place of what cannot be fetched.
function orWords(node, file) {
  node.addEventListener('error', () => node.replaceWith(el('p', { className: 'hint' }, `(${file.about || file.name})`)), { once: true });
  return node;
}

function linked({ label, url }, texts) {
  return el('a', { className: 'linked', href: url, target: '_blank', rel: 'noopener noreferrer' },
    label, el('span', { className: 'sign', ariaHidden: 'true' }, ' ↗'), el('span', { className: 'unseen' }, ` (${texts.tab})`));
}

function size(bytes, lang) {
  const [n, unit] = bytes < 1e6 ? [Math.max(1, Math.round(bytes / 1e3)), 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  return new Intl.NumberFormat(lang, { style: 'unit', unit, maximumFractionDigits: 1 }).format(n).replace(' ', '\u00a0');
}

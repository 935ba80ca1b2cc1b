// Where a worker writes. A composer belongs to one conversation for as long as
// it lives: it has its own fields, and every event it makes carries that
// conversation's id. Nothing typed here can go anywhere else, for there is no
// other field and no other id.

import {el, put} from './words.js';
import {newAttached, onFiles} from './files.js';
import {openForm} from './form.js';
import {newUndo} from './undo.js';
import {chooseCanned} from './canned.js';

const longest = '15000'; // letters; the server takes 64 KiB

/**
 * act: {send(event) -> Promise<answer>, typed(text), pending(kind, text) -> undo(), refresh() -> Promise}
 */
export function newComposer(conversation, act) {
  let view = null, mode = 'answer', held = null, busy = 0;

  const who = el('p', {class: 'to'});
  const modeAnswer = el('button', {type: 'button', class: 'mode', onclick: () => set('answer', true)}, 'Antwoord');
  const modeNote = el('button', {type: 'button', class: 'mode', onclick: () => set('note', true)}, 'Notitie');
  const modes = el('div', {class: 'modes', role: 'group', 'aria-label': 'Voor wie schrijf je?'}, modeAnswer, modeNote);
  const answer = el('textarea', {rows: '2', maxlength: longest, class: 'answer', 'aria-keyshortcuts': 'a', oninput: typed, spellcheck: 'true'});
  const note = el('textarea', {rows: '2', maxlength: longest, class: 'note', 'aria-keyshortcuts': 'n', oninput: fit, spellcheck: 'true'});
  const main = el('button', {type: 'submit', class: 'primary'});
  const second = el('button', {type: 'button', class: 'plain note-button', onclick: () => write('noted')}, 'Bewaar als notitie');
  const texts = el('button', {type: 'button', class: 'plain texts', 'aria-haspopup': 'dialog', 'aria-keyshortcuts': 't', onclick: () => canned()}, 'Standaardtekst');
  const attached = newAttached(() => field());
  const hint = el('span', {class: 'hint'}, el('kbd', {}, 'Ctrl'), ' ', el('kbd', {}, 'Enter'));
  const said = el('p', {class: 'said', role: 'status'});
  const ask = el('div', {class: 'ask', hidden: true});
  const undo = newUndo({
    recall: ref => run({kind: 'recalled', ref}),
    again(text, focus) {
      putBack(text);
      if (focus) answer.focus();
    },
    refresh: () => act.refresh(),
    leave: () => answer.focus(),
  });
  const form = el('form', {class: 'composer', onsubmit: submit, onkeydown: keys}, undo.node, undo.spoken, ask, modes, who, answer, note, attached.list,
    el('div', {class: 'send'}, main, second, texts, attached.button, attached.input, hint, said));
  onFiles(form, files => { if (!attached.button.hidden) attached.add(files); });

  function fit(event) {
    const t = event?.target;
    if (!t) return;
    t.style.height = 'auto';
    t.style.height = `${Math.min(t.scrollHeight + 2, innerHeight * 0.4)}px`;
  }

  // An answer is being typed, for the person; never a note, and nothing before there is an owner.
  function typed(event) {
    fit(event);
    if (owned() && mode === 'answer' && !view.silent && !held) act.typed(answer.value);
  }

  function keys(event) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  }

  const field = () => mode === 'note' ? note : answer;
  const owned = () => view?.group === 'mine';
  const open = () => view && (['waiting', 'later', 'bot'].includes(view.group));

  function set(next, focus) {
    mode = next;
    draw();
    if (focus) field().focus();
  }

  function draw() {
    if (!view) return;
    const name = view.name;
    if (view.group === 'others') {
      mode = 'note';
      if (answer.value) { // a colleague was first: the words stay in sight, for colleagues only
        note.value = note.value ? `${note.value}\n${answer.value}` : answer.value;
        answer.value = '';
      }
    }
    if (view.silent && owned()) { // nobody reads here: whatever is typed is a note
      mode = 'note';
      if (answer.value) {
        note.value = note.value ? `${note.value}\n${answer.value}` : answer.value;
        answer.value = '';
      }
    }
    if (open()) mode = 'answer'; // one field: what is typed there is kept through Oppakken
    const as = view.group === 'over' ? 'over' : open() ? 'open' : mode;
    form.dataset.mode = as;
    modes.hidden = !owned() || view.silent;
    modeAnswer.setAttribute('aria-pressed', String(mode === 'answer'));
    modeNote.setAttribute('aria-pressed', String(mode === 'note'));
    answer.hidden = as === 'note' || as === 'over' && !answer.value; // left-over words can still be copied
    note.hidden = as !== 'note' && !(as === 'over' && note.value);
    main.hidden = as === 'over';
    second.hidden = as !== 'open';
    hint.hidden = as === 'over' || as === 'open';
    texts.hidden = as !== 'answer' && as !== 'open';
    attached.button.hidden = as === 'over';
    const words = {
      answer: [`Je schrijft aan ${name}`, `Aan ${name}`, `Stuur naar ${name}`],
      note: [view.silent && owned()
        ? `${name} leest hier niet: bel, of ga langs. Wat je hier schrijft, zien alleen collega’s.`
        : view.group === 'others'
        ? `${view.worker} heeft dit gesprek. Wat je hier schrijft, zien alleen collega’s.`
        : `Notitie bij ${name}. Alleen collega’s zien dit.`, `Notitie bij ${name}`, 'Bewaar als notitie'],
      open: [`Nog niemand heeft dit gesprek. Pak het op om ${name} te antwoorden. Wat je al typt, blijft staan.`,
        `Tekst bij ${name}, nog niet verstuurd`, 'Oppakken'],
      over: ['Dit gesprek is afgerond.', '', ''],
    }[as];
    put(who, words[0]);
    field().setAttribute('aria-label', words[1]);
    put(main, words[2]);
    main.setAttribute('aria-keyshortcuts', as === 'open' ? 'c' : 'Control+Enter');
    if (view.held && view.held.ref !== held?.ref) held = view.held;
    drawHeld();
    // While a text waits for its answer, no second button says whereto.
    main.hidden ||= Boolean(held);
    second.hidden ||= Boolean(held);
    hint.hidden ||= Boolean(held);
    texts.hidden ||= Boolean(held);
  }

  function question(words, ...buttons) {
    ask.hidden = false;
    ask.replaceChildren(el('div', {}, words), el('div', {class: 'buttons'}, ...buttons));
  }

  function drawHeld() {
    if (!held) {
      if (ask.dataset.kind === 'held') close();
      return;
    }
    if (ask.dataset.kind === 'held' && ask.dataset.ref === held.ref) return;
    ask.dataset.kind = 'held';
    ask.dataset.ref = held.ref;
    const decide = kind => () => {
      const {ref} = held;
      for (const b of ask.querySelectorAll('button')) b.disabled = true;
      run({kind, ref}).then(() => {
        if (held?.ref === ref) held = null;
        close();
        draw();
      }, () => { for (const b of ask.querySelectorAll('button')) b.disabled = false; });
    };
    question([el('p', {class: 'strong'}, held.why ?? 'Nog niet verstuurd. Voor wie is deze tekst?'), el('blockquote', {dir: 'auto'}, held.text)],
      el('button', {type: 'button', class: 'primary', onclick: decide('released')},
        owned() ? `Stuur naar ${view.name}` : `Oppakken en sturen naar ${view.name}`),
      el('button', {type: 'button', class: 'plain note-button', onclick: decide('withheld')}, 'Bewaar als notitie'));
  }

  function putBack(text) {
    if (!answer.value.includes(text)) answer.value = answer.value ? `${text}\n${answer.value}` : text;
    fit({target: answer});
  }

  function close() {
    ask.hidden = true;
    delete ask.dataset.kind;
    delete ask.dataset.ref;
    delete ask.dataset.from;
    ask.replaceChildren();
  }

  // Sends one event about this conversation, and shows the server's answer.
  async function run(event) {
    busy++;
    form.classList.add('busy');
    try {
      const a = await act.send({...event, conversation});
      if (a.held) { // asked about, not just said
        held = {ref: a.ref, text: event.text || '(bestand)', why: a.text};
        say('');
        draw();
      } else {
        say(a.press?.verb === 'recalled' ? '' : a.text || (a.seen ? 'Aangekomen. Je ziet hierboven hoe het staat.' : ''));
      }
      await act.refresh();
      return a;
    } catch (mistake) {
      say(mistake.message);
      throw mistake;
    } finally {
      if (--busy === 0) form.classList.remove('busy');
    }
  }

  function say(text) {
    said.textContent = '';
    said.textContent = text;
  }

  async function write(kind) {
    const from = kind === 'noted' && mode === 'note' ? note : answer;
    const text = from.value;
    if (!text.trim() && !attached.some) {
      say('Er staat nog niets.');
      from.focus();
      return;
    }
    const files = attached.take();
    from.value = '';
    from.style.height = '';
    const undo = act.pending(kind, [text, ...files.map(f => f.name)].filter(Boolean).join('\n'));
    try {
      await run({kind, text, files});
    } catch {
      attached.add(files);
      from.value = text + (from.value ? '\n' + from.value : ''); // refused for good: the words come back
    } finally {
      undo();
    }
  }

  function submit(event) {
    event.preventDefault();
    if (main.hidden) return; // rounded off, or a question stands first
    switch (form.dataset.mode) {
      case 'open': return void claim();
      case 'note': return void write('noted');
      default: return void write('answered');
    }
  }

  async function claim() {
    if (!open() || main.disabled) return;
    main.disabled = true;
    try {
      await run({kind: 'claimed'});
      if (owned() && form.isConnected && !form.closest('[hidden]') && !typing()) answer.focus();
    } catch { /* said already */ } finally {
      main.disabled = false;
    }
  }

  const typing = () => {
    const e = document.activeElement;
    return e && e !== answer && (e.tagName === 'TEXTAREA' || e.tagName === 'INPUT');
  };

  // Asks once more before a conversation changes hands.
  function sure(event, words, yes, no = 'Nee, nog niet') {
    if (ask.dataset.kind === 'held') return;
    ask.dataset.kind = 'sure';
    ask.dataset.from = view.group === 'others' ? view.owner : '';
    const first = el('button', {type: 'button', class: 'primary', onclick: () => {
      first.disabled = true;
      run(event).then(decided, decided);
    }}, yes);
    question([el('p', {id: `ask-${conversation}`}, words)], first, el('button', {type: 'button', class: 'plain', onclick: () => { close(); field().focus(); }}, no));
    first.setAttribute('aria-describedby', `ask-${conversation}`);
    first.focus();
  }

  // Asks for a form about this conversation, and opens it.
  async function fill(kind) {
    try {
      const a = await act.send({kind: 'asked', value: kind, conversation});
      if (!a.form) return say(a.text);
      const left = answer.value.trim() || note.value.trim() ? ' Je hebt nog tekst staan die niet verstuurd of bewaard is.' : '';
      openForm({...a.form, intro: (a.form.intro ?? '') + left}, conversation, {
        colleagues: act.colleagues,
        send: event => act.send(event),
        done: done => {
          say(done.text || (done.seen ? 'Opgeslagen. Je ziet hierboven hoe het staat.' : ''));
          act.refresh();
        },
      });
    } catch (mistake) {
      say(mistake.message);
    }
  }

  // Puts a text of the playbook into the field, to be looked at and changed: it is
  // sent as what is typed there is.
  function canned() {
    if (texts.hidden) return;
    chooseCanned({
      send: event => act.send({...event, conversation}), say,
      put(text) {
        if (owned()) set('answer', false);
        answer.value = answer.value.trim() ? `${answer.value}\n${text}` : text;
        fit({target: answer});
        answer.focus();
      },
    });
  }

  // Whoever has the conversation now writes next; what they typed as a note stays one.
  function decided() {
    if (ask.dataset.kind !== 'sure') return;
    const here = ask.contains(document.activeElement) || document.activeElement === document.body;
    const taken = ask.dataset.from && owned();
    close();
    if (!taken) return;
    if (!note.value.trim()) set('answer', false);
    if (here && form.isConnected && !form.closest('[hidden]')) field().focus();
  }

  // What was asked about a colleague's conversation is void once it is somebody else's.
  function stale() {
    return ask.dataset.kind === 'sure' && ask.dataset.from && !busy &&
      (view.group !== 'others' || view.owner !== ask.dataset.from);
  }

  return {
    node: form,
    show(next) {
      view = next;
      undo.show(next.leaving, next.name);
      if (!next.held && ask.dataset.kind === 'held' && !busy) held = null;
      draw();
      if (stale()) decided();
    },
    /** There is no such conversation any more: words that were typed can only be copied. */
    gone(text) {
      main.disabled = second.disabled = true;
      say(text);
    },
    claim,
    fill,
    canned,
    run,
    /** Asks colleagues, apart from the talk. */
    confer() {
      if (view && view.group !== 'over') fill('consulted');
    },
    followed() { run({kind: 'followed_up'}).catch(() => { /* said already */ }); },
    answer() {
      if (owned()) set('answer', true);
      else if (open()) answer.focus();
    },
    note() {
      if (owned() || view?.group === 'others') set('note', true);
      else if (open()) answer.focus();
    },
    finish() {
      if (owned() || view?.group === 'waiting') fill('closed');
    },
    back() {
      if (owned()) sure({kind: 'handed_back'}, `De chatbot gaat verder met ${view.name}. Klopt dat?`, 'Ja, terug naar de bot');
    },
    /** Puts the person back into the queue of the team. */
    letGo() {
      if (owned()) sure({kind: 'let_go'}, `Je laat ${view.name} los. Een collega moet het oppakken, en ${view.name} hoort dat. Klopt dat?`, 'Ja, loslaten');
    },
    /** Passes the person on: to {label, ref}, or to a colleague {name, ref}. */
    pass({label, name, ref}) {
      if (!owned()) return;
      if (name) sure({kind: 'passed_on', ref, text: name}, `Je vraagt ${name} om ${view.name} over te nemen. Tot dan heb jij het gesprek. Klopt dat?`, 'Ja, vragen');
      else sure({kind: 'passed_on', ref}, `${label}: klopt dat?`, 'Ja');
    },
    /** Takes the conversation from the colleague who has it: one who went home must not leave a person alone. */
    take() {
      if (view?.group !== 'others') return;
      if (held) return say('Beslis eerst over de tekst die nog klaarstaat.');
      if (view.offer) return claim();
      sure({kind: 'claimed', takeover: view.owner}, `${view.worker} heeft dit gesprek. Neem je het over?`, 'Ja, overnemen', 'Nee');
    },
    /** Puts words that did not arrive back into the field, to be looked at and sent once more. */
    again(text) {
      if (!owned()) return;
      set('answer', true);
      putBack(text);
    },
    /** Takes back the text that is about to leave; false where there is none. */
    undo: () => undo.take(),
    escape() {
      if (undo.take()) return true;
      if (ask.dataset.kind !== 'sure') return false;
      close();
      return true;
    },
    get idle() { return !this.draft && !busy && ask.hidden; },
    get draft() { return Boolean(answer.value.trim() || note.value.trim() || attached.some); },
  };
}

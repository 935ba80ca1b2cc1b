// The keyboard. Single letters work only outside of fields, and can be switched off.

const inField = e => e && (e.tagName === 'TEXTAREA' || e.tagName === 'SELECT' || e.isContentEditable ||
  e.tagName === 'INPUT' && e.type !== 'checkbox');

/** on: {move(steps), open(), next(), claim(), answer(), note(), finish(), canned(), confer(), register(), undo(), escape() -> handled} */
export function listen(on) {
  const help = document.getElementById('help'), letters = document.getElementById('keys-on');
  document.getElementById('keys').addEventListener('click', () => help.showModal());
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    const focus = document.activeElement;
    if (event.key === 'Escape') {
      if (on.escape()) return;
      if (inField(focus)) focus.blur();
      return;
    }
    if (inField(focus)) return;
    if (event.key === 'Enter') {
      // A focused button or link keeps its own meaning.
      if (focus && focus.closest('button, a, summary, input')) return;
      event.preventDefault();
      return on.open();
    }
    if (!letters.checked) return;
    const act = {
      j: () => on.move(1), k: () => on.move(-1), c: on.claim, v: on.next, a: on.answer, n: on.note, e: on.finish, t: on.canned, o: on.confer, '+': on.register, z: on.undo,
      '?': () => help.showModal(),
    }[event.key];
    if (!act) return;
    event.preventDefault(); // the letter itself must not land in the field that gets the focus
    act();
  });
}

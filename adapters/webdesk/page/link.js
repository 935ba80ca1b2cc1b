// The line to the server: what changed comes in by a stream, which is opened
// again with growing pauses whenever it breaks.

const pauses = [300, 1000, 2000, 4000, 8000];
const silence = 30_000; // no beat for so long: the line is dead

/** on: {desk(view), thread(id), typing(id), state('ok' | 'lost' | 'signed-out' | 'other')} */
export function newLink({worker, on}) {
  let source = null, thread = '', tries = 0, timer = 0, heard = Date.now(), halted = false;

  function close() {
    source?.close();
    source = null;
    clearTimeout(timer);
  }

  function open() {
    close();
    const mine = new EventSource('/desk/stream' + (thread ? '?thread=' + encodeURIComponent(thread) : ''));
    source = mine;
    heard = Date.now();
    const hear = (name, then) => mine.addEventListener(name, event => {
      if (source !== mine) return;
      heard = Date.now();
      then(JSON.parse(event.data));
    });
    hear('desk', view => {
      tries = 0;
      on.state('ok');
      on.desk(view);
    });
    hear('thread', id => on.thread(id));
    hear('typing', id => on.typing(id));
    hear('beat', () => {});
    hear('over', () => signedOut());
    mine.onerror = () => {
      if (source === mine) again();
    };
  }

  function signedOut() {
    close();
    halted = true;
    on.state('signed-out');
    timer = setTimeout(check, 5000);
  }

  function again() {
    close();
    if (!halted && tries > 0) on.state('lost'); // one break in the line is not worth a word
    timer = setTimeout(check, pauses[Math.min(tries++, pauses.length - 1)]);
  }

  // A stream that fails does not say why; this does.
  async function check() {
    close();
    try {
      const r = await fetch('/desk/here', {signal: AbortSignal.timeout(8000)});
      if (r.status === 401) return signedOut();
      if (!r.ok) return again();
      if ((await r.json()).worker !== worker) {
        close();
        return on.state('other');
      }
      halted = false;
      open();
    } catch {
      again();
    }
  }

  setInterval(() => {
    if (source && Date.now() - heard > silence) again();
  }, 5000);
  addEventListener('online', () => { if (!source) check(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden && !source) check(); });

  return {
    /** Which conversation is open: its changes are told, too. */
    watch(id) {
      if (thread === id && source) return;
      thread = id;
      if (!halted) open();
    },
    /** Something was refused: is this still the same worker's session? */
    check,
    /** Somebody is at the keyboard: the session goes on. */
    async here() {
      try {
        const r = await fetch('/desk/here', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'});
        if (r.status === 401) signedOut();
      } catch { /* the stream notices */ }
    },
  };
}

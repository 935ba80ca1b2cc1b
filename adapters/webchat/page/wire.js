// Calls to the server. Each ends within its time, also when the network is silent.

// ask resolves to {status, body, after}: status 0 where no answer came, after the
// milliseconds that the server asks us to wait.
export async function ask(path, body, wait = 10000) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), wait);
  try {
    const answer = await fetch(path, {
      ...(body && (body instanceof FormData ? { method: 'POST', body } : post(body))),
      signal: stop.signal, cache: 'no-store', credentials: 'same-origin', redirect: 'error',
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text ? JSON.parse(text) : {},
      after: 1000 * (Number(answer.headers.get('Retry-After')) || 0),
    };
  } catch {
    return { status: 0, body: {}, after: 0 };
  } finally {
    clearTimeout(timer);
  }
}

export function post(body) {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

// backoff grows with each miss, up to eight seconds, and is never quite the same.
export function backoff(misses) {
  return Math.min(8000, 300 * 2 ** Math.min(misses, 6)) * (0.6 + 0.8 * Math.random());
}

// Pause is a wait that can be cut short.
export class Pause {
  #end = () => {};

  wait(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#end = () => { clearTimeout(timer); resolve(); };
    });
  }

  cut() { this.#end(); }
}

// storage that is full or forbidden is no storage: the page works without.
export function recall(key) {
  try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; }
}

export function keep(key, value) {
  try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* memory only */ }
}

// How a worker hears that something came in: the count in the title, a polite
// word for who listens, and, only where they switched it on, sound and a
// notification. None of them says who or what it is about.

const box = document.getElementById('announce');
let audio = null;

/** Says it to a screen reader, when it has finished what it was saying. */
export function announce(text) {
  box.textContent = '';
  setTimeout(() => { box.textContent = text; }, 50);
}

export function count(n) {
  document.title = n ? `(${n}) Omzien` : 'Omzien';
}

// Remembered is only that the worker wants it, nothing about anybody.
function toggle(id, key, start) {
  const button = document.getElementById(id);
  const show = on => {
    button.setAttribute('aria-pressed', String(on));
    button.querySelector('span').textContent = on ? 'aan' : 'uit';
  };
  let on = localStorage.getItem(key) === 'aan';
  show(on);
  button.addEventListener('click', async () => {
    on = !on && await start();
    if (on) localStorage.setItem(key, 'aan');
    else localStorage.removeItem(key);
    show(on);
    if (on && id === 'sound') beep();
  });
  return () => on;
}

function beep() {
  audio ??= new AudioContext();
  audio.resume();
  for (const [i, pitch] of [587, 784].entries()) {
    const tone = audio.createOscillator(), volume = audio.createGain();
    const start = audio.currentTime + i * 0.18;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.2, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.16);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.18);
  }
}

const wantsSound = toggle('sound', 'omzien.geluid', async () => true);
const wantsNote = toggle('notify', 'omzien.melding', async () =>
  'Notification' in window && await Notification.requestPermission() === 'granted');

// Browsers keep sound silent until somebody touched the page.
addEventListener('pointerdown', () => { if (wantsSound()) (audio ??= new AudioContext()).resume(); }, {once: true});

export function ring() {
  if (wantsSound()) beep();
  if (wantsNote() && document.hidden && Notification.permission === 'granted') {
    new Notification('Omzien', {body: 'Er wacht iets voor je.', tag: 'omzien'});
  }
}

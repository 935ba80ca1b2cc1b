// A file that goes with the next words: chosen with the button, or pasted. It goes
// nowhere before it is sent, and can be taken away again.

export function attachment({ input, shown, field, texts, changed }) {
  if (!input) return { take: () => null };
  const [name, away] = shown.children;
  let file = null;

  function set(next) {
    file = next;
    input.value = '';
    shown.hidden = !file;
    name.textContent = file?.name || texts.photo;
    changed();
  }

  away.textContent = texts.detach;
  away.addEventListener('click', () => { set(null); field.focus(); });
  input.addEventListener('change', () => { if (input.files.length) set(input.files[0]); });
  field.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.files?.[0];
    if (!pasted) return;
    event.preventDefault();
    set(pasted);
  });

  return {
    get file() { return file; },
    take() {
      const taken = file;
      if (file) set(null);
      return taken;
    },
  };
}

// form is what carries a file to the server.
export function form(event, file) {
  const body = new FormData();
  body.append('event', JSON.stringify(event));
  body.append('file', file, 'file'); // its name stays here
  return body;
}

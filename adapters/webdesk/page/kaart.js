// The page of cards: a button that prints them.

document.getElementById('print')?.addEventListener('click', () => print());

// The first script in the widget's iframe. It is small so that the form works before the app is there: it takes the
// loader's wishes, says that the document has come, and starts the app.

const root = document.documentElement;
const wishes = new URLSearchParams(location.hash.slice(1));
const host = wishes.get('host') ?? '';
root.dataset.host = host;
paint(wishes.get('color'));
// A visitor with a conversation comes back to it: the first form would only flash up.
if (remembers()) root.dataset.screen = 'resuming';

const say = (word) => host && parent.postMessage({ frontdesk: word }, host);

addEventListener('message', (event) => {
  const data = event.data;
  if (event.source !== parent || event.origin !== host || data?.frontdesk !== 'shown') return;
  root.dataset.shown = data.value;
  if (data.value === true && !document.querySelector('dialog[open]')) focusFirst();
});
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing && !document.querySelector('dialog[open]')) say('close');
});
addEventListener('click', (event) => {
  if (event.target.closest('[data-close]')) say('close');
});

const form = document.getElementById('form');
form.addEventListener('submit', (event) => {
  event.preventDefault();
  // The app looks for this mark when it takes over.
  form.dataset.sent = '';
});
document.getElementById('retry').addEventListener('click', start);

let tries = 0;
say('ready');
start();

async function start() {
  root.classList.remove('broken');
  const address = (id) => document.getElementById(id).href;
  try {
    // A failed import is remembered by its address, so a second try needs another one.
    const app = await import(address('app') + (tries++ ? `?${tries}` : ''));
    await app.default({ module_or_path: address('wasm') });
  } catch (error) {
    console.error('Frontdesk: the chat could not be started.', error);
    delete root.dataset.screen;
    root.classList.add('broken');
  }
}

function remembers() {
  try {
    return localStorage.getItem(`frontdesk.${JSON.parse(document.getElementById('boot').textContent).widget}.token`) !== null;
  } catch {
    return false;
  }
}

// On touch screens an input with focus brings up the keyboard, which nobody has asked for yet.
function focusFirst() {
  const active = document.activeElement;
  if (active && active !== document.body && active.offsetParent) return;
  const touch = matchMedia('(pointer: coarse)').matches;
  const wanted = root.dataset.screen === 'chat' ? (touch ? '#log' : '#composer') : touch ? '#greeting' : '#form [data-first]';
  document.querySelector(wanted)?.focus();
}

// The owner's color, with black or white upon it, whichever can be read better.
function paint(color) {
  if (!color || !CSS.supports('color', color)) return;
  // Mixed with itself any color is written as color(srgb 0.1 0.2 0.3).
  root.style.color = `color-mix(in srgb,${color},${color})`;
  const [red, green, blue] = getComputedStyle(root).color.match(/[\d.]+/g).map((part) => part ** 2.2);
  root.style.color = '';
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18;
  root.style.setProperty('--brand', color);
  root.style.setProperty('--on-brand', light ? '#000' : '#fff');
  root.style.setProperty('--shade', light ? '#fff' : '#000');
  root.style.setProperty('--darken', light ? '52%' : '14%');
}

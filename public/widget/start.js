// The first script in the widget's iframe. It is small so that the form works before the app is there: it hears what the
// page around it wishes, says that the document has come, and starts the app. What the app, the fallback (plain.js) and
// the extras need from each other goes through `window.frontdesk`.

const root = document.documentElement;
const find = (id) => document.getElementById(id);
const form = find('form');
const boot = JSON.parse(find('boot').textContent);
const texts = new Map(boot.texts);
const prefix = `frontdesk.${boot.widget}.`;
const wishes = new URLSearchParams(location.hash.slice(1));
const host = wishes.get('host') ?? '';
root.dataset.host = host;

const say = (word) => host && parent.postMessage({ frontdesk: word }, host);
// Where the browser blocks storage, even looking at it throws.
const attempt = (action) => {
  try {
    return action();
  } catch {
    return null;
  }
};
const mayStore = () => root.dataset.consent !== 'no';

// ---- Scripts that come when they are needed --------------------------------------------------------------------------

const modules = {};
let refusals = 0;
const address = (id) => find(id).href;
// A failed import is remembered by its address, so another try needs another one.
const load = (id) =>
  (modules[id] ??= import(address(id) + (refusals ? `?${refusals}` : '')).catch((error) => {
    delete modules[id];
    refusals += 1;
    throw error;
  }));
// Where what is not called as its script is.
const homes = { take: 'files', dress: 'shown', ring: 'sound', transcript: 'past', history: 'past' };
const extra = (name, ...rest) =>
  load(`${homes[name] ?? name}.js`)
    .then((extras) => extras[name](...rest))
    .catch((error) => {
      console.error('Frontdesk:', error);
      snag(texts.get('failed'));
    });

// Says what went wrong where no other place is for it.
let forgetting;
function snag(text) {
  const place = find('snag');
  clearTimeout(forgetting);
  place.textContent = text;
  // Above everything, an open dialog too.
  place.hidePopover();
  if (text) place.showPopover();
  forgetting = setTimeout(snag, 8_000, '');
}

// ---- The connection --------------------------------------------------------------------------------------------------

let failures = 0;

function connect() {
  if (!find('preview') && self.WebSocket && failures < 2) {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/visitor/socket?lang=${root.lang}`);
    let stood = false;
    socket.addEventListener('open', () => {
      stood = true;
      failures = 0;
    });
    socket.addEventListener('close', () => {
      if (!stood) failures += 1;
    });
    return socket;
  }
  const line = Object.assign(new EventTarget(), { send() {}, close: () => (line.closed = true) });
  // If this way is shut too, the network is down, and the first way is tried first again.
  let stood = false;
  line.addEventListener('open', () => (stood = true));
  line.addEventListener('close', () => {
    if (!stood) failures = 0;
  });
  load(find('preview') ? 'preview' : 'line.js').then(
    (way) => way.run(line),
    () => line.dispatchEvent(new Event('close')),
  );
  return line;
}

// ---- What the app and the extras need of each other ------------------------------------------------------------------

let token = null;
const heard = find('heard');
const sound = find('sound');
window.frontdesk = {
  address,
  connect,
  closeTopic,
  extra,
  load,
  mayStore,
  snag,
  texts,
  prefix,
  refill,
  conversation: null,
  get token() {
    return token;
  },
  set token(value) {
    token = value;
    root.toggleAttribute('data-known', !!value);
  },
  // Tells those who can't see it: a line for each, so that the same words are heard a second time.
  tell(words) {
    const line = document.createElement('p');
    line.textContent = words;
    heard.append(line);
    if (heard.children.length > 9) heard.firstChild.remove();
  },
  // A message of an agent came. Whoever looks at it needs no sound, and a page that has sent us away wants none.
  ring(words) {
    window.frontdesk.tell(words);
    const { shown } = root.dataset;
    const heeds = shown === 'gone' || (shown === 'true' && document.hasFocus());
    if (sound?.getAttribute('aria-pressed') === 'true' && !heeds) extra('ring');
  },
};

// A visitor with a conversation comes back to it: the first form would only flash up.
window.frontdesk.token = attempt(() => localStorage.getItem(`${prefix}token`));
if (token) root.dataset.screen = 'resuming';
if (attempt(() => localStorage.getItem(`${prefix}sound`))) sound?.setAttribute('aria-pressed', 'false');
if (wishes.get('consent') === 'required') root.dataset.consent = 'no';

addEventListener('message', ({ data, origin, source }) => {
  if (source !== parent || origin !== host) return;
  const { frontdesk: word, value } = Object(data);
  if (word === 'shown') {
    root.dataset.shown = value;
    if (value === true && !inLayer()) focusFirst();
  } else if (word === 'consent') {
    consent(value === true);
  } else if (word === 'scheme' && /^(light|dark|auto)$/.test(value)) {
    root.dataset.scheme = value;
  } else if (word === 'topic') {
    pick(String(value));
  } else if (word === 'identify') {
    for (const name of ['name', 'email', 'phone', 'company']) fill(name, value?.[name]);
  } else if (word === 'reset') {
    form.reset();
    forget();
    sort();
  } else if (word === 'bequeath' || word === 'inherit') {
    load('heir.js').then((heir) => heir[word](value), () => {});
  }
});

function consent(given) {
  root.toggleAttribute('data-consent', false);
  if (given) return;
  root.dataset.consent = 'no';
  for (const area of ['localStorage', 'sessionStorage']) {
    attempt(() => {
      for (const key of Object.keys(self[area])) if (key.startsWith(prefix)) self[area].removeItem(key);
    });
  }
}

// ---- The form --------------------------------------------------------------------------------------------------------

const kept = `${prefix}form`;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  // The app looks for this mark when it takes over.
  form.dataset.sent = '';
});
form.addEventListener('input', () => {
  sort();
  if (mayStore()) attempt(() => sessionStorage.setItem(kept, JSON.stringify([...new FormData(form)])));
});

// Where a topic must be picked, the first line of a list is none.
const topics = () => [...form.querySelectorAll('input[name="topic"], #topic option:not(:required > [value=""])')];

function pick(wish) {
  // By the name as it is: what is shown also says which are closed.
  const picked = boot.topics.find(({ id, name }) => id === wish || name === wish);
  for (const topic of topics()) if (topic.value === picked?.id) topic.checked = topic.selected = true;
  sort();
}

// Shows the questions for when the office is open or those for when it is closed, by the picked topic.
function sort() {
  const all = topics();
  const picked = all.filter((topic) => topic.matches(':checked, [type="hidden"]'));
  const shut = (picked.length ? picked : all).every((topic) => 'closed' in topic.dataset);
  if (shut === 'closed' in form.dataset) return;
  form.toggleAttribute('data-closed', shut);
  for (const group of form.querySelectorAll('[data-group]')) {
    group.hidden = group.disabled = (group.dataset.group === 'closed') !== shut;
  }
  const [now, before] = shut ? ['closed', 'before'] : ['before', 'closed'];
  for (const { name, value, type } of form.querySelectorAll(`[data-group="${before}"] [name]`)) {
    const same = find(`${now}-${name}`);
    if (same && type !== 'checkbox') same.value ||= value;
  }
}

// Where none was picked, it is all of them that have closed.
function closeTopic(id) {
  for (const topic of topics()) if (topic.value === id) topic.dataset.closed = '';
  sort();
}

function fill(name, value) {
  for (const input of form.querySelectorAll(`[name="${name}"]`)) {
    if (typeof value === 'string') input.value ||= value;
  }
}

function forget() {
  attempt(() => sessionStorage.removeItem(kept));
}

function refill(answers) {
  for (const [name, value] of answers) {
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (/radio|checkbox/.test(input.type)) input.checked = input.value === value;
      else input.value ||= value;
    }
  }
  sort();
}
refill(attempt(() => JSON.parse(sessionStorage.getItem(kept))) ?? []);
new MutationObserver(() => {
  if (/chat|left/.test(root.dataset.screen)) forget();
}).observe(root, { attributeFilter: ['data-screen'] });

// ---- What is pressed, dropped and shown ------------------------------------------------------------------------------

const inLayer = () => document.querySelector('dialog[open], :popover-open');

addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented && !inLayer()) say('close');
});
addEventListener('click', ({ target }) => {
  if (target.closest('[data-close]')) say('close');
  const wanted = target.closest('[data-extra]');
  if (wanted) extra(wanted.dataset.extra, wanted);
});
// What opened the question has gone with the menu.
find('ask').addEventListener('close', () => find('menu').focus());
find('retry').addEventListener('click', () => start());

const write = find('write');
const take = (files) => {
  if ('files' in write.dataset && !write.hidden && root.dataset.screen === 'chat') extra('take', [...files]);
};
const drag = (event, over) => {
  if (!event.dataTransfer?.types.includes('Files')) return;
  // Else the browser would open the file in place of the chat.
  event.preventDefault();
  root.toggleAttribute('data-dragging', over);
};
addEventListener('dragover', (event) => drag(event, true));
addEventListener('dragleave', (event) => event.relatedTarget || drag(event, false));
addEventListener('drop', (event) => {
  drag(event, false);
  take(event.dataTransfer.files);
});
addEventListener('paste', (event) => {
  const { files, types } = event.clipboardData;
  // Office programs add a picture of the text to the text.
  if (!files.length || types.includes('text/plain')) return;
  event.preventDefault();
  take(files);
});
new MutationObserver(() => {
  if (document.querySelector('.file:not([data-dressed])')) extra('dress');
}).observe(find('rows'), { childList: true, subtree: true });

// What had the focus may go out of sight with what happens: a form that was answered, a button that was pressed.
let last;
addEventListener('focusin', ({ target }) => (last = target));
new MutationObserver(() => {
  if (last && !last.offsetParent && document.hasFocus()) focusFirst();
}).observe(root, { subtree: true, childList: true, attributeFilter: ['class', 'data-failed', 'data-screen', 'hidden'] });

// On touch screens an input with focus brings up the keyboard, which nobody has asked for yet.
function focusFirst() {
  const active = document.activeElement;
  if (active && active !== document.body && active.offsetParent) return;
  const touch = matchMedia('(pointer: coarse)').matches;
  if (!touch && last?.offsetParent) return last.focus();
  const first = {
    chat: touch || write.hidden ? '#log' : '#composer',
    resuming: '#resuming-screen button',
    left: '#left-title',
    barred: '#barred h1',
  }[root.dataset.screen];
  const input = '#form :is(input:not([type="hidden"]), select, textarea):enabled:not([hidden] *)';
  document.querySelector(first ?? (touch ? '#greeting' : input))?.focus();
}

// ---- The app ---------------------------------------------------------------------------------------------------------

let tries = 0;
say('ready');
start();

async function start() {
  root.classList.remove('broken');
  try {
    if (self.WebAssembly && tries < 2) {
      const app = await load('app');
      await app.default({ module_or_path: address('wasm') });
    } else {
      await load('plain.js');
    }
  } catch (error) {
    console.error('Frontdesk: the chat could not be started.', error);
    tries += 1;
    if (tries <= 2) return start();
    // Everything failed, most likely the network: the next try is the visitor's, from the beginning.
    tries = 0;
    delete root.dataset.screen;
    root.classList.add('broken');
  }
}

// Only so that the names above are this script's own and may become short.
export {};

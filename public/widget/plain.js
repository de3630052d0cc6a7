// The chat for browsers that run no WebAssembly. It uses the same document, frames and storage as the app, so that a
// visitor may come back with either; what it leaves out is the sneak-peek and the grouping of messages.
// Here is what the visitor and the page around do; what is known stands in plain-core.js, what is shown in plain-view.js.

const { frontdesk } = window;
const [core, view] = await Promise.all(['plain-core.js', 'plain-view.js'].map(frontdesk.load));
const { attempt, event, give, inChat, keep, place, waits } = core;
const { complain, count, fault, find, show, text } = view;
const boot = JSON.parse(find('boot').textContent);
const { host } = document.documentElement.dataset;

// The same as the server's.
const MESSAGE_CHARS = 5_000;
const COMMENT_CHARS = 1_000;
const EMAIL_BYTES = 254;
const EMAIL = /^[^\s\p{Cc}<>,;"@]+@[^\s\p{Cc}<>,;"@.]+(\.[^\s\p{Cc}<>,;"@.]+)+$/u;
const VISIBLE = /[^\s\p{Cc}\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

// ---- The page around -------------------------------------------------------------------------------------------------

const told = {
  shown(value) {
    place.shown = value === true;
    core.report();
  },
  page: ({ url, title, referrer, visit }) => core.move({ url, title, referrer, visit }),
  identify: (value) => core.identify(value ?? {}),
  attributes: (value) => core.describe(value.map(([label, value]) => ({ label, value }))),
  prefill: (value) => composer.value || write(String(value)),
  reset() {
    core.reset();
    write('');
  },
};
addEventListener('message', ({ data, origin, source }) => {
  if (source !== parent || origin !== host) return;
  attempt(() => told[data.frontdesk](data.value));
  draw();
});
document.addEventListener('visibilitychange', () => {
  core.report();
  draw();
});

// ---- The form --------------------------------------------------------------------------------------------------------

const form = find('form');
const group = () => ('closed' in form.dataset ? 'closed' : 'before');
const input = (field) => find(`${group()}-${field}`);

form.addEventListener('focusin', core.reach);
form.addEventListener('input', ({ target }) => fault(target.name === 'topic' ? 'topic' : target.id, ''));
form.addEventListener('submit', submit);

// A look ahead; what holds is the server's check. Browsers refuse addresses that mails reach.
function faultOf({ checked, dataset, required, type, validity, value }) {
  // A date that is typed half has no value.
  if (validity.badInput) return 'not_date';
  if (type === 'checkbox' ? !checked : !VISIBLE.test(value)) return required ? 'missing' : '';
  const address = value.trim();
  const isMail = EMAIL.test(address) && new TextEncoder().encode(address).length <= EMAIL_BYTES;
  return dataset.kind === 'email' && !isMail ? 'not_email' : '';
}

function submit() {
  if (waits('open', 'leave')) return;
  const fields = [...form.querySelectorAll(`[data-group="${group()}"] [name]`)];
  const unpicked = form.querySelector('[name="topic"]:invalid');
  show('notice', '');
  fault('topic', unpicked ? text('error_topic') : '');
  for (const { id } of fields) fault(id, '');
  const wrong = fields.map((field) => [field, faultOf(field)]).filter(([, what]) => what);
  complain(wrong);
  if (unpicked) return unpicked.focus();
  if (wrong.length) return;
  const value = (field) => (field.type === 'checkbox' ? (field.checked ? 'yes' : '') : field.value);
  const answers = fields.map((field) => ({ field: field.name, value: value(field) }));
  const leaves = group() === 'closed';
  if (!leaves) event('prechatSubmitted');
  give(leaves ? 'leave' : 'open', { queue: new FormData(form).get('topic') ?? '', answers, page: place.page });
}

// ---- The conversation ------------------------------------------------------------------------------------------------

const composer = find('composer');
const tooLong = () => [...composer.value.trim()].length - MESSAGE_CHARS;
const cards = () => [...document.querySelectorAll('#tray [data-card]')];
const isBusy = () => !!document.querySelector('#tray [data-busy]');
const isEmpty = () => !VISIBLE.test(composer.value) && !cards().length;

function write(value) {
  composer.value = value;
  written();
}

function written() {
  const over = tooLong();
  find('grow').dataset.text = composer.value;
  find('send').disabled = over > 0 || isEmpty();
  show('length', over > 0 ? count('length_over', over) : over > -200 ? count('length_left', -over) : '');
  if (core.acted) keep('draft', composer.value);
  if (core.chat) view.offerTicket(core.chat, waits);
  tellTyping();
}

// Not more often than once a second, and always that the composer is empty again.
let typed = '';
let typedAt = 0;
function tellTyping() {
  const word = composer.value ? ' ' : '';
  if (word === typed && (!word || Date.now() < typedAt + 1_000)) return;
  [typed, typedAt] = [word, Date.now()];
  core.type(word);
}

// Sends what stands in the composer and in the tray, or says why it can't be sent.
function send() {
  const why = isBusy() ? text('files_busy') : tooLong() > 0 ? count('length_over', tooLong()) : '';
  if (why) frontdesk.snag(why);
  if (why || isEmpty()) return false;
  const items = cards();
  const files = items.map(({ dataset }) => JSON.parse(dataset.card));
  for (const card of files) view.sentFiles.set(card.id, card);
  const words = VISIBLE.test(composer.value) ? composer.value.trim() : '';
  inChat('send', { text: words, ...(files.length && { files: files.map(({ id }) => id) }) });
  for (const item of items) item.remove();
  write('');
  find('log').scrollTop = 0;
  composer.focus();
  return true;
}

const on = (id, type, then) => find(id)?.addEventListener(type, then);
composer.addEventListener('input', written);
composer.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  send();
});
on('write', 'submit', (event) => {
  event.preventDefault();
  send();
});
on('tray', 'change', written);
on('end', 'click', () => find('ask').showModal());
on('end-yes', 'click', () => waits('end') || inChat('end'));
on('make-ticket', 'click', () => {
  if (waits('make_ticket')) return;
  if ((isEmpty() && !isBusy()) || send()) inChat('make_ticket');
});
on('left-anew', 'click', () => {
  form.reset();
  core.dismiss();
});
on('anew', 'click', () => {
  face('');
  core.dismiss();
});

let picked = '';
function face(name) {
  picked = name;
  for (const face of ['bad', 'fair', 'good']) find(face)?.setAttribute('aria-pressed', face === name);
  if (find('more')) find('more').hidden = !name;
}
for (const name of ['bad', 'fair', 'good']) on(name, 'click', () => face(name));
on('rating', 'submit', (event) => {
  event.preventDefault();
  const comment = find('comment').value.trim();
  const isLong = [...comment].length > COMMENT_CHARS;
  fault('comment', isLong ? text('rate_too_long') : '');
  if (isLong || !picked || waits('rate')) return;
  inChat('rate', { rating: picked, comment });
  find('anew').focus();
});

// ---- What is seen ----------------------------------------------------------------------------------------------------

function draw() {
  const { barred, chat, identity, left, notice, outbox } = core;
  frontdesk.conversation = chat?.id ?? null;
  const unread = chat?.entries.filter(({ seq, fact }) => seq > chat.seen.read && fact?.message?.by.agent) ?? [];
  core.tell('unread', unread.length);
  const bar = barred || (boot.can.verified_only && !identity && 'barred_unverified');
  const [resuming, trouble] = [core.isResuming(), core.trouble()];
  view.draw({ barred: bar, chat, forgetful: core.isForgetful(), left, outbox, notice, resuming, trouble }, core);
}

write(core.read('draft') ?? '');
core.attach({
  draw,
  save: (unsent) => write([composer.value, unsent].filter(Boolean).join('\n')),
  wrong(fields) {
    if (fields.length) complain(fields.map(({ field, fault }) => [input(field), fault]));
    else show('notice', text('error_topic_gone'));
  },
});
core.tell('live', true);
if ('sent' in form.dataset) submit();

// Only so that this is read as a module.
export {};

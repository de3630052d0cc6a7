// The chat for browsers that run no WebAssembly. It uses the same document, frames and storage as the app, so that a
// visitor may come back with either; what it leaves out is typing, receipts beside the messages and their grouping.
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

// ---- The page around -------------------------------------------------------------------------------------------------

const told = {
  shown(value) {
    place.shown = value === true;
    core.report();
  },
  page: ({ url, title, referrer }) => core.move({ url, title, referrer }),
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
const group = () => find(find('before').hidden ? 'closed' : 'before');
const input = (field) => find(`${group().id}-${field}`);

form.addEventListener('focusin', core.reach);
form.addEventListener('input', ({ target }) => fault(target.name === 'topic' ? 'topic' : target.id, ''));
form.addEventListener('submit', submit);

// A look ahead; what holds is the server's check.
function submit() {
  if (waits('open', 'leave')) return;
  const fields = [...group().elements].filter(({ name }) => name);
  const topic = new FormData(form).get('topic');
  show('notice', '');
  fault('topic', topic ? '' : text('error_topic'));
  for (const { id } of fields) fault(id, '');
  const wrong = fields.filter((field) => !field.checkValidity() || (field.required && !field.value.trim()));
  const what = ({ validity }) => (validity.typeMismatch ? 'not_email' : validity.badInput ? 'not_number' : '');
  complain(wrong.map((field) => [field, what(field)]));
  if (!topic) return form.querySelector('[name="topic"]').focus();
  if (wrong.length) return;
  const value = (field) => (field.type === 'checkbox' ? (field.checked ? 'yes' : '') : field.value);
  const answers = fields.map((field) => ({ field: field.name, value: value(field) }));
  const leaves = group().id === 'closed';
  if (!leaves) event('prechatSubmitted');
  give(leaves ? 'leave' : 'open', { queue: topic, answers, page: place.page });
}

// ---- The conversation ------------------------------------------------------------------------------------------------

const composer = find('composer');
const tooLong = () => [...composer.value].length - MESSAGE_CHARS;
const cards = () => [...document.querySelectorAll('#tray [data-card]')];

function write(value) {
  composer.value = value;
  written();
}

function written() {
  const over = tooLong();
  find('grow').dataset.text = composer.value;
  find('send').disabled = over > 0 || (!composer.value.trim() && !cards().length);
  show('length', over > 0 ? count('length_over', over) : over > -200 ? count('length_left', -over) : '');
  if (core.acted) keep('draft', composer.value);
}

function send() {
  const files = cards();
  if (tooLong() > 0 || (!composer.value.trim() && !files.length)) return false;
  if (document.querySelector('#tray [data-busy]')) {
    find('heard').textContent = text('files_busy');
    return false;
  }
  const sent = files.map(({ dataset }) => JSON.parse(dataset.card).id);
  inChat('send', { text: composer.value.trim(), ...(sent.length && { files: sent }) });
  for (const card of files) card.remove();
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
new MutationObserver(written).observe(find('tray'), { childList: true, subtree: true, attributeFilter: ['data-card'] });
on('end', 'click', () => find('ask').showModal());
on('end-yes', 'click', () => waits('end') || inChat('end'));
on('make-ticket', 'click', () => {
  if (waits('make_ticket')) return;
  if (!composer.value.trim() || send()) inChat('make_ticket');
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
  view.draw({ barred: bar, chat, left, outbox, notice, resuming, trouble }, core);
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

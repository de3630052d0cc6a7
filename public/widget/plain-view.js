// What the chat without WebAssembly (plain.js) shows: it fills in the document by its ids, as the app does.

const root = document.documentElement;
const { frontdesk } = window;
const { texts } = frontdesk;
const { linked } = await frontdesk.load('extras.js');
const boot = JSON.parse(document.getElementById('boot').textContent);

export const find = (id) => document.getElementById(id);
export const text = (key, value) => (texts.get(key) ?? key).replace('{}', value);
export const count = (key, number) => text(`${key}_${new Intl.PluralRules(boot.lang).select(number)}`, number);
const written = (at, form) => new Date(at).toLocaleString(boot.lang, form);
const clock = (at) => written(at, { hour: 'numeric', minute: '2-digit' });
const day = (at) => written(at, { weekday: 'long', day: 'numeric', month: 'long' });

// Writes a text into its place, or hides the place. An unchanged live region stays silent.
export function show(id, said) {
  const place = find(id);
  if (!place) return;
  if (place.textContent !== said) place.textContent = said;
  place.hidden = !said;
}

// Marks a field as wrong and says why, or takes that back.
export function fault(id, said) {
  show(`${id}-error`, said);
  if (said) find(id)?.setAttribute('aria-invalid', 'true');
  else find(id)?.removeAttribute('aria-invalid');
}

const FAULTS = {
  not_email: 'email',
  not_phone: 'phone',
  not_number: 'number',
  not_date: 'date',
  not_option: 'option',
  too_long: 'too_long',
};
const MISSING = { email: 'email', select: 'option', date: 'date', checkbox: 'consent', consent: 'consent' };

// Says at each wrong field what is wrong, and moves the focus to the first. Takes pairs of field and fault.
export function complain(faults) {
  for (const [{ id, dataset }, what] of faults) {
    const key = MISSING[dataset.kind] === 'consent' ? 'consent' : (FAULTS[what] ?? MISSING[dataset.kind] ?? 'missing');
    fault(id, text(`error_${key}`));
  }
  faults[0]?.[0].focus();
}

// ---- Messages, and what happened between them ------------------------------------------------------------------------

function make(name, className, content = '') {
  const element = document.createElement(name);
  element.className = className;
  element.dir = 'auto';
  element.textContent = content;
  return element;
}

function bubble(words) {
  const bubble = make('p', 'bubble');
  bubble.append(...linked(words));
  return bubble;
}

// Dressed by the script that fetches files.
function file(card) {
  const button = make('button', 'file', card.name);
  button.type = 'button';
  button.dataset.file = JSON.stringify(card);
  return button;
}

function overIn(chat) {
  const last = chat.entries.findLast(({ fact }) => fact?.ended ?? fact?.ticket_made ?? fact?.reopened);
  return last?.fact.reopened ? undefined : last;
}

// Later facts name an agent only by id.
const agentsOf = (chat) => {
  const joined = chat.entries.flatMap(({ fact }) => fact?.joined ?? []);
  return new Map(joined.map(({ agent }) => [agent.id, agent]));
};
const nameOf = (id, known) => known.get(id)?.name ?? '';

// An agent's photo; without one the first letter of the name, which stands beside it.
function face({ name, photo }) {
  const shown = photo && 'photos' in root.dataset;
  const face = make(shown ? 'img' : 'span', 'photo', shown ? '' : [...name][0]);
  face.setAttribute('aria-hidden', 'true');
  if (shown) Object.assign(face, { src: photo, alt: '' });
  return face;
}

function message({ by, text: words, files = [] }, known, at) {
  const row = make('div', `message apart ${by.agent ? 'theirs' : 'mine'}`);
  row.removeAttribute('dir');
  if (known?.get(by.agent)) row.append(face(known.get(by.agent)));
  // Files of an earlier page are known by nothing but their ids until the message is recorded.
  if (words || !files.length) row.append(bubble(words || text('files_list')));
  const said = by.agent ? [nameOf(by.agent, known), clock(at)] : [text('mark_sending')];
  row.append(...files.map(file), make('p', by.agent ? 'meta' : 'meta sending', said.join(' · ')));
  return row;
}

// How far the visitor's message has come. Unchanged, it stays as it is.
function mark(row, { seq, at }, { delivered, read }) {
  const meta = row.lastChild;
  const mark = seq <= read ? 'read' : seq <= delivered ? 'delivered' : 'sent';
  if (meta.classList.contains(mark)) return;
  meta.className = `meta ${mark}`;
  meta.textContent = `${clock(at)} · ${text(`mark_${mark}`)}`;
}

function happened({ opened, joined, left, ended, reopened, ticket_made: ticket }, known) {
  if (opened) return text('event_opened', opened.topic);
  if (joined) return text('event_joined', joined.agent.name);
  if (left) return text('event_left', nameOf(left.agent, known));
  if (ticket) return text('event_ticket', ticket.number);
  if (reopened?.by.agent) return text('event_reopened', nameOf(reopened.by.agent, known));
  if (!ended) return '';
  if (ended.by.agent) return text('event_ended_by', nameOf(ended.by.agent, known));
  return text(ended.by === 'system' ? 'event_ended_idle' : 'event_ended');
}

// A row is made once for its key. A message has another one when it is recorded, or has failed.
let drawn = new Map();

function rows(chat, outbox, ways) {
  const end = overIn(chat)?.at;
  const wanted = new Map();
  const row = (key, make) => wanted.set(key, drawn.get(key) ?? make());
  const known = agentsOf(chat);
  let today;
  for (const { seq, at, fact } of chat.entries) {
    const line = fact && happened(fact, known);
    const key = `${chat.id}${seq}`;
    if (!fact?.message && !line) continue;
    if (today && today !== day(at)) row(`${key}day`, () => make('p', 'event day', day(at)));
    today = day(at);
    if (line) row(key, () => make('p', 'event', `${line} · ${clock(at)}`));
    else row(key, () => message(fact.message, known, at));
    if (fact.message && !fact.message.by.agent) mark(wanted.get(key), { seq, at }, chat.staff);
  }
  for (const item of outbox) {
    if (item.command.send) row(item.id + item.failed, () => unsent(item, ways, end));
  }
  const order = (rows) => [...rows.keys()].join();
  if (order(wanted) !== order(drawn)) find('rows').replaceChildren(...wanted.values());
  drawn = wanted;
}

// The cards of files that were sent from this page, by their ids.
export const sentFiles = new Map();

// Why another try can't help, as a text's key.
const FINAL = { ended: 'ended_since', forbidden: 'barred_banned', banned: 'barred_banned', not_found: 'file_gone' };

function unsent(item, ways, end) {
  const { text: words, files = [] } = item.command.send;
  const cards = files.flatMap((id) => sentFiles.get(id) ?? []);
  const row = message({ by: 'visitor', text: words, files: cards });
  if (!item.failed) return row;
  const meta = row.lastChild;
  const final = FINAL[item.failed];
  meta.className = 'meta failed';
  meta.textContent = `${text('mark_failed')} · ${text(final ?? 'failed', end ? clock(end) : '')}`;
  for (const way of final ? ['discard'] : ['retry', 'discard']) {
    const button = make('button', 'link', text(way));
    button.type = 'button';
    button.addEventListener('click', () => ways[way](item));
    meta.append(button);
  }
  return row;
}

// ---- All the rest ----------------------------------------------------------------------------------------------------

// Shows how things stand; see plain.js for what there is. `ways` are the visitor's with a failed message.
export function draw({ barred, chat, forgetful, left, outbox, resuming, trouble, notice }, ways) {
  const waits = (...kinds) => outbox.some(({ command }) => kinds.some((kind) => command[kind]));
  const screen = barred ? 'barred' : chat ? 'chat' : left ? 'left' : resuming ? 'resuming' : 'start';
  const before = root.dataset.screen ?? 'start';
  root.dataset.screen = screen;
  const said = trouble ? text(trouble) : '';
  show('banner', said);
  show('resuming', said || text('resuming'));
  // A line that breaks before the form is sent, and comes back by itself, is no matter there.
  if (notice || waits('open', 'leave')) show('notice', said);
  show('barred-text', barred ? text(barred) : '');
  show('left-number', left ? text('left_number', left) : '');
  show('forgetful', forgetful ? text('forgetful') : '');
  find('submit').setAttribute('aria-disabled', waits('open', 'leave'));
  if (chat) {
    rows(chat, outbox, ways);
    drawChat(chat, outbox, waits);
    offerTicket(chat, waits);
  }
  if (before === screen) return;
  if (screen === 'chat' && before === 'start') find('composer').focus();
  if (screen === 'left') find('left-title').focus();
  if (screen === 'start' && before !== 'resuming') find('greeting').focus();
}

// Nobody needs to wait who has written what it is about.
export function offerTicket({ entries }, waits) {
  const draft = find('composer').value.trim() || document.querySelector('#tray :is([data-card], [data-busy])');
  find('make-ticket').hidden = !(draft || waits('send') || entries.some(({ fact }) => fact?.message));
}

// Who came in last of those who are there.
function present(entries) {
  const there = [];
  for (const { fact } of entries) {
    if (fact?.joined) there.push(fact.joined.agent);
    const at = there.findLastIndex(({ id }) => id === fact?.left?.agent);
    if (at >= 0) there.splice(at, 1);
  }
  return there.at(-1);
}

// Whose face the head shows, and the conversation that went on when all of it was drawn.
let met;
let going;

function drawChat(chat, outbox, waits) {
  const fact = (name) => chat.entries.findLast(({ fact }) => fact?.[name]);
  const [opened, came] = ['opened', 'joined'].map(fact);
  const over = overIn(chat);
  const there = present(chat.entries);
  const agent = over ? came?.fact.joined.agent : there;
  // Who has been passed on to a queue waits again.
  const joined = over || there ? came : undefined;
  if (met !== agent?.id) find('avatar').replaceChildren(...(agent ? [face(agent)] : []));
  met = agent?.id;
  find('title').textContent = agent ? agent.name : text('waiting_title');
  const [key, at] = over ? ['ended', over.at] : joined ? ['joined', joined.at] : ['waiting', opened?.at];
  find('since').textContent = at ? text(`${key}_since`, clock(at)) : '';

  const { place, staffed, wait } = chat.waiting ?? {};
  find('waiting').hidden = !!(joined || over);
  const stands = !place ? 'waiting' : !staffed ? 'waiting_alone' : place === 1 ? 'waiting_next' : 'waiting_place';
  show('place', text(stands, place));
  const minutes = Math.ceil(wait / 60_000);
  const estimate = () => (minutes > 1 ? count('estimate', minutes) : text('estimate_soon'));
  show('estimate', staffed && wait !== null ? estimate() : '');
  find('typing').hidden = !chat.typing;
  find('typist').textContent = chat.typing ? text('typing', nameOf(chat.typing, agentsOf(chat))) : '';

  find('write').hidden = find('end').hidden = !!over;
  find('ending').hidden = !over;
  const rated = fact('rated') || waits('rate');
  if (find('rating')) find('rating').hidden = !boot.can.rate || !joined || !!rated;
  if (find('thanks')) find('thanks').textContent = rated ? text('rate_thanks') : '';
  if (!over && chat.entries.length === chat.last) going = chat.id;
  const kept = find('composer').value.trim() || outbox.some(({ failed }) => failed) ? text('draft_kept') : '';
  const note = over ? [ending(over.fact, chat), kept].filter(Boolean).join(' · ') : '';
  show('ended-note', note);
  if (over && going === chat.id) frontdesk.tell(note);
  if (over) going = '';
}

// Who ended it, or why.
function ending({ ended, ticket_made: ticket }, chat) {
  if (ticket) return text('ended_ticket', ticket.number);
  return ended.by === 'system' ? text('ended_idle') : happened({ ended }, agentsOf(chat));
}

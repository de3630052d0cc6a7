// What the chat without WebAssembly (plain.js) shows: it fills in the document by its ids, as the app does.

const root = document.documentElement;
const { frontdesk } = window;
const { texts, mayStore } = frontdesk;
const boot = JSON.parse(document.getElementById('boot').textContent);

export const find = (id) => document.getElementById(id);
export const text = (key, value) => (texts.get(key) ?? key).replace('{}', value);
export const count = (key, number) => text(`${key}_${new Intl.PluralRules(boot.lang).select(number)}`, number);
const clock = (at) => new Date(at).toLocaleString(boot.lang, { hour: 'numeric', minute: '2-digit' });

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

// The same rules as the app's: http and https alone, without what belongs to the sentence around.
const LINK = /(^|[^\p{L}\p{N}])(https?:\/\/[\p{L}\p{N}[][^\s<>"`\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u206f]*)/gu;

function bubble(message) {
  const bubble = make('p', 'bubble');
  let from = 0;
  for (const { 0: whole, 1: before, 2: found, index } of message.matchAll(LINK)) {
    const link = make('a', '', trim(found));
    Object.assign(link, { href: link.textContent, target: '_blank', rel: 'noopener noreferrer nofollow' });
    bubble.append(message.slice(from, index) + before, link);
    from = index + whole.length - found.length + link.textContent.length;
  }
  bubble.append(message.slice(from));
  return bubble;
}

function trim(address) {
  const open = { ')': '(', ']': '[' };
  for (;;) {
    const last = address.at(-1);
    const outside = open[last]
      ? address.split(last).length > address.split(open[last]).length
      : '.,;:!?\'…»”'.includes(last);
    if (!outside) return address;
    address = address.slice(0, -1);
  }
}

// Dressed by the script that fetches files.
function file(card) {
  const button = make('button', 'file', card.name);
  button.type = 'button';
  button.dataset.file = JSON.stringify(card);
  return button;
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
  const agent = by.agent && nameOf(by.agent, known);
  const row = make('div', `message apart ${by.agent ? 'theirs' : 'mine'}`);
  row.removeAttribute('dir');
  if (known?.get(by.agent)) row.append(face(known.get(by.agent)));
  if (words) row.append(bubble(words));
  const said = by.agent ? agent : text(at ? 'mark_sent' : 'mark_sending');
  const parts = by.agent ? [said, clock(at)] : at ? [clock(at), said] : [said];
  const mark = by.agent ? '' : at ? ' sent' : ' sending';
  row.append(...files.map(file), make('p', `meta${mark}`, parts.join(' · ')));
  return row;
}

function happened({ opened, joined, left, ended, ticket_made: ticket }, known) {
  if (opened) return text('event_opened', opened.topic);
  if (joined) return text('event_joined', joined.agent.name);
  if (left) return text('event_left', nameOf(left.agent, known));
  if (ticket) return text('event_ticket', ticket.number);
  if (!ended) return '';
  if (ended.by.agent) return text('event_ended_by', nameOf(ended.by.agent, known));
  return text(ended.by === 'system' ? 'event_ended_idle' : 'event_ended');
}

// A row is made once for its key. A message has another one when it is recorded, or has failed.
let drawn = new Map();

function rows(chat, outbox, ways) {
  const wanted = new Map();
  const row = (key, make) => wanted.set(key, drawn.get(key) ?? make());
  const known = agentsOf(chat);
  for (const { seq, at, fact } of chat.entries) {
    const line = fact && happened(fact, known);
    if (fact?.message) row(`${chat.id}${seq}`, () => message(fact.message, known, at));
    else if (line) row(`${chat.id}${seq}`, () => make('p', 'event', `${line} · ${clock(at)}`));
  }
  for (const item of outbox) {
    if (item.command.send) row(item.id + item.failed, () => unsent(item, ways));
  }
  const order = (rows) => [...rows.keys()].join();
  if (order(wanted) !== order(drawn)) find('rows').replaceChildren(...wanted.values());
  drawn = wanted;
}

function unsent(item, ways) {
  const row = message({ by: 'visitor', text: item.command.send.text });
  if (!item.failed) return row;
  const meta = row.lastChild;
  meta.className = 'meta failed';
  meta.textContent = text('mark_failed');
  for (const way of ['retry', 'discard']) {
    const button = make('button', 'link', text(way));
    button.type = 'button';
    button.addEventListener('click', () => ways[way](item));
    meta.append(button);
  }
  return row;
}

// ---- All the rest ----------------------------------------------------------------------------------------------------

// Shows how things stand; see plain.js for what there is. `ways` are the visitor's with a failed message.
export function draw({ barred, chat, left, outbox, resuming, trouble, notice }, ways) {
  const waits = (...kinds) => outbox.some(({ command }) => kinds.some((kind) => command[kind]));
  const screen = barred ? 'barred' : chat ? 'chat' : left ? 'left' : resuming ? 'resuming' : 'start';
  const before = root.dataset.screen ?? 'start';
  root.dataset.screen = screen;
  const said = trouble ? text(trouble) : '';
  show('banner', said);
  show('resuming', said || text('resuming'));
  if (notice) show('notice', text(notice));
  show('barred-text', barred ? text(barred) : '');
  show('left-number', left ? text('left_number', left) : '');
  show('forgetful', isForgetful() ? text('forgetful') : '');
  find('submit').setAttribute('aria-disabled', waits('open', 'leave'));
  if (chat) {
    rows(chat, outbox, ways);
    drawChat(chat, waits);
  }
  if (before === screen) return;
  if (screen === 'chat' && before === 'start') find('composer').focus();
  if (screen === 'left') find('left-title').focus();
  if (screen === 'start' && before !== 'resuming') find('greeting').focus();
}

function isForgetful() {
  try {
    return !mayStore() || !localStorage;
  } catch {
    return true;
  }
}

// Whose face the head shows.
let met;

function drawChat(chat, waits) {
  const fact = (name) => chat.entries.findLast(({ fact }) => fact?.[name]);
  const [opened, joined, ended, ticket] = ['opened', 'joined', 'ended', 'ticket_made'].map(fact);
  const over = ended ?? ticket;
  const agent = joined?.fact.joined.agent;
  if (met !== agent?.id) find('avatar').replaceChildren(...(agent ? [face(agent)] : []));
  met = agent?.id;
  find('title').textContent = joined ? joined.fact.joined.agent.name : text('waiting_title');
  const [key, at] = over ? ['ended', over.at] : joined ? ['joined', joined.at] : ['waiting', opened?.at];
  find('since').textContent = at ? text(`${key}_since`, clock(at)) : '';

  const { place, staffed, wait } = chat.waiting ?? {};
  find('waiting').hidden = !!(joined || over);
  const stands = !place ? 'waiting' : !staffed ? 'waiting_alone' : place === 1 ? 'waiting_next' : 'waiting_place';
  show('place', text(stands, place));
  const minutes = Math.ceil(wait / 60_000);
  const estimate = () => (minutes > 1 ? count('estimate', minutes) : text('estimate_soon'));
  show('estimate', staffed && wait !== null ? estimate() : '');
  find('make-ticket').hidden = !(find('composer').value || waits('send') || fact('message'));

  find('write').hidden = find('end').hidden = !!over;
  find('ending').hidden = !over;
  const rated = fact('rated') || waits('rate');
  if (find('rating')) find('rating').hidden = !boot.can.rate || !joined || !!rated;
  if (find('thanks')) find('thanks').textContent = rated ? text('rate_thanks') : '';
  if (ticket) show('ended-note', text('ended_ticket', ticket.fact.ticket_made.number));
  else if (ended?.fact.ended.by === 'system') show('ended-note', text('ended_idle'));
  else show('ended-note', ended ? happened(ended.fact, agentsOf(chat)) : '');
}

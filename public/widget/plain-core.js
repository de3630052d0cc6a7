// What the chat without WebAssembly (plain.js) knows, keeps, says to the server and hears from it. What is to be recorded
// waits in the outbox until the server has recorded it, also over a reload, and is sent again under the same id.

const { frontdesk } = window;
const { prefix, mayStore } = frontdesk;
const boot = JSON.parse(document.getElementById('boot').textContent);
const { host } = document.documentElement.dataset;

// The same as the server's, in milliseconds.
const SILENCE = 28_000;
const CONNECT = 12_000;
const UNAVAILABLE = 'notice_unavailable';
const PASSING = { too_many: 'notice_too_fast', unavailable: UNAVAILABLE, internal: UNAVAILABLE };
const REFUSED = 'notice_refused';
const BARS = { banned: 'barred_banned', unknown_widget: REFUSED, site_not_allowed: REFUSED, foreign_origin: REFUSED };

// What plain.js does with what happens: `draw()`, `save(text)` which could not be sent, `wrong(faults)` in the form (empty
// if it is something else).
let ears;

export const tell = (word, value) => host && parent.postMessage({ frontdesk: word, value }, host);
export const event = (name, detail = {}) => tell('event', { name, detail });

// ---- What is kept between two pages; nothing before the visitor has acted --------------------------------------------

export const attempt = (action) => {
  try {
    return action();
  } catch {
    return null;
  }
};
export const read = (key) => (mayStore() ? attempt(() => localStorage.getItem(prefix + key)) : null);
let full = false;
export const keep = (key, value) => {
  if (!mayStore()) return;
  if (!value) attempt(() => localStorage.removeItem(prefix + key));
  else full ||= attempt(() => localStorage.setItem(prefix + key, value)) === null;
};
// Whether the next page may know less than this one.
export const isForgetful = () => full || !mayStore() || !attempt(() => localStorage);
const names = () => (mayStore() && attempt(() => Object.keys(localStorage))) || [];

let token = read('token');
let dismissed = read('dismissed');
// Commands that wait for the server to record them, oldest first: ids made later sort later.
export let outbox = names()
  .filter((key) => key.startsWith(`${prefix}pending.`))
  .sort()
  .map((key) => ({ ...attempt(() => JSON.parse(localStorage[key])), id: key.slice(`${prefix}pending.`.length) }))
  .filter(({ command }) => command);
export let acted = !!token || outbox.length > 0;

const keepItem = ({ id, failed, command }) => keep(`pending.${id}`, JSON.stringify({ failed, command }));
const newId = () =>
  Date.now().toString(16).padStart(12, '0') +
  Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => byte.toString(16).padStart(2, '0')).join('');

// Without one yet, another tab's stays in storage.
function setToken(value) {
  token = frontdesk.token = value;
  if (acted && value) keep('token', value);
}

// ---- The connection --------------------------------------------------------------------------------------------------

// Where the visitor is, and whether the panel is open.
export const place = { page: {}, shown: false };
export let chat, left, notice, barred, identity;
export const trouble = () => notice || (restarting ? 'restarting' : failures ? 'offline' : '');
export const isResuming = () => token && !epoch && !notice;
let attributes = [];
let asked, epoch, line, timer, pause;
let failures = 0;
let up = false;
let restarting = false;
let held = false;

const say = (frame) => line?.send(JSON.stringify(frame));
const watch = (millis, then = lose) => {
  clearTimeout(timer);
  timer = setTimeout(then, millis);
};

// Connects, if that has not been done.
export function reach() {
  if (line || barred) return;
  pause = 0;
  const mine = (line = frontdesk.connect());
  const present = (then) => (come) => mine === line && then(come);
  mine.addEventListener('open', present(() => say({ hello: { widget: boot.widget, token, identity } })));
  mine.addEventListener('close', present(lose));
  mine.addEventListener('message', present(({ data }) => heard(JSON.parse(data))));
  watch(CONNECT);
}

function heard(update) {
  watch(SILENCE);
  if (update === 'ping') return say('pong');
  const [name] = Object.keys(update);
  hear[name]?.(update[name]);
  pump();
  ears.draw();
}

function hangUp() {
  const old = line;
  line = null;
  up = held = false;
  if (chat) chat.typing = null;
  for (const item of outbox) item.flying = false;
  attempt(() => old.close());
}

function lose() {
  hangUp();
  if (barred) return;
  failures += 1;
  const bound = Math.min(20_000, 250 * 2 ** failures);
  watch(Math.max(pause, (bound * (1 + Math.random())) / 2), reach);
  ears.draw();
}

function again() {
  hangUp();
  reach();
}

addEventListener('online', () => line || again());
addEventListener('offline', () => line && lose());

// ---- What is said to the server --------------------------------------------------------------------------------------

export function give(name, fields) {
  const item = { id: newId(), failed: null };
  item.command = { [name]: { ...fields, id: item.id } };
  outbox.push(item);
  acted = true;
  setToken(token);
  keepItem(item);
  reach();
  pump();
  ears.draw();
}

// One at a time keeps the order.
function pump() {
  if (!up || held || outbox.some(({ flying }) => flying)) return;
  const next = outbox.find(({ failed }) => !failed);
  if (next) {
    next.flying = true;
    say(next.command);
  }
}

function done(id) {
  const item = outbox.find((item) => item.id === id);
  outbox = outbox.filter((other) => other !== item);
  if (item && notice !== 'notice_expired') notice = '';
  if (item) keep(`pending.${id}`, null);
  return item;
}

export const waits = (...kinds) => outbox.some(({ command }) => kinds.some((kind) => command[kind]));
export const inChat = (name, fields) => chat && give(name, { conversation: chat.id, ...fields });

// ---- What is heard from it -------------------------------------------------------------------------------------------

const hear = {
  welcome(welcome) {
    up = true;
    failures = 0;
    restarting = asked = false;
    notice = notice === 'notice_expired' ? notice : '';
    if (attributes.length) say({ describe: { attributes } });
    if (epoch !== welcome.epoch) chat = null;
    epoch = welcome.epoch;
    if (welcome.token) setToken(welcome.token);
    const { conversation } = welcome;
    if (conversation && conversation.id !== dismissed) enter(conversation);
    else chat = null;
    if (chat && place.page.url) move(place.page);
    dropStrays();
  },
  opened({ id, conversation }) {
    if (done(id)) event('chatStarted', { topic: conversation.topic });
    enter(conversation);
  },
  left({ id, number }) {
    if (!done(id)) return;
    left = number;
    event('offlineSubmitted', { number });
  },
  events({ conversation, events, last }) {
    if (conversation !== chat?.id) return;
    chat.last = Math.max(chat.last, last);
    for (const entry of events) if (entry.seq === chat.entries.length + 1) receive(entry);
    if (events.length) askForMissing();
    report();
  },
  receipts({ conversation, receipts: { delivered, read } }) {
    if (conversation !== chat?.id) return;
    chat.staff.delivered = Math.max(chat.staff.delivered, delivered);
    chat.staff.read = Math.max(chat.staff.read, read);
  },
  // Whoever types stops and goes on: it is told once for each message.
  typing({ conversation, agent, on }) {
    if (conversation !== chat?.id) return;
    chat.typing = on ? agent : null;
    if (!on || chat.typist === agent) return;
    chat.typist = agent;
    frontdesk.tell(frontdesk.texts.get('typing').replace('{}', agentName(agent)));
  },
  waiting({ conversation, place, staffed, wait_millis: wait = null }) {
    if (conversation !== chat?.id) return;
    chat.waiting = { place, staffed, wait };
    event('queue', { position: place, waitSeconds: wait && Math.floor(wait / 1_000), staffed });
  },
  refused({ id, problem: { code, retry_after: seconds = 1, fields = [] } }) {
    event('error', { code });
    if (code === 'session_expired') return expire();
    if (code === 'not_verified') unverified();
    if (BARS[code]) bar(BARS[code]);
    if (PASSING[code]) notice = PASSING[code];
    const item = outbox.find((item) => item.id === id);
    if (!item) return;
    item.flying = false;
    if (PASSING[code]) {
      held = true;
      setTimeout(() => ((held = false), pump()), seconds * 1_000);
      return;
    }
    if (item.command.send) {
      item.failed = code;
      return keepItem(item);
    }
    done(id);
    const { open } = item.command;
    if (open && code === 'closed') frontdesk.closeTopic(open.queue);
    else if (open || item.command.leave) ears.wrong(fields);
  },
  closing({ retry_millis: millis }) {
    restarting = true;
    pause = millis;
  },
};

function enter(conversation) {
  const entries = chat?.id === conversation.id ? chat.entries : [];
  // What happened before is no news to the page around.
  const told = entries.length || conversation.last;
  chat = { ...conversation, entries, seen: conversation.visitor, told };
  left = null;
  askForMissing();
}

function askForMissing() {
  const after = chat.entries.length;
  if (after < chat.last) say({ resume: { conversation: chat.id, after } });
}

const agentName = (id) =>
  chat.entries.findLast(({ fact }) => fact?.joined?.agent.id === id)?.fact.joined.agent.name ?? '';

function receive(entry) {
  const fact = entry.fact ?? {};
  const isNew = entry.seq > chat.told;
  chat.entries.push(entry);
  const { message, joined, left: gone, ended, ticket_made: ticket, rated } = fact;
  const own = message?.by === 'visitor' ? message : ended?.by === 'visitor' ? ended : (ticket ?? rated);
  if (own && done(own.id)) {
    if (message) event('messageSent');
    if (ticket) event('offlineSubmitted', { number: ticket.number });
    if (rated) event('rated', { rating: rated.rating });
  }
  if (joined && isNew) event('agentJoined', { name: joined.agent.name });
  if (gone && isNew) event('agentLeft', { name: agentName(gone.agent) });
  if (ended || ticket) chat.typing = null;
  if (isNew && (ended || ticket)) event('chatEnded', { by: ticket ? 'visitor' : ended.by.agent ? 'agent' : ended.by });
  if (message) chat.typist = null;
  if (!message?.by.agent) return;
  if (chat.typing === message.by.agent) chat.typing = null;
  if (entry.seq > chat.seen.delivered) {
    frontdesk.ring([message.text, ...(message.files ?? []).map(({ name }) => name)].filter(Boolean).join(', '));
    event('messageReceived', { text: message.text });
  }
}

// Tells the server, and so the visitor's other devices, what was seen here.
export function report() {
  if (!up || !chat) return;
  const last = chat.entries.findLast(({ fact }) => fact?.message?.by.agent)?.seq ?? 0;
  const { delivered, read } = chat.seen;
  const looks = place.shown && !document.hidden;
  const receipts = { delivered: Math.max(delivered, last), read: looks ? Math.max(read, last) : read };
  if (receipts.delivered + receipts.read > delivered + read) say({ seen: { conversation: chat.id, receipts } });
  chat.seen = receipts;
}

// The token is worth nothing any more: a new visitor starts, with the texts that the old one could not send.
function expire() {
  chat = null;
  notice = 'notice_expired';
  keep('token', null);
  setToken(null);
  dropStrays();
  again();
}

function dropStrays() {
  for (const { id, command } of [...outbox]) {
    const { conversation, text, comment } = Object.values(command)[0];
    // What was put away is still this visitor's, and can be rated.
    if (!conversation || [chat?.id, command.rate && token && dismissed].includes(conversation)) continue;
    done(id);
    if (text || comment) ears.save(text || comment);
  }
}

function bar(key) {
  barred = key;
  hangUp();
  clearTimeout(timer);
}

function unverified() {
  if (asked || !identity?.jwt) return bar('barred_unverified');
  asked = true;
  tell('token', true);
}

// ---- What the visitor and the page around decide ---------------------------------------------------------------------

export function retry(item) {
  item.failed = null;
  keepItem(item);
  pump();
  ears.draw();
}

export function discard({ id }) {
  done(id);
  ears.draw();
}

// Makes room for something new.
export function dismiss() {
  if (chat) keep('dismissed', (dismissed = chat.id));
  chat = left = null;
  dropStrays();
  ears.draw();
}

// What the visitor has written stays here until it is sent: a blank says that there is something.
export const type = (text) => up && chat && say({ typing: { conversation: chat.id, text } });

export function identify({ user, hash, token, name = '', email = '' }) {
  const before = JSON.stringify(identity);
  identity = token ? { jwt: { token } } : hash ? { hmac: { user, hash, name, email } } : undefined;
  if (JSON.stringify(identity) === before) return;
  if (barred === 'barred_unverified') barred = '';
  if (identity) again();
}

export function describe(told) {
  attributes = told;
  if (up) say({ describe: { attributes } });
}

// The visitor went to another page of the site.
export function move(page) {
  place.page = page;
  if (up && chat) say({ moved: { page } });
}

export function reset() {
  for (const key of names()) if (key.startsWith(prefix)) attempt(() => localStorage.removeItem(key));
  outbox = [];
  chat = left = dismissed = identity = epoch = null;
  notice = '';
  acted = full = false;
  setToken(null);
  hangUp();
  clearTimeout(timer);
}

// Another tab has a token now: use the same.
addEventListener('storage', ({ key, newValue }) => {
  if (key !== `${prefix}token` || !newValue || newValue === token) return;
  acted = true;
  token = frontdesk.token = newValue;
  again();
});

export function attach(given) {
  ears = given;
  setToken(token);
  ears.draw();
  if (acted) reach();
}

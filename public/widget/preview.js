// Plays the server in a preview, in which the real app runs: one state of the widget after the other, said by `?state=` in
// the address. It comes before start.js, so that the app finds what a visitor in this state would have left behind.
// Nothing here reaches a server, and the storage it fills is the preview's own.

const find = (id) => document.getElementById(id);
const state = new URLSearchParams(location.search).get('state') ?? 'greeting';
const boot = JSON.parse(find('boot').textContent);
const texts = new Map(boot.texts);
const text = (key) => texts.get(key) ?? '';

const MINUTE = 60_000;
// As the server does, so that the app knows that the line is alive.
const PING_MILLIS = 20_000;
const ANSWER_MILLIS = 1_200;
const CONVERSATION = 'preview';
const TICKET = 1042;
const EPOCH = 'preview';

const ANNA = { id: 'anna', name: text('sample_agent'), photo: '/photos/fern.svg' };
// A name that is as long as names get, and no photo.
const MAX = { id: 'max', name: text('sample_agent_long') };

// ---- What was said before --------------------------------------------------------------------------------------------

const by = (agent) => ({ agent: agent.id });
const PICTURE = { id: 'picture', name: 'card.png', kind: 'image/png', bytes: 48_213, thumbnail: { width: 320, height: 200 } };

const opened = { opened: { topic: boot.topics[0]?.name ?? '' } };
const says = (who, key, files) => ({ message: { id: `m${key}`, by: who, text: text(key), ...(files && { files }) } });
const joins = (agent) => ({ joined: { agent } });

const ASKED = [opened, says('visitor', 'sample_question')];
const TALKED = [
  ...ASKED,
  joins(ANNA),
  says(by(ANNA), 'sample_hello'),
  says(by(ANNA), 'sample_answer'),
  says('visitor', 'sample_thanks'),
];

// Two hundred messages, with a name as long as names get and words that no line holds.
const LONGEST = text('sample_agent_long').replaceAll(/\P{L}/gu, '').repeat(3);
const MANY = [opened, joins(MAX)];
for (let number = 1; number <= 200; number += 1) {
  const key = `sample_${['question', 'hello', 'answer', 'thanks', 'handover', 'picture', 'reply'][number % 7]}`;
  const words = number % 20 ? text(key) : LONGEST;
  MANY.push({ message: { id: `l${number}`, by: number % 3 ? by(MAX) : 'visitor', text: words } });
}

// The facts that each state begins with; a state that isn't here begins with the form.
const PAST = {
  unread: TALKED,
  waiting: ASKED,
  conversation: [...TALKED, says(by(ANNA), 'sample_picture', [PICTURE])],
  agent_changes: [
    ...ASKED,
    joins(ANNA),
    says(by(ANNA), 'sample_handover'),
    { left: { agent: ANNA.id } },
    joins(MAX),
    says(by(MAX), 'sample_answer'),
  ],
  long: MANY,
  ended: [...TALKED, { ended: { id: 'e', by: by(ANNA) } }],
  inactive: [...TALKED, { ended: { id: 'e', by: 'system' } }],
  banned: [],
  offline: TALKED,
  restarting: TALKED,
  plain: TALKED,
};

// ---- The line --------------------------------------------------------------------------------------------------------

const begun = Date.now();
const facts = PAST[state] ?? [];
const past = facts.map((fact, index) => ({ seq: index + 1, at: begun - (facts.length - index) * MINUTE, fact }));
const agent = { agent_changes: MAX, long: MAX }[state] ?? ANNA;
let connected = 0;
// Files that were added in this page, by their ids.
const uploads = new Map();

function conversation() {
  const last = past.length;
  const receipts = { delivered: last, read: last };
  return { id: CONVERSATION, topic: opened.opened.topic, last, staff: receipts, visitor: receipts };
}

export function run(line) {
  connected += 1;
  const hear = (frame) => line.closed || line.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  const end = () => {
    if (line.closed) return;
    line.closed = true;
    clearInterval(pulse);
    // As a web socket does: once whoever called us is done.
    setTimeout(() => line.dispatchEvent(new Event('close')));
  };
  const pulse = setInterval(hear, PING_MILLIS, 'ping');

  // Something happens in the conversation.
  const happen = (fact) => {
    past.push({ seq: past.length + 1, at: Date.now(), fact });
    hear({ events: { conversation: CONVERSATION, events: past.slice(-1), last: past.length } });
  };
  const answer = (key) => {
    const typing = (on) => hear({ typing: { conversation: CONVERSATION, agent: agent.id, on } });
    typing(true);
    setTimeout(() => {
      typing(false);
      happen({ message: { id: `a${past.length}`, by: by(agent), text: text(key) } });
    }, ANSWER_MILLIS);
  };

  const greet = () => {
    if (state === 'banned') return hear({ refused: { id: null, problem: { code: 'banned' } } });
    const there = past.length ? conversation() : null;
    hear({ welcome: { epoch: EPOCH, now: Date.now(), token: 'preview', conversation: there } });
  };
  const resume = (after) => {
    hear({ events: { conversation: CONVERSATION, events: past.slice(after), last: past.length } });
    if (state === 'waiting') {
      hear({ waiting: { conversation: CONVERSATION, place: 3, staffed: true, wait_millis: 4 * MINUTE } });
    } else if (state === 'unread' && connected === 1) {
      answer('sample_picture');
    } else if (state === 'restarting') {
      hear({ closing: { retry_millis: 60 * MINUTE } });
      end();
    } else if (state === 'offline') {
      end();
    }
  };
  const open = (id) => {
    if (!past.length) happen(opened);
    hear({ opened: { id, conversation: conversation() } });
  };

  const heard = {
    hello: greet,
    resume: ({ after }) => resume(after),
    open: ({ id }) => {
      open(id);
      setTimeout(() => {
        happen(joins(agent));
        answer('sample_hello');
      }, ANSWER_MILLIS);
    },
    leave: ({ id }) => hear({ left: { id, number: TICKET } }),
    make_ticket: ({ id }) => happen({ ticket_made: { id, number: TICKET } }),
    send: ({ id, text, files = [] }) => {
      happen({ message: { id, by: 'visitor', text, files: files.map((file) => uploads.get(file).card) } });
      if (state !== 'waiting') answer('sample_reply');
    },
    end: ({ id }) => happen({ ended: { id, by: 'visitor' } }),
    rate: ({ id, rating, comment }) => happen({ rated: { id, rating, comment } }),
  };

  line.close = end;
  // Later, as over a network.
  line.send = (frame) =>
    queueMicrotask(() => {
      const said = JSON.parse(frame);
      const [word] = Object.keys(Object(said));
      heard[word]?.(said[word]);
    });
  setTimeout(() => {
    if (state === 'offline' && connected > 1) return end();
    line.dispatchEvent(new Event('open'));
  });
}

// ---- What the server keeps besides -----------------------------------------------------------------------------------

// A drawn postcard, so that a picture can be seen without one being stored anywhere.
async function picture() {
  const canvas = new OffscreenCanvas(640, 400);
  const pen = canvas.getContext('2d');
  const sky = pen.createLinearGradient(0, 0, 640, 400);
  sky.addColorStop(0, '#f4d9b0');
  sky.addColorStop(1, '#7fb7ab');
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 640, 400);
  pen.fillStyle = '#fff8';
  pen.beginPath();
  pen.arc(480, 130, 64, 0, 7);
  pen.fill();
  for (const [color, from, to] of [['#3d7f73', 300, 220], ['#285a51', 340, 320]]) {
    pen.fillStyle = color;
    pen.beginPath();
    pen.moveTo(0, 400);
    pen.lineTo(0, from);
    pen.quadraticCurveTo(240, to - 120, 640, to);
    pen.lineTo(640, 400);
    pen.fill();
  }
  return new Response(await canvas.convertToBlob());
}

const EARLIER = {
  id: 'earlier',
  topic: opened.opened.topic,
  opened_at: begun - 3 * 24 * 60 * MINUTE,
  agent: ANNA.name,
  preview: text('sample_thanks'),
};

// A conversation as it is read later.
function entries(facts) {
  const said = facts.map((fact, index) => {
    const [[kind, value]] = Object.entries(fact);
    const who = value.by?.agent === MAX.id || value.agent === MAX.id ? MAX : ANNA;
    const by = value.by?.agent ? 'agent' : value.by;
    const at = EARLIER.opened_at + index * MINUTE;
    return { kind, ...value, by, name: by === 'visitor' ? text('sample_name') : who.name, photo: who.photo, at };
  });
  return { entries: said };
}

function transcript() {
  const said = past.map(({ fact }) => fact.message).filter(Boolean);
  const lines = said.map(({ by, text: words }) => `${by === 'visitor' ? text('sample_name') : agent.name}: ${words}\n`);
  return new Response(lines.join('\n'), { headers: { 'content-disposition': 'attachment; filename="chat.txt"' } });
}

const ask = window.fetch;
window.fetch = async (address, ...rest) => {
  const { pathname, search } = new URL(address?.url ?? address, location.href);
  const file = /^\/api\/files\/([^/]+)/.exec(pathname)?.[1];
  if (file) return uploads.has(file) ? new Response(uploads.get(file).content) : picture();
  if (pathname === '/api/visitor/conversations') return Response.json([EARLIER]);
  if (!pathname.endsWith('/transcript')) return ask(address, ...rest);
  return search.includes('format=json') ? Response.json(entries(TALKED)) : transcript();
};

// Takes files as the server would, and keeps them in the page.
window.XMLHttpRequest = class extends EventTarget {
  upload = new EventTarget();
  status = 201;
  open() {}
  setRequestHeader(name, value) {
    if (name === 'X-File-Name') this.name = decodeURIComponent(value);
  }
  abort() {
    this.aborted = true;
  }
  send(content) {
    const card = { id: `file-${uploads.size}`, name: this.name, kind: content.type, bytes: content.size };
    uploads.set(card.id, { card, content });
    this.response = card;
    setTimeout(() => this.aborted || this.dispatchEvent(new Event('load')), ANSWER_MILLIS);
  }
};

// ---- Manners ---------------------------------------------------------------------------------------------------------

// The admin is writing beside us: the focus stays there until they come here.
const { focus } = HTMLElement.prototype;
HTMLElement.prototype.focus = () => {};
for (const visit of ['pointerdown', 'focusin']) {
  addEventListener(visit, () => (HTMLElement.prototype.focus = focus), { capture: true, once: true });
}

// ---- What a visitor in this state has left behind --------------------------------------------------------------------

const shut = (area) =>
  Object.defineProperty(window, area, {
    get() {
      throw new DOMException('The preview blocks storage.', 'SecurityError');
    },
  });

function answerOf({ kind, options }) {
  const known = { name: text('sample_name'), email: 'vera@example.com', phone: '+48 22 123 45 67', number: '2', date: '2026-12-24' };
  return known[kind] ?? options?.[0] ?? text('sample_question');
}

// Fills in the form and sends it, as a visitor would.
function submit() {
  const first = find('topic')?.querySelector('input, option:not([value=""])');
  if (first) first.checked = first.selected = true;
  first?.dispatchEvent(new Event('input', { bubbles: true }));
  for (const [group, fields] of [['before', boot.before], ['closed', boot.closed]]) {
    for (const field of fields) {
      const input = find(`${group}-${field.id}`);
      if (input.type === 'checkbox') input.checked = true;
      else input.value = answerOf(field);
    }
  }
  find('form').requestSubmit();
}

if (state === 'blocked') {
  shut('localStorage');
  shut('sessionStorage');
} else if (PAST[state]) {
  localStorage.setItem(`frontdesk.${boot.widget}.token`, 'preview');
}
// Once start.js listens.
if (state === 'blocked' || state === 'left') addEventListener('DOMContentLoaded', submit);
// Before start.js looks for it.
if (state === 'plain') delete window.WebAssembly;
if (state === 'broken') {
  for (const id of ['app', 'plain.js']) {
    find(id)?.removeAttribute('rel');
    find(id)?.setAttribute('href', '/assets/none.js');
  }
}

// What was said before: the conversation as a file to keep, and the visitor's earlier conversations, to read.

const { frontdesk } = window;
const { ask, day, download, icon, linked, make, text, time } = await frontdesk.load('extras.js');

const lang = document.documentElement.lang;
const sheet = document.getElementById('past');
const path = (id, format) =>
  `/api/visitor/conversations/${encodeURIComponent(id)}/transcript?format=${format}&lang=${lang}`;

// ---- To keep ---------------------------------------------------------------------------------------------------------

export async function transcript() {
  const id = frontdesk.conversation;
  if (!id) return;
  const answer = await ask(path(id, 'html'));
  const named = /filename="?([^";]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
  download(await answer.blob(), named ?? 'chat.html');
}

// ---- To read ---------------------------------------------------------------------------------------------------------

const title = make('h1', { id: 'past-title', tabIndex: -1 });
const back = make('button', { type: 'button', className: 'icon', ariaLabel: text('back') }, icon('M14.5 6l-6 6 6 6'));
const away = make('button', { type: 'button', className: 'icon', ariaLabel: text('back') }, icon('M6.5 6.5l11 11M17.5 6.5l-11 11'));
const room = make('div', { className: 'room', tabIndex: 0, role: 'region' });
room.setAttribute('aria-labelledby', 'past-title');
sheet.replaceChildren(make('header', { className: 'past-head' }, back, title, away), room);
away.addEventListener('click', () => sheet.close());

export async function history(opener) {
  if (sheet.open) return;
  // What stands in the menu has gone with it.
  const goOn = () => (opener.offsetParent ? opener : document.getElementById('menu')).focus();
  sheet.addEventListener('close', goOn, { once: true });
  sheet.showModal();
  await list();
}

// Shows what a promise brings, and says so while it takes its time or if it fails.
async function show(heading, goBack, coming) {
  title.textContent = heading;
  back.hidden = !goBack;
  back.onclick = goBack;
  room.replaceChildren(make('p', { className: 'hint', role: 'status', textContent: text('past_loading') }));
  title.focus();
  try {
    room.replaceChildren(...(await coming));
  } catch {
    room.replaceChildren(make('p', { className: 'hint', role: 'alert', textContent: text('past_failed') }));
  }
  room.scrollTop = 0;
}

async function list() {
  await show(text('history'), null, all());
}

async function all() {
  const past = await (await ask('/api/visitor/conversations')).json();
  // The one that goes on is no earlier one.
  const earlier = past.filter(({ id }) => id !== frontdesk.conversation);
  if (!earlier.length) return [make('p', { className: 'hint', textContent: text('past_none') })];
  return [make('ul', { className: 'pasts' }, ...earlier.map(entry))];
}

function entry({ id, topic, opened_at, agent, preview }) {
  const words = [agent, day(opened_at)].filter(Boolean).join(' · ');
  const open = make(
    'button',
    { type: 'button', className: 'past' },
    make('b', { dir: 'auto', textContent: topic }),
    make('span', { dir: 'auto', textContent: preview }),
    make('small', { textContent: words }),
  );
  open.addEventListener('click', () => show(topic, list, read(id)));
  return make('li', {}, open);
}

async function read(id) {
  const { entries } = await (await ask(path(id, 'json'))).json();
  const rows = [];
  let last = {};
  for (const one of entries) {
    if (day(one.at) !== day(last.at ?? 0)) rows.push(event(day(one.at), 'event day'));
    const row = one.kind === 'message' ? message(one, apart(one, last)) : event(happened(one), 'event');
    if (row.textContent) rows.push(row);
    last = one;
  }
  setTimeout(() => frontdesk.extra('dress'));
  return rows;
}

const apart = (one, last) =>
  last.kind !== 'message' || one.by !== last.by || one.name !== last.name || one.at - last.at > 300_000;

function message({ by, name, photo, at, text: said, files }, isApart) {
  const mine = by === 'visitor';
  const row = make('div', { className: `message ${mine ? 'mine' : 'theirs'}${isApart ? ' apart' : ''}` });
  if (!mine) row.append(face(name, photo));
  if (said) row.append(make('p', { className: 'bubble', dir: 'auto' }, ...linked(said)));
  for (const file of files ?? []) {
    const button = make('button', { type: 'button', className: 'file', textContent: file.name });
    button.dataset.file = JSON.stringify(file);
    row.append(button);
  }
  const who = mine ? time(at) : `${name} · ${time(at)}`;
  row.append(make('p', { className: 'meta', dir: 'auto', textContent: who }));
  return row;
}

function face(name, photo) {
  if (photo && 'photos' in document.documentElement.dataset) {
    return make('img', { className: 'photo', alt: '', src: photo });
  }
  return make('span', { className: 'photo', ariaHidden: 'true', textContent: [...name][0] ?? '' });
}

function event(words, className) {
  return make('p', { className, dir: 'auto', textContent: words });
}

function happened({ kind, by, name, at, topic, number }) {
  const words = {
    opened: () => text('event_opened', topic),
    joined: () => text('event_joined', name),
    left: () => text('event_left', name),
    ticket: () => text('event_ticket', number),
    ended: () => ({ visitor: text('event_ended'), agent: text('event_ended_by', name) })[by] ?? text('event_ended_idle'),
  }[kind]?.();
  return words ? `${words} · ${time(at)}` : '';
}

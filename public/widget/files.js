// Files to send: picked, photographed, dropped or pasted, then uploaded, shown above the composer until the message takes
// them along. The apps read the tray by its attributes: `data-busy` is on its way, `data-failed` did not get there, and
// `data-card` is the server's card of a file that is ready.

const { frontdesk } = window;
const { above, ending, icon, inTime, make, size, text } = await frontdesk.load('extras.js');

// As in shared/src/file.rs; what a file is, the server decides by its content.
const ENDINGS = 'pdf doc docx ppt pptx xls xlsx txt rtf jpg jpeg png gif bmp webp tif tiff heic heif'.split(' ');
const ANY = { accept: ENDINGS.map((one) => `.${one}`).join() };
const MOST = 5;
const PICTURES = /^image\/(png|jpeg|gif|webp|bmp)$/;
const CROSS = 'M7 7l10 10M17 7L7 17';
const AGAIN = 'M19 12a7 7 0 1 1-2-4.9L19 9M19 4.5V9h-4.5';

// What is never one of these, so that nobody waits for the server to say so. Any other ending says too little.
const HOPELESS = /^(apk|com|dll|dmg|exe|gz|iso|jar|msi|rar|scr|tar|zip|7z)$/;
const PLAYED = /^(audio|video)\//;

// What the server may say of an upload, and after which of it another try may help.
const BROKEN = 'file_broken';
const TOO_FAST = 'file_too_fast';
const REASONS = {
  banned: 'barred_banned',
  ended: 'file_ended',
  file_refused: 'file_refused',
  forbidden: 'file_forbidden',
  internal: 'failed',
  not_found: 'notice_expired',
  session_expired: 'notice_expired',
  too_large: 'file_too_large',
  too_many: TOO_FAST,
  unavailable: 'failed',
};
const PASSING = [BROKEN, 'failed', TOO_FAST];
// In milliseconds: how long nothing more of a file may go out, and how long the server may look at all of it.
const STALLED = 30_000;
const UNANSWERED = 90_000;

const tray = document.getElementById('tray');
const composer = document.getElementById('composer');
const write = document.getElementById('write');
const limit = Number(write.dataset.limit) || 10 * 1024 * 1024;

const changed = () => tray.dispatchEvent(new Event('change', { bubbles: true }));

// The button: a picker, and on a touch screen first the choice between files and the camera.
export function files(button) {
  if (!matchMedia('(pointer: coarse)').matches) return picker(ANY).click();
  above(choice(button), button);
  menu.showPopover();
}

function picker(properties) {
  const input = make('input', { type: 'file', multiple: true, ...properties });
  input.addEventListener('change', () => take([...input.files]));
  return input;
}

let menu;
function choice(button) {
  if (menu) return menu;
  const entry = (key, path, properties) => {
    const one = make('button', { type: 'button' }, icon(path), text(key));
    one.addEventListener('click', () => {
      menu.hidePopover();
      picker(properties).click();
    });
    return one;
  };
  menu = make(
    'div',
    { className: 'menu above', popover: 'auto' },
    entry('files', 'M14 3.5H6.5v17h11V7zM14 3.5V7h3.5', ANY),
    entry('files_photo', 'M4 8h4l1.5-2.5h5L16 8h4v11H4zM12 10a3.2 3.2 0 1 0 0 6.4a3.2 3.2 0 1 0 0-6.4', {
      accept: 'image/*',
      capture: 'environment',
    }),
  );
  button.after(menu);
  return menu;
}

// Takes files, from wherever they come.
export function take(list) {
  if (!frontdesk.conversation) return frontdesk.snag(text('files_first'));
  for (const file of list) {
    if (tray.children.length >= MOST) {
      frontdesk.snag(text('files_too_many', MOST));
      break;
    }
    add(file);
  }
  composer.focus();
}

function add(file) {
  const state = make('span', { className: 'state' });
  const progress = make('progress', { max: 1, value: 0, 'aria-label': file.name });
  const away = button(CROSS, text('file_cancel', file.name), () => remove(item));
  const again = button(AGAIN, text('file_again', file.name), () => upload(item));
  const words = make('div', {}, make('bdi', { className: 'name', textContent: file.name }), state, progress);
  const item = make('li', {}, preview(file), words, again, away);
  Object.assign(item, { file, state, progress, away, again });
  tray.append(item);
  if (!file.size) fail(item, 'file_empty');
  else if (HOPELESS.test(ending(file.name)) || PLAYED.test(file.type)) fail(item, 'file_refused');
  else if (file.size > limit) fail(item, 'file_too_large');
  else upload(item);
}

function button(path, label, run) {
  const made = make('button', { type: 'button', className: 'tool', 'aria-label': label, title: label }, icon(path));
  made.addEventListener('click', run);
  return made;
}

function preview(file) {
  const sign = () => make('span', { className: 'kind', textContent: ending(file.name) });
  if (!PICTURES.test(file.type)) return sign();
  const picture = make('img', { className: 'kind', alt: '', src: URL.createObjectURL(file) });
  picture.addEventListener('load', () => URL.revokeObjectURL(picture.src));
  picture.addEventListener('error', () => picture.replaceWith(sign()));
  return picture;
}

function upload(item) {
  const { file, state, progress } = item;
  const request = new XMLHttpRequest();
  item.request = request;
  request.open('POST', `/api/visitor/files?conversation=${encodeURIComponent(frontdesk.conversation)}`);
  request.responseType = 'json';
  request.setRequestHeader('Authorization', `Bearer ${frontdesk.token}`);
  request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
  request.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
  let watch;
  const expect = (millis) => {
    clearTimeout(watch);
    watch = setTimeout(() => {
      request.abort();
      fail(item, BROKEN);
    }, millis);
  };
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    progress.value = loaded / (total || file.size);
    expect(STALLED);
  });
  request.upload.addEventListener('load', () => expect(UNANSWERED));
  request.addEventListener('loadend', () => clearTimeout(watch));
  request.addEventListener('load', () => {
    const { status, response } = request;
    if (status === 201) done(item, response);
    else fail(item, REASONS[response?.code] ?? BROKEN, response?.retry_after);
  });
  request.addEventListener('error', () => fail(item, BROKEN));
  delete item.dataset.failed;
  item.dataset.busy = '';
  progress.value = 0;
  state.textContent = size(file.size);
  label(item, 'file_cancel');
  expect(STALLED);
  request.send(file);
  changed();
}

function done(item, card) {
  delete item.dataset.busy;
  item.dataset.card = JSON.stringify(card);
  label(item, 'file_remove');
  frontdesk.tell(text('file_done', item.file.name));
  changed();
}

// `wait` are the seconds after which the server would take more.
function fail(item, reason, wait = 60) {
  delete item.dataset.busy;
  item.dataset.failed = PASSING.includes(reason) ? 'again' : '';
  item.state.textContent = text(reason, reason === TOO_FAST ? inTime(wait) : size(limit));
  label(item, 'file_remove');
  frontdesk.tell(`${item.file.name}: ${item.state.textContent}`);
  changed();
}

function label(item, key) {
  item.away.ariaLabel = item.away.title = text(key, item.file.name);
}

function remove(item) {
  item.request?.abort();
  item.remove();
  composer.focus();
  changed();
}

// Files belong to the conversation that they were uploaded to.
new MutationObserver(() => {
  if (document.documentElement.dataset.screen === 'chat' || !tray.children.length) return;
  for (const item of tray.children) item.request?.abort();
  tray.replaceChildren();
  changed();
}).observe(document.documentElement, { attributeFilter: ['data-screen'] });

// Files to send: picked, photographed, dropped or pasted, then uploaded, shown above the composer until the message takes
// them along. The apps read the tray by its attributes: `data-busy` is on its way, `data-failed` did not get there, and
// `data-card` is the server's card of a file that is ready.

const { frontdesk } = window;
const { above, announce, ending, icon, make, size, text } = await frontdesk.load('extras.js');

// As in shared/src/file.rs; what a file is, the server decides by its content.
const ENDINGS = 'pdf doc docx ppt pptx xls xlsx txt rtf jpg jpeg png gif bmp webp tif tiff heic'.split(' ');
const ANY = { accept: ENDINGS.map((one) => `.${one}`).join() };
const MOST = 5;
const PICTURES = /^image\/(png|jpeg|gif|webp|bmp)$/;
const CROSS = 'M7 7l10 10M17 7L7 17';
const AGAIN = 'M19 12a7 7 0 1 1-2-4.9L19 9M19 4.5V9h-4.5';

// What the server may say of an upload. The first two stay true however often it is tried.
const REASONS = { too_large: 'file_too_large', file_refused: 'file_refused', too_many: 'file_too_fast' };

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
  else if (!ENDINGS.includes(ending(file.name))) fail(item, 'file_refused');
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
  item.conversation = frontdesk.conversation;
  request.open('POST', `/api/visitor/files?conversation=${encodeURIComponent(item.conversation)}`);
  request.responseType = 'json';
  request.setRequestHeader('Authorization', `Bearer ${frontdesk.token}`);
  request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
  request.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    progress.value = loaded / (total || file.size);
  });
  request.addEventListener('load', () => {
    if (request.status === 201) done(item, request.response);
    else fail(item, REASONS[request.response?.code] ?? 'file_broken');
  });
  request.addEventListener('error', () => fail(item, 'file_broken'));
  delete item.dataset.failed;
  item.dataset.busy = '';
  progress.value = 0;
  state.textContent = size(file.size);
  label(item, 'file_cancel');
  request.send(file);
  changed();
}

function done(item, card) {
  delete item.dataset.busy;
  item.dataset.card = JSON.stringify(card);
  label(item, 'file_remove');
  announce(text('file_done', item.file.name));
  changed();
}

function fail(item, reason) {
  delete item.dataset.busy;
  // What is refused for what it is would be refused again.
  item.dataset.failed = /broken|too_fast/.test(reason) ? 'again' : '';
  item.state.textContent = text(reason, size(limit));
  label(item, 'file_remove');
  announce(`${item.file.name}: ${item.state.textContent}`);
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

// The app keeps the message until the files are there, and says so to those who can't see it.
const tellBusy = () => tray.querySelector('[data-busy]') && frontdesk.snag(text('files_busy'));
write.addEventListener('submit', tellBusy);
composer.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) tellBusy();
});

// Files belong to the conversation that they were uploaded to.
new MutationObserver(() => {
  if (document.documentElement.dataset.screen === 'chat' || !tray.children.length) return;
  for (const item of tray.children) item.request?.abort();
  tray.replaceChildren();
  changed();
}).observe(document.documentElement, { attributeFilter: ['data-screen'] });

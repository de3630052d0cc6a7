// The emoji picker. The emoji with their names in the visitor's language come in a file of their own.

const { frontdesk } = window;
const { above, make, text } = await frontdesk.load('extras.js');

const kept = `${frontdesk.prefix}emoji`;
const RECENT = 16;
const HEADINGS = {
  recent: 'emoji_recent',
  faces: 'emoji_faces',
  people: 'emoji_people',
  nature: 'emoji_nature',
  food: 'emoji_food',
  places: 'emoji_places',
  things: 'emoji_things',
  signs: 'emoji_signs',
};
const composer = document.getElementById('composer');

let entries;
let known;

// "😀 name|more words" becomes what is shown and what is searched.
async function prepare() {
  const groups = (await frontdesk.load('emojis')).default;
  entries = Object.entries(groups).map(([group, all]) => [
    group,
    all.map((one) => {
      const [sign] = one.split(' ', 1);
      const [name, more = ''] = one.slice(sign.length + 1).split('|');
      return { sign, name, words: `${name} ${more}`.toLowerCase() };
    }),
  ]);
  known = new Map(entries.flatMap(([, all]) => all.map((one) => [one.sign, one])));
}

const search = make('input', { type: 'search', placeholder: text('emoji_search'), ariaLabel: text('emoji_search'), autocomplete: 'off' });
const list = make('div', { className: 'signs', role: 'listbox', ariaLabel: text('emoji') });
const none = make('p', { className: 'hint', role: 'status' });
const picker = make('div', { id: 'emoji', className: 'menu', popover: 'auto', role: 'dialog', ariaLabel: text('emoji') }, search, list, none);
let opener;

// The first press brings the picker; from then on the button opens and closes it by itself.
export async function emoji(button) {
  if (!entries) await prepare();
  if (opener) return;
  opener = button;
  button.after(picker);
  button.popoverTargetElement = picker;
  picker.showPopover();
}

picker.addEventListener('beforetoggle', ({ newState }) => {
  const opens = newState === 'open';
  opener.setAttribute('aria-expanded', opens);
  if (!opens) return;
  search.value = '';
  draw();
  above(picker, opener);
});
picker.addEventListener('toggle', ({ newState }) => {
  // On touch screens this would bring up the keyboard.
  if (newState === 'open' && !matchMedia('(pointer: coarse)').matches) search.focus();
});

function recent() {
  try {
    return JSON.parse(localStorage.getItem(kept)) ?? [];
  } catch {
    return [];
  }
}

function remember(sign) {
  if (!frontdesk.mayStore()) return;
  try {
    localStorage.setItem(kept, JSON.stringify([sign, ...recent().filter((one) => one !== sign)].slice(0, RECENT)));
  } catch {
    // Then nothing is remembered.
  }
}

// ---- What is drawn ---------------------------------------------------------------------------------------------------

function draw() {
  const wanted = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ words }) => wanted.every((word) => words.includes(word));
  const lately = recent().map((sign) => known.get(sign)).filter(Boolean);
  const shown = wanted.length ? entries : [['recent', lately], ...entries];
  list.replaceChildren(...shown.map(([group, all]) => part(group, all.filter(fits))).filter(Boolean));
  const first = list.querySelector('[role="option"]');
  if (first) first.tabIndex = 0;
  none.textContent = first ? '' : text('emoji_none');
  list.scrollTop = 0;
}

function part(group, signs) {
  if (!signs.length) return null;
  const id = `emoji-${group}`;
  const heading = make('p', { id, className: 'heading', ariaHidden: 'true', textContent: text(HEADINGS[group]) });
  const options = signs.map(({ sign, name }) =>
    make('button', { type: 'button', role: 'option', tabIndex: -1, ariaLabel: name, title: name, textContent: sign }),
  );
  return make('div', { role: 'group', 'aria-labelledby': id }, heading, ...options);
}

// ---- What is pressed -------------------------------------------------------------------------------------------------

search.addEventListener('input', draw);
// Not every browser closes it for a search field; the panel around stays open.
picker.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.isComposing) return;
  event.preventDefault();
  picker.hidePopover();
  opener.focus();
});

search.addEventListener('keydown', (event) => {
  if (event.isComposing || (event.key !== 'Enter' && event.key !== 'ArrowDown')) return;
  // The search stands in the form of the message, which Enter would send.
  event.preventDefault();
  const first = list.querySelector('[role="option"]');
  if (event.key === 'ArrowDown') first?.focus();
  else if (first) insert(first.textContent);
});

list.addEventListener('click', ({ target }) => {
  const option = target.closest('[role="option"]');
  if (option) insert(option.textContent);
});

list.addEventListener('keydown', (event) => {
  const options = [...list.querySelectorAll('[role="option"]')];
  const at = options.indexOf(document.activeElement);
  const next = at < 0 ? null : neighbor(event.key, options, at);
  if (next === null) return;
  event.preventDefault();
  for (const option of options) option.tabIndex = -1;
  const option = options[next];
  if (option) {
    option.tabIndex = 0;
    option.focus();
  } else {
    search.focus();
  }
});

// The place that a key leads to; out of range leads back to the search.
function neighbor(key, options, at) {
  const ahead = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const last = options.length - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowLeft' || key === 'ArrowRight') return Math.min(Math.max(at + (key === ahead ? 1 : -1), 0), last);
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return null;
  const { offsetLeft, offsetTop } = options[at];
  const down = key === 'ArrowDown';
  const beyond = options.filter((one) => (down ? one.offsetTop > offsetTop : one.offsetTop < offsetTop));
  if (!beyond.length) return down ? at : -1;
  const line = beyond[down ? 0 : beyond.length - 1].offsetTop;
  const near = beyond.filter((one) => one.offsetTop === line);
  const distance = (one) => Math.abs(one.offsetLeft - offsetLeft);
  return options.indexOf(near.reduce((best, one) => (distance(one) < distance(best) ? one : best)));
}

function insert(sign) {
  composer.setRangeText(sign, composer.selectionStart, composer.selectionEnd, 'end');
  composer.dispatchEvent(new InputEvent('input', { bubbles: true }));
  remember(sign);
  picker.hidePopover();
  composer.focus();
}

// What the extras share: making elements, asking the server as the visitor, and the style sheet of them all. Whatever
// people wrote is put in as text; nothing here makes markup of a string.

const { frontdesk } = window;
const lang = document.documentElement.lang;

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);
const fetched = await Promise.all(['extras.css', 'extras.json'].map((id) => fetch(frontdesk.address(id))));
sheet.replaceSync(await fetched[0].text());
const texts = await fetched[1].json();

// An element with properties (or attributes, where there is no such property) and children.
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

// A line drawing, 24 by 24.
export function icon(path) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS(svg.namespaceURI, 'path');
  svg.setAttribute('class', 'line');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

// A text in the visitor's language, with something in place of `{}`.
export const text = (key, value = '') => (texts[key] ?? frontdesk.texts.get(key) ?? key).replace('{}', value);

// Asks the server as this visitor; a refusal is an error with the problem's `code`.
export async function ask(path) {
  const answer = await fetch(path, { headers: { Authorization: `Bearer ${frontdesk.token}` } });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(problem.detail ?? answer.statusText), { code: problem.code });
}

// Gives the visitor a file.
export function download(blob, name) {
  const address = URL.createObjectURL(blob);
  make('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// Tells those who can't see it.
const heard = make('p', { className: 'unseen', role: 'status' });
document.body.append(heard);
export function announce(words) {
  heard.textContent = words;
}

// Puts a layer right above the box in which one writes, as high as there is room.
export function above(layer, button) {
  const { top } = button.closest('.box').getBoundingClientRect();
  layer.style.bottom = `${innerHeight - top + 6}px`;
  layer.style.maxHeight = `${Math.max(top - 12, 120)}px`;
}

// How large a file is, in whole kilobytes or tenths of megabytes.
export function size(bytes) {
  const [unit, value] = bytes < 1_000_000 ? ['kilobyte', Math.ceil(bytes / 1000)] : ['megabyte', bytes / 1_000_000];
  return new Intl.NumberFormat(lang, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
}

export const time = (millis) => new Intl.DateTimeFormat(lang, { timeStyle: 'short' }).format(millis);
export const day = (millis) => new Intl.DateTimeFormat(lang, { dateStyle: 'medium' }).format(millis);

// The ending of a file's name, without its dot.
export const ending = (name) => /\.([^.]{1,5})$/.exec(name)?.[1].toLowerCase() ?? '';

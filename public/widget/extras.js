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

// Firefox takes a download for a way that our frame goes, and so the host page's policy may forbid it. A tab is no frame.
const WITHOUT_DOWNLOADS = CSS.supports('-moz-appearance', 'none');

// Gives the visitor a file.
export function download(blob, name) {
  // Of a kind that no tab shows.
  const address = URL.createObjectURL(new File([blob], name, { type: 'application/octet-stream' }));
  const way = WITHOUT_DOWNLOADS ? { target: '_blank', rel: 'noopener' } : { download: name };
  make('a', { href: address, ...way }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
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

// How long from now, such as "in 2 minutes".
export function inTime(seconds) {
  const [unit, one] = seconds < 60 ? ['second', 1] : seconds < 3_600 ? ['minute', 60] : ['hour', 3_600];
  return new Intl.RelativeTimeFormat(lang).format(Math.ceil(seconds / one), unit);
}

export const time = (millis) => new Intl.DateTimeFormat(lang, { timeStyle: 'short' }).format(millis);
export const day = (millis) => new Intl.DateTimeFormat(lang, { dateStyle: 'medium' }).format(millis);

// The words of a message with its addresses as links: http and https alone, without what belongs to the sentence around,
// as shared/src/link.rs has it.
const LINK = /(^|[^\p{L}\p{N}])(https?:\/\/[\p{L}\p{N}[][^\s<>"`\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u206f]*)/gu;
const OPENING = { ')': '(', ']': '[' };

export function linked(said) {
  const parts = [];
  let from = 0;
  for (const { 1: before, 2: found, index } of said.matchAll(LINK)) {
    const href = trimmed(found);
    const start = index + before.length;
    parts.push(said.slice(from, start));
    parts.push(make('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow', textContent: href }));
    from = start + href.length;
  }
  return [...parts, said.slice(from)];
}

function trimmed(address) {
  const last = address.at(-1);
  const open = OPENING[last];
  const outside = open ? address.split(last).length > address.split(open).length : '.,;:!?\'…»”'.includes(last);
  return outside ? trimmed(address.slice(0, -1)) : address;
}

// The ending of a file's name, without its dot.
export const ending = (name) => /\.([^.]{1,5})$/.exec(name)?.[1].toLowerCase() ?? '';

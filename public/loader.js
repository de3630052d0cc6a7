// The loader: the one file that a page with the chat on it pays for at once.
//
//   <script async src="https://chat.example/widget.js" data-widget="ID"></script>
//
// Optional on the tag: data-color (any CSS color), data-position ("left" or "right"), data-lang (such as "pl").
// It draws the launcher, and makes the iframe with the chat itself only once the visitor means to use it. It asks nothing
// of the page's policy but script-src and frame-src for the chat's address: no inline style, no string becomes markup or
// script. It stores nothing and overwrites nothing.
//
// Frontdesk('open' | 'close' | 'toggle')
// Frontdesk('on', 'opened' | 'closed' | 'unread', callback)  gives back a function that ends it; unread gets a number
//
// To call it before this file is there, let the calls wait in line (then 'on' gives nothing back yet):
//   window.Frontdesk ??= function () { (Frontdesk.q ??= []).push(arguments) }
(() => {
  const tag = document.currentScript;
  const waiting = window.Frontdesk;
  // Another copy of this tag, or something of the page's own that happens to have our name.
  if (!tag || (waiting && !waiting.q)) return;

  const { widget, color, position, lang } = tag.dataset;
  const chat = new URL(tag.src).origin;

  const texts = {
    en: ['Chat with us', 'Close the chat', 'The chat can’t be reached just now.', 'Try again', 'unread'],
    pl: ['Porozmawiaj z nami', 'Zamknij czat', 'Czat jest chwilowo niedostępny.', 'Spróbuj ponownie', 'nieprzeczytane'],
    ru: ['Написать нам', 'Закрыть чат', 'Чат сейчас недоступен.', 'Попробовать снова', 'непрочитанные'],
  };
  const known = [lang, ...navigator.languages].map((wish) => wish?.slice(0, 2)).find((wish) => texts[wish]);
  const [askText, closeText, troubleText, againText, unreadText] = texts[known] ?? texts.en;

  let frame;
  let patience;
  // The iframe has said that its document is there.
  let ready = false;
  let opened = false;
  let unread = 0;
  let page = '';
  const listeners = new Set();

  // ---- What is drawn -------------------------------------------------------------------------------------------------

  const make = (name, parent, properties) => parent.appendChild(Object.assign(document.createElement(name), properties));
  const host = document.createElement('frontdesk-widget');
  const root = host.attachShadow({ mode: 'open' });
  const style = new CSSStyleSheet();
  style.replaceSync(`
:host{all:initial!important;position:fixed!important;inset:auto 0 0 auto!important;z-index:2147483647!important;color-scheme:light dark!important}
@media print{:host{display:none!important}}
*{box-sizing:border-box;margin:0;font:15px/1.4 system-ui,sans-serif}
button{border:0;cursor:pointer;color:var(--on);background:var(--brand)}
button:focus-visible{outline:3px solid var(--brand);outline-offset:3px;box-shadow:0 0 0 3px #fff}
.launcher{position:fixed;bottom:calc(20px + env(safe-area-inset-bottom));right:20px;width:60px;height:60px;padding:0;border-radius:50%;
background-image:linear-gradient(150deg,#fff3,#0000 55%);box-shadow:0 1px 3px #0003,0 8px 26px #0000004d}
svg{position:absolute;inset:0;margin:auto;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.cross,.open .talk{opacity:0;transform:rotate(-45deg) scale(.6)}.open .cross{opacity:1;transform:none}
.badge{position:absolute;top:-3px;right:-3px;min-width:22px;padding:0 6px;border-radius:11px;background:#d3302f;color:#fff;font-size:12px;font-weight:650;line-height:22px;text-align:center}
[hidden]{display:none!important}
.panel{position:fixed;bottom:calc(96px + env(safe-area-inset-bottom));right:20px;width:384px;height:min(640px,100dvh - 116px);border-radius:18px;overflow:hidden;
background:light-dark(#fff,#141b1a);color:light-dark(#15211f,#e9f0ee);box-shadow:0 0 0 1px #00000014,0 4px 12px #0000001f,0 24px 64px #00000047;visibility:hidden;opacity:0;transform:translateY(14px) scale(.97)}
.left :is(.launcher,.panel){right:auto;left:20px}
.open .panel{visibility:visible;opacity:1;transform:none}
iframe{width:100%;height:100%;border:0;display:block;position:relative;color-scheme:light dark}
.wait,.trouble{position:absolute;inset:0;display:grid;place-content:center;justify-items:center;gap:16px;padding:32px;text-align:center;background:inherit;border-top:6px solid var(--brand)}
.wait::after{content:"";width:28px;height:28px;border:3px solid var(--brand);border-right-color:#0000;border-radius:50%}
.trouble button{padding:10px 18px;border-radius:10px;font-weight:600}
@media (prefers-reduced-motion:no-preference){.launcher,svg,.panel{transition:transform .22s cubic-bezier(.2,.7,.2,1),opacity .18s,visibility .22s}
.launcher:hover{transform:scale(1.06)}.launcher:active{transform:scale(.96)}.wait::after{animation:turn .8s linear infinite}@keyframes turn{to{rotate:1turn}}}
@media (max-width:480px),(max-height:420px){.panel,.left .panel{inset:0;width:100%;height:100%;border-radius:0}.ready .launcher{visibility:hidden}}
@media (forced-colors:active){.launcher,.panel{border:2px solid}}`);
  root.adoptedStyleSheets = [style];

  const rtl = getComputedStyle(document.documentElement).direction === 'rtl';
  const all = make('div', root, { className: (position ?? (rtl ? 'left' : 'right')) === 'left' ? 'left' : '' });
  const panel = make('div', all, { id: 'panel', className: 'panel', role: 'dialog', ariaLabel: askText });
  make('div', panel, { className: 'wait' });
  const trouble = make('div', panel, { className: 'trouble', role: 'alert', hidden: true });
  make('p', trouble, { textContent: troubleText });
  make('button', trouble, { type: 'button', textContent: againText, onclick: () => (load(), frame.focus()) });
  const launcher = make('button', all, { type: 'button', className: 'launcher' });
  launcher.setAttribute('aria-controls', 'panel');
  const icon = (name, line) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const path = svg.appendChild(document.createElementNS(svg.namespaceURI, 'path'));
    for (const [key, value] of Object.entries({ class: name, width: 28, height: 28, viewBox: '0 0 24 24' })) svg.setAttribute(key, value);
    path.setAttribute('d', line);
    launcher.append(svg);
  };
  icon('talk', 'M12 4c5 0 9 3.2 9 7.3s-4 7.3-9 7.3c-1 0-2-.1-2.9-.4L4.5 20.5l1-3.8C3.9 15.3 3 13.4 3 11.3 3 7.2 7 4 12 4ZM8.2 11.4h.01M12 11.4h.01M15.8 11.4h.01');
  icon('cross', 'M6 9.5l6 6 6-6');
  const badge = make('span', launcher, { className: 'badge', hidden: true });

  // The owner's color, with black or white upon it, whichever can be read better.
  const brand = CSS.supports('color', color ?? '') ? color : '#0f6f66';

  function draw() {
    all.classList.toggle('open', opened);
    // Only then has the chat a button of its own that closes it.
    all.classList.toggle('ready', opened && ready);
    launcher.ariaExpanded = opened;
    launcher.ariaLabel = opened ? closeText : unread ? `${askText} (${unreadText}: ${unread})` : askText;
    badge.hidden = opened || !unread;
    badge.textContent = unread > 9 ? '9+' : unread;
  }

  // ---- The iframe ----------------------------------------------------------------------------------------------------

  // Only ever called when the visitor shows an intent: hover, focus, touch, click, or the page's own call.
  function load() {
    if (frame && trouble.hidden) return;
    frame?.remove();
    trouble.hidden = true;
    ready = false;
    draw();
    frame = document.createElement('iframe');
    frame.title = askText;
    // So that the server can tell a site that it doesn't know.
    frame.referrerPolicy = 'origin';
    const address = new URL(`widget/${encodeURIComponent(widget)}`, tag.src);
    if (lang) address.searchParams.set('lang', lang);
    // Behind the #: for the chat's own script, never sent over the network.
    address.hash = new URLSearchParams({ host: location.origin, color: color ?? '' });
    frame.src = address.href;
    // Browsers don't tell whether a document of another origin came: silence after the end of loading means that it
    // didn't.
    frame.onload = () => expect(3000);
    panel.append(frame);
    expect(20000);
  }

  function expect(millis) {
    clearTimeout(patience);
    patience = setTimeout(() => {
      if (ready) return;
      console.warn(`Frontdesk: no chat at ${chat} for the widget "${widget}" on ${location.origin}. Is the site allowed?`);
      frame.remove();
      trouble.hidden = false;
    }, millis);
  }

  function tell(word, value) {
    if (ready) frame.contentWindow.postMessage({ frontdesk: word, value }, chat);
  }

  // Where the visitor is; said only if it is news.
  function tellPage() {
    const now = { url: location.href.split('#')[0], title: document.title, referrer: document.referrer };
    const key = JSON.stringify(now);
    if (ready && key !== page) {
      page = key;
      tell('page', now);
    }
  }

  addEventListener('message', ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== chat) return;
    const word = data?.frontdesk;
    if (word === 'ready' || word === 'live') {
      ready = true;
      draw();
      page = '';
      clearTimeout(patience);
      tellPage();
      tell('shown', opened);
      // The visitor has opened us before there was anything to move the focus to.
      if (opened && root.activeElement === launcher) frame.focus();
    } else if (word === 'close') {
      show(false);
    } else if (word === 'unread' && Number.isInteger(data.value) && data.value !== unread) {
      unread = data.value;
      draw();
      emit('unread', unread);
    }
  });

  // ---- Opening and closing -------------------------------------------------------------------------------------------

  function show(wanted) {
    if (wanted === opened) return;
    const inside = root.activeElement;
    opened = wanted;
    load();
    draw();
    tellPage();
    tell('shown', opened);
    if (opened) frame.focus();
    else if (inside) launcher.focus();
    emit(opened ? 'opened' : 'closed');
  }

  function emit(name, ...details) {
    for (const [wanted, callback] of [...listeners]) {
      if (wanted !== name) continue;
      // A fault in the page's own code is the page's to see, and must not break the chat.
      try {
        callback(...details);
      } catch (error) {
        reportError(error);
      }
    }
  }

  function api(command, name, callback) {
    if (command === 'open' || command === 'close') show(command === 'open');
    else if (command === 'toggle') show(!opened);
    else if (command === 'on' && typeof callback === 'function') {
      const listener = [name, callback];
      listeners.add(listener);
      return () => void listeners.delete(listener);
    } else console.warn('Frontdesk: there is no command', command);
  }

  launcher.onclick = () => show(!opened);
  root.addEventListener('keydown', (event) => event.key === 'Escape' && show(false));
  for (const intent of ['pointerenter', 'focus', 'touchstart']) launcher.addEventListener(intent, load, { passive: true, once: true });
  // Single-page sites change the address without loading. Titles change a moment later.
  const moved = () => setTimeout(() => (host.isConnected || document.body.append(host), tellPage()), 300);
  (window.navigation ?? window).addEventListener(window.navigation ? 'currententrychange' : 'popstate', moved);
  document.addEventListener('visibilitychange', tellPage);

  // In <head> there is no body yet.
  (function place() {
    if (!document.body) return requestAnimationFrame(place);
    document.body.append(host);
    // Mixed with itself any color is written as color(srgb 0.1 0.2 0.3).
    launcher.style.color = `color-mix(in srgb,${brand},${brand})`;
    const [red, green, blue] = getComputedStyle(launcher).color.match(/[\d.]+/g).map((part) => part ** 2.2);
    launcher.style.color = '';
    host.style.setProperty('--brand', brand);
    host.style.setProperty('--on', 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? '#000' : '#fff');
  })();
  draw();

  window.Frontdesk = api;
  for (const call of waiting?.q ?? []) api(...call);
})();

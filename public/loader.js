// The loader: the one file that a page with the chat on it pays for at once.
//
//   <script async src="https://chat.example/w/ID.js"></script>
//
// The server puts the widget's settings in the place of FRONTDESK_SETTINGS. Optional on the tag: data-lang (such as
// "pl"), data-scheme ("light", "dark" or "auto"), data-consent="required", data-launcher="none".
// It draws the launcher and takes the page's calls; the panel (panel.js), what few pages call (api.js), whatever speaks to
// the visitor first (invite.js) and what tells agents who is on the site (visits.js) are fetched when they are needed. It asks nothing of the page's policy but script-src and
// frame-src for the chat's address, stores nothing before the visitor acts and overwrites nothing. docs/embed.md tells
// owners the rest.
(() => {
  const settings = FRONTDESK_SETTINGS;
  const { id, texts, light, dark, icon = 'bubble', side = 'end', x = 20, y = 20 } = settings;
  const tag = document.currentScript;
  const waiting = window.Frontdesk;
  if (!tag) return;
  // Something of the page's own that happens to have our name keeps no queue.
  if (waiting && (waiting.widget || !/\.q\b/.test(waiting))) {
    // The same tag twice is no fault. Of two widgets the first stays: two launchers would cover each other.
    if (waiting.widget !== id) console.warn(`Frontdesk: "${id}" is not shown, as the page already has`, waiting.widget ?? waiting);
    return;
  }

  const { lang, scheme, consent, launcher: drawn } = tag.dataset;
  const pixels = { small: 52, large: 68 }[settings.size] ?? 60;
  const icons = {
    bubble: 'M12 4c5 0 9 3.2 9 7.3s-4 7.3-9 7.3c-1 0-2-.1-2.9-.4L4.5 20.5l1-3.8C3.9 15.3 3 13.4 3 11.3 3 7.2 7 4 12 4ZM8.2 11.4h.01M12 11.4h.01M15.8 11.4h.01',
    question: 'M8.5 9a3.5 3.5 0 1 1 5.2 3C12.6 12.7 12 13.4 12 15M12 19h.01',
    headset: 'M20 14v-2a8 8 0 0 0-16 0v2a2 2 0 0 1 4 0v3a2 2 0 0 1-4 0v-3M20 14a2 2 0 0 0-4 0v3a2 2 0 0 0 4 0v-3M20 17q0 4-6 4',
    wave: 'M8 13V7a1.5 1.5 0 0 1 3 0v4-6a1.5 1.5 0 0 1 3 0v6-4a1.5 1.5 0 0 1 3 0v5-2a1.5 1.5 0 0 1 3 0v5a6 6 0 0 1-11 3l-3-4a1.5 1.5 0 0 1 2-2M2.5 8a7 7 0 0 1 3-5',
  };

  // What panel.js, api.js and invite.js share with the loader.
  const desk = {
    settings,
    lang,
    scheme: scheme ?? settings.scheme ?? 'auto',
    // Whether the visitor agrees to be remembered; undefined as long as the page hasn't said.
    consent: undefined,
    mayStore: () => desk.consent ?? consent !== 'required',
    opened: false,
    listeners: new Set(),
    address: (path) => new URL(path, tag.src),
    bring,
    draw,
    emit,
    remember,
    // Of texts by language the ones that the visitor reads best.
    text(choices) {
      const known = [desk.lang, ...navigator.languages].map((wish) => wish?.slice(0, 2)).find((wish) => texts[wish]);
      return choices[known ?? Object.keys(texts)[0]] ?? Object.values(choices)[0];
    },
    make: (name, parent, properties) => parent.appendChild(Object.assign(document.createElement(name), properties)),
    drawing(parent, name, line) {
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      const path = svg.appendChild(document.createElementNS(svg.namespaceURI, 'path'));
      for (const [key, value] of Object.entries({ class: name, width: 28, height: 28, viewBox: '0 0 24 24' })) svg.setAttribute(key, value);
      path.setAttribute('d', line);
      parent.append(svg);
    },
    style(css) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    },
  };

  // ---- What is drawn -------------------------------------------------------------------------------------------------

  const { make } = desk;
  const host = (desk.host = document.createElement('frontdesk-widget'));
  const root = (desk.root = host.attachShadow({ mode: 'open' }));
  // Out of the page's reach: in a shadow root, and important where it concerns the element itself. The direction alone is
  // the page's.
  const darkly = `--brand:${dark[0]}!important;--on:${dark[1]}!important;--panel:#141b1a!important;--ink:#e9f0ee!important;color-scheme:dark!important`;
  desk.style(`
:host{all:initial!important;position:fixed!important;inset:auto 0 0 auto!important;z-index:2147483647!important;unicode-bidi:isolate!important;color-scheme:light!important;
--brand:${light[0]}!important;--on:${light[1]}!important;--panel:#fff!important;--ink:#15211f!important;--size:${pixels}px!important;--x:${x}px!important;--y:calc(${y}px + env(safe-area-inset-bottom))!important}
@media(prefers-color-scheme:dark){:host([data-scheme=auto]){${darkly}}}:host([data-scheme=dark]){${darkly}}
@media print{:host{display:none!important}}
*{box-sizing:border-box;margin:0;font:15px/1.4 system-ui,sans-serif}
button{border:0;cursor:pointer;color:var(--on);background:var(--brand)}
button:focus-visible{outline:3px solid var(--brand);outline-offset:3px;box-shadow:0 0 0 3px var(--panel)}
.launcher{position:fixed;bottom:var(--y);inset-inline-${side}:var(--x);min-width:var(--size);height:var(--size);padding:0;border-radius:${settings.shape ? 16 : 40}px;
background-image:linear-gradient(150deg,#ffffff1f,#0000 55%);box-shadow:0 1px 3px #0003,0 8px 26px #0000004d}
.text{padding-inline:54px 22px;max-width:calc(100% - 2*var(--x))}
span{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-weight:600}
svg{position:absolute;inset:0;margin:auto;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}.text svg{inset-inline:16px auto}
[hidden]{display:none!important}
@media(prefers-reduced-motion:no-preference){.launcher,svg{transition:transform .22s cubic-bezier(.2,.7,.2,1),opacity .18s}.launcher:hover{transform:scale(1.06)}.launcher:active,[aria-busy=true]{transform:scale(.94)}}
@media(forced-colors:active){.launcher{border:2px solid}}`);

  const all = (desk.all = make('div', root, {}));
  const launcher = (desk.launcher = make('button', all, { type: 'button', className: `launcher ${icon}`, ariaHasPopup: 'dialog' }));
  const words = make('span', launcher, { dir: 'auto', hidden: icon !== 'text' });
  desk.drawing(launcher, 'talk', icons[icon] ?? icons.bubble);

  function draw() {
    host.dataset.scheme = desk.scheme;
    // Out of sight and not out of the document: the iframe would lose what it has in memory alone.
    all.hidden = desk.gone;
    launcher.hidden = desk.hidden || drawn === 'none';
    launcher.ariaExpanded = desk.opened;
    launcher.ariaLabel = words.textContent = desk.text(texts)[0];
    desk.drawPanel?.();
  }

  // Beside the body, not in it: a site that swaps its body keeps the conversation, and what is done to the body (a
  // transform, a filter, a modal's inert) is not done to us.
  // Later than the change: with a page that puts us out at once this would never end.
  const watcher = new MutationObserver(() => requestAnimationFrame(place));
  function place() {
    const page = document.documentElement;
    if (!document.body || host.parentNode === page) return;
    page.append(host);
    watcher.observe(document, { childList: true });
    watcher.observe(page, { childList: true });
  }

  // ---- The page's calls ----------------------------------------------------------------------------------------------

  function emit(name, detail) {
    for (const [wanted, callback] of [...desk.listeners]) {
      if (wanted !== name) continue;
      // A fault in the page's own code is the page's to see, and must not break the chat.
      try {
        callback(detail);
      } catch (error) {
        reportError(error);
      }
    }
    document.dispatchEvent(new CustomEvent(`frontdesk:${name}`, { detail }));
  }

  // What the visitor's acts leave in the page's own storage; null removes it. A page may forbid us any.
  function remember(key, value) {
    try {
      key = `frontdesk.${id}.${key}`;
      if (value === null) localStorage.removeItem(key);
      else if (value && desk.mayStore()) localStorage.setItem(key, value);
      return localStorage[key];
    } catch {}
  }
  function forget() {
    for (const key of ['chat', 'done', 'visits', 'trail']) remember(key, null);
    desk.forget?.();
  }

  // A failed import is remembered by its address, so a second try needs another one.
  let failures = 0;
  function bring(path) {
    return import(desk.address(failures ? `${path}?${failures}` : path).href).catch((error) => {
      failures += 1;
      console.warn('Frontdesk:', error);
      emit('error', { code: 'unreachable' });
      throw error;
    });
  }

  // All other calls can wait until the visitor wants the chat.
  const urgent = /^(open|toggle|reset)$/;
  const later = [];
  let loading;
  function load() {
    return (loading ??= bring(settings.more).then(
      ({ start }) => {
        const run = start(desk);
        for (const call of later.splice(0)) run(...call);
        return run;
      },
      (error) => {
        loading = null;
        throw error;
      },
    ));
  }
  function tell(...call) {
    launcher.ariaBusy = urgent.test(call[0]);
    load().then((run) => run(...call)).catch(() => {}).then(() => (launcher.ariaBusy = null));
  }
  const idly = window.requestIdleCallback ?? setTimeout;
  // A conversation goes on over pages: what is unread shall be seen.
  const resume = () => desk.mayStore() && remember('chat') && idly(() => tell('preload'));
  const begin = (paths) => paths?.map((path) => idly(() => bring(path).then(({ begin }) => begin(desk, api), () => {})));

  // What the loader does itself for a call; the panel may have its part in it too.
  const own = {
    on(name, callback) {
      const listener = [name, callback];
      desk.listeners.add(listener);
      if (name === 'status') tell('watch', callback);
      if (name === 'ready' && ready) callback();
      return () => void desk.listeners.delete(listener);
    },
    isOpen: async () => (await loading, desk.opened),
    getStatus: () => load().then((run) => run('getStatus')),
    open: (opener) => void (desk.opener ??= opener),
    boot: () => void (desk.gone = false),
    shutdown: () => void (desk.gone = true),
    show: () => void (desk.hidden = false),
    hide: () => void (desk.hidden = true),
    setLocale: (wish) => void (desk.lang = wish),
    setColorScheme: (wish) => void (desk.scheme = wish),
    reset: forget,
    consent(given) {
      desk.consent = given;
      given ? (resume(), begin(settings.agreed)) : forget();
    },
  };

  function api(command, ...rest) {
    if (desk.gone && command !== 'boot' && command !== 'on') return;
    if (!own[command] && !/^(close|toggle|setUser|setCustomAttributes|deleteCustomAttribute|prefill|setTopic)$/.test(command))
      return console.warn('Frontdesk: there is no command', command);
    const answer = own[command]?.(...rest);
    if (answer) return answer;
    draw();
    if (loading || urgent.test(command)) tell(command, ...rest);
    else later.push([command, ...rest]);
  }
  api.widget = id;

  // The second click of a double one is no wish of its own.
  launcher.onclick = ({ detail }) => detail > 1 || api('toggle');
  for (const intent of ['pointerenter', 'focus', 'touchstart']) launcher.addEventListener(intent, () => tell('preload'), { passive: true, once: true });
  document.addEventListener('click', (event) => {
    // In the page's shadow roots too.
    const opener = event.composedPath().find((one) => one.matches?.('[data-frontdesk-open]'));
    if (!opener || desk.gone) return;
    event.preventDefault();
    api('open', opener);
  });

  let ready = false;
  draw();
  place();
  // In <head> there is no body yet.
  document.addEventListener('DOMContentLoaded', place);
  window.Frontdesk = api;
  for (const call of waiting?.q ?? []) api(...call);
  ready = true;
  emit('ready');
  resume();
  begin(settings.asks);
})();

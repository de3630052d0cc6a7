// The panel: fetched by the loader when the visitor means to use the chat, or when the page's calls need it. It holds the
// iframe with the chat itself, and is the one who speaks with it. Every visitor who chats pays for it, so what only some
// pages call is in api.js.
//
// `start` gets what the loader shares (loader.js, `desk`), adds to it what api.js and invite.js need, and gives back what
// carries out the page's calls.

// Close the chat; it can't be reached; try again.
const TEXTS = {
  en: ['Close the chat', 'The chat can’t be reached just now.', 'Try again'],
  pl: ['Zamknij czat', 'Czat jest chwilowo niedostępny.', 'Spróbuj ponownie'],
  ru: ['Закрыть чат', 'Чат сейчас недоступен.', 'Попробовать снова'],
  ar: ['إغلاق المحادثة', 'تعذّر الوصول إلى المحادثة حاليًا.', 'حاول مرة أخرى'],
};
// What the chat may tell the page, docs/embed.md says what comes with each.
const EVENTS = [
  'chatStarted', 'chatEnded', 'messageSent', 'messageReceived', 'agentJoined', 'agentLeft', 'queue', 'prechatSubmitted',
  'offlineSubmitted', 'rated', 'error',
];
// How long the document may take; how long it may be silent once the browser has stopped loading it.
const PATIENCE = 20_000;
const SILENCE = 3_000;

export function start(desk) {
  const { settings, root, all, launcher, make, emit } = desk;
  const chat = desk.address('/').origin;

  let frame;
  // In the language before, for as long as the one in the new language hasn't taken over; `heir` is what both know of that.
  let former;
  let heir;
  let patience;
  // The window of the document that has spoken to us.
  let partner;
  // The iframe has said that its document is there; that its app runs.
  desk.ready = desk.live = false;
  let unread = 0;
  let page = '';

  // ---- What is drawn -------------------------------------------------------------------------------------------------

  const side = settings.side ?? 'end';
  const width = { small: 352, large: 424 }[settings.size] ?? 384;
  desk.style(`
.cross,.open .talk{opacity:0;transform:rotate(-45deg) scale(.6)}.open .cross{opacity:1;transform:none}
.badge{position:absolute;top:-3px;inset-inline-end:-3px;min-width:22px;padding:0 6px;border-radius:11px;background:#d3302f;color:#fff;font-size:12px;font-weight:650;line-height:22px;text-align:center}
.panel{position:fixed;bottom:calc(var(--y) + var(--size) + 16px);inset-inline-${side}:var(--x);width:min(${width}px,100% - 2*var(--x));height:min(640px,100dvh - var(--y) - var(--size) - 36px);border-radius:18px;overflow:hidden;
background:var(--panel);color:var(--ink);box-shadow:0 0 0 1px #00000014,0 4px 12px #0000001f,0 24px 64px #00000047;visibility:hidden;opacity:0;transform:translateY(14px) scale(.97)}
.open .panel{visibility:visible;opacity:1;transform:none}
iframe{width:100%;height:100%;border:0;display:block;position:relative}
.wait,.trouble{position:absolute;inset:0;display:grid;place-content:center;justify-items:center;gap:16px;padding:32px;text-align:center;background:inherit;border-top:6px solid var(--brand)}
.wait::after{content:"";width:28px;height:28px;border:3px solid var(--brand);border-right-color:#0000;border-radius:50%}
.trouble button{padding:10px 18px;border-radius:10px;font-weight:600}
@media(prefers-reduced-motion:no-preference){.panel{transition:transform .22s cubic-bezier(.2,.7,.2,1),opacity .18s,visibility .22s}.wait::after{animation:turn .8s linear infinite}@keyframes turn{to{rotate:1turn}}}
@media(max-width:480px),(max-height:420px){.panel{inset:0;width:100%;height:100%;border-radius:0}.ready .launcher{visibility:hidden}}
@media(forced-colors:active){.panel{border:2px solid}}`);

  desk.drawing(launcher, 'cross', 'M6 9.5l6 6 6-6');
  const badge = make('span', launcher, { className: 'badge' });
  const panel = make('div', all, { id: 'panel', className: 'panel', role: 'dialog' });
  // Before the launcher, which closes it.
  launcher.before(panel);
  launcher.setAttribute('aria-controls', 'panel');
  make('div', panel, { className: 'wait' });
  const trouble = make('div', panel, { className: 'trouble', role: 'alert', dir: 'auto', hidden: true });
  const told = make('p', trouble);
  const again = make('button', trouble, { type: 'button', onclick: () => (load(), frame.focus()) });

  desk.drawPanel = () => {
    const { opened } = desk;
    const [ask, unreadText] = desk.text(settings.texts);
    const [closeText, troubleText, againText] = desk.text(TEXTS);
    all.classList.toggle('open', opened);
    // Only then has the chat a button of its own that closes it.
    all.classList.toggle('ready', opened && desk.ready);
    if (opened) launcher.ariaLabel = closeText;
    else if (unread) launcher.ariaLabel = `${ask}, ${unreadText}: ${unread}`;
    badge.hidden = opened || !unread;
    badge.textContent = unread > 9 ? '9+' : unread;
    panel.ariaLabel = ask;
    told.textContent = troubleText;
    again.textContent = againText;
    if (frame) frame.title = ask;
  };

  // ---- The iframe ----------------------------------------------------------------------------------------------------

  function load() {
    if (frame && trouble.hidden) return;
    frame?.remove();
    trouble.hidden = true;
    if (waiting.length) bring().catch(() => {});
    desk.ready = desk.live = false;
    frame = document.createElement('iframe');
    // So that the server can tell a site that it doesn't know.
    frame.referrerPolicy = 'origin';
    // The sound of a new message.
    frame.allow = 'autoplay';
    const address = desk.address(settings.frame);
    if (desk.lang) address.searchParams.set('lang', desk.lang);
    address.searchParams.set('scheme', desk.scheme);
    // Behind the #: for the chat's own script, never sent over the network.
    address.hash = new URLSearchParams({ host: location.origin, consent: desk.mayStore() ? '' : 'required' });
    frame.src = address.href;
    // Browsers don't tell whether a document of another origin came: silence after the end of loading means that it
    // didn't.
    frame.onload = () => desk.ready || expect(SILENCE);
    desk.draw();
    panel.append(frame);
    expect(PATIENCE);
  }

  // Of the documents in two languages one goes.
  function settle(staying, going) {
    const focus = root.activeElement === going;
    clearTimeout(patience);
    going.remove();
    frame = staying;
    former = undefined;
    partner = frame.contentWindow;
    desk.ready = desk.live = true;
    desk.draw();
    tellAll();
    if (focus) frame.focus();
  }

  function expect(millis) {
    clearTimeout(patience);
    patience = setTimeout(() => {
      // Better in the old language than not at all.
      if (former) return settle(former, frame);
      if (desk.ready) return;
      console.warn(`Frontdesk: no chat at ${chat} for the widget "${settings.id}" on ${location.origin}. Is the site allowed?`);
      const inside = root.activeElement;
      frame.remove();
      trouble.hidden = false;
      if (inside) again.focus();
      emit('error', { code: 'unreachable' });
    }, millis);
  }

  // The page's policy keeps the frame out: no need to wait.
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    if (frame && effectiveDirective === 'frame-src' && frame.src.startsWith(blockedURI)) expect(0);
  });

  desk.tell = tell;
  function tell(word, value) {
    // A frame that the page takes out and that is put back begins anew in another window.
    if (desk.ready && frame.contentWindow === partner) partner.postMessage({ frontdesk: word, value }, chat);
  }

  // Where the visitor is; said only if it is news.
  function tellPage() {
    const now = { url: location.href.split('#')[0], title: document.title, referrer: document.referrer, visit: desk.visit };
    const key = JSON.stringify(now);
    if (desk.ready && key !== page) {
      page = key;
      tell('page', now);
    }
  }

  // Told to the document and again to its app, since each begins with nothing.
  function tellAll() {
    page = '';
    if (desk.consent !== undefined) tell('consent', desk.consent);
    tell('scheme', desk.scheme);
    api?.('tellAll');
    tellPage();
    // One that isn't seen yet must not take the focus.
    tell('shown', desk.opened && !former);
  }

  addEventListener('message', ({ source, origin, data }) => {
    if (!frame || origin !== chat) return;
    const { frontdesk: word, value } = data ?? {};
    // Of the one that goes its button alone.
    if (source !== frame.contentWindow && (word !== 'close' || source !== former?.contentWindow)) return;
    if (word === 'ready' || word === 'live') {
      desk.ready = true;
      partner = source;
      desk.live ||= word === 'live';
      desk.draw();
      tellAll();
      if (former) return desk.live && tell('inherit', heir);
      clearTimeout(patience);
      // The visitor has opened us before there was anything to move the focus to.
      if (desk.opened && focused() === (desk.opener ?? launcher)) frame.focus();
    } else if (word === 'heir' && former) {
      // Better in the old language than without what was said.
      if (value || !desk.talking) settle(frame, former);
      else settle(former, frame);
    } else if (word === 'close') {
      show(false);
    } else if (word === 'unread' && Number.isInteger(value) && value !== unread) {
      unread = value;
      desk.draw();
      emit('unread', unread);
    } else if (word === 'token') {
      api?.('renewToken');
    } else if (word === 'event' && EVENTS.includes(value?.name)) {
      if (value.name === 'chatStarted' || value.name === 'chatEnded') note(value.name === 'chatStarted');
      emit(value.name, value.detail ?? {});
    }
  });

  // The next page shall know that there is something to listen to.
  function note(now) {
    desk.talking = now;
    desk.remember('chat', now ? '1' : null);
  }

  // ---- Opening and closing -------------------------------------------------------------------------------------------

  // What has the focus, in shadow roots too.
  function focused() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  }

  function show(wanted) {
    if (wanted === desk.opened) return;
    const inside = root.activeElement;
    desk.opened = wanted;
    // What the page opens us from by script gets the focus back, too.
    const before = focused();
    if (wanted && before !== document.body && !root.contains(before)) desk.opener ??= before;
    if (wanted) load();
    desk.draw();
    tellPage();
    tell('shown', wanted);
    if (wanted) {
      frame.focus();
    } else {
      if (inside) (desk.opener?.isConnected ? desk.opener : launcher).focus();
      desk.opener = undefined;
    }
    emit(wanted ? 'opened' : 'closed');
  }

  root.addEventListener('keydown', (event) => event.key === 'Escape' && show(false));
  // Single-page sites change the address without loading. Titles change a moment later.
  if (window.navigation) navigation.addEventListener('currententrychange', () => setTimeout(tellPage, 300));
  else setInterval(tellPage, 1000);
  document.addEventListener('visibilitychange', tellPage);

  // ---- The page's calls ----------------------------------------------------------------------------------------------

  // What api.js carries out, once it is there. Until then its calls wait in line, over failures too.
  let api;
  const waiting = [];

  async function bring() {
    const { start } = await desk.bring(settings.api);
    api ??= start(desk);
    for (const call of waiting.splice(0)) api(...call);
    return api;
  }

  function pass(...call) {
    if (api) return api(...call);
    waiting.push(call);
    bring().catch(() => {});
  }

  const commands = {
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!desk.opened),
    hide: () => show(false),
    // All that there is to them is the loader's.
    show() {},
    boot() {
      tell('shown', desk.opened);
      api?.('watch');
    },
    preload: load,
    setColorScheme: () => tell('scheme', desk.scheme),
    consent() {
      if (desk.talking) note(true);
      tell('consent', desk.consent);
    },
    // Each language is a document of its own. What the one before has in memory alone it hands on unseen by the page.
    setLocale() {
      if (!frame) return;
      if (former) settle(former, frame);
      if (desk.live) tell('bequeath', (heir = Math.random()));
      if (desk.live) former = frame;
      else frame.remove();
      frame = undefined;
      load();
    },
    getStatus: async () => (api ?? (await bring()))('getStatus'),
    reset() {
      unread = 0;
      note(false);
      desk.anew?.();
      former?.contentWindow.postMessage({ frontdesk: 'reset', value: true }, chat);
      load();
      desk.draw();
      pass('reset');
    },
    shutdown() {
      show(false);
      // Not to be heard either.
      tell('shown', 'gone');
      // What was said and what still waits.
      if (api || waiting.length) pass('forget');
    },
  };

  desk.draw();
  return (command, ...rest) => (commands[command] ? commands[command](...rest) : pass(command, ...rest));
}

// The panel: fetched by the loader when the visitor means to use the chat, or when the page's calls need it. It holds the
// iframe with the chat itself, and is the one who speaks with it.
//
// `start` gets what the loader shares (loader.js, `desk`) and gives back what carries out the page's calls.

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
const STATUS_MILLIS = 60_000;
// A token that is refused right after it was fetched would be fetched for ever.
const TOKEN_MILLIS = 10_000;

export function start(desk) {
  const { settings, root, all, launcher, make, emit } = desk;
  const chat = desk.address('/').origin;

  let frame;
  let patience;
  // The window of the document that has spoken to us.
  let partner;
  // The iframe has said that its document is there; that its app runs.
  let ready = false;
  let live = false;
  let unread = 0;
  let page = '';
  // What the page has told us, told again to every new document.
  let user;
  let attributes;
  const once = { reset: undefined, topic: undefined, prefill: undefined };

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
    all.classList.toggle('ready', opened && ready);
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
    ready = live = false;
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
    frame.onload = () => expect(SILENCE);
    desk.draw();
    panel.append(frame);
    expect(PATIENCE);
  }

  function unload() {
    clearTimeout(patience);
    frame?.remove();
    frame = undefined;
    ready = live = false;
  }

  function expect(millis) {
    clearTimeout(patience);
    patience = setTimeout(() => {
      if (ready) return;
      console.warn(`Frontdesk: no chat at ${chat} for the widget "${settings.id}" on ${location.origin}. Is the site allowed?`);
      frame.remove();
      trouble.hidden = false;
      emit('error', { code: 'unreachable' });
    }, millis);
  }

  // The page's policy keeps the frame out: no need to wait.
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    if (frame && effectiveDirective === 'frame-src' && frame.src.startsWith(blockedURI)) expect(0);
  });

  function tell(word, value) {
    // A frame that the page takes out and that is put back begins anew in another window.
    if (ready && frame.contentWindow === partner) partner.postMessage({ frontdesk: word, value }, chat);
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

  // Told to the document and again to its app, since each begins with nothing.
  function tellAll() {
    page = '';
    if (desk.consent !== undefined) tell('consent', desk.consent);
    tell('scheme', desk.scheme);
    if (once.reset) tell('reset', true);
    if (user) tellUser();
    if (attributes) tell('attributes', [...attributes]);
    for (const word of ['topic', 'prefill']) if (once[word] !== undefined) tell(word, once[word]);
    if (live) once.reset = once.topic = once.prefill = undefined;
    tellPage();
    tell('shown', desk.opened);
  }

  function tellOnce(word, value) {
    once[word] = value;
    tell(word, value);
    if (live) once[word] = undefined;
  }

  // Who the visitor is: with a proof, or as the site believes.
  async function tellUser() {
    const about = user;
    if (!ready) return;
    let { token } = about;
    if (about.getToken) {
      try {
        about.asked ??= Date.now();
        token = await (about.token ??= about.getToken());
      } catch (error) {
        about.token = undefined;
        reportError(error);
        return emit('error', { code: 'token' });
      }
    }
    if (about === user) tell('identify', { user: about.id, ...about.traits, hash: about.hash, token });
  }

  // The token has run out or was refused.
  function renewToken() {
    const about = user;
    if (!about?.getToken || !about.asked) return;
    const wait = Math.max(0, about.asked + TOKEN_MILLIS - Date.now());
    about.token = about.asked = undefined;
    setTimeout(() => about === user && tellUser(), wait);
  }

  addEventListener('message', ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== chat) return;
    const { frontdesk: word, value } = data ?? {};
    if (word === 'ready' || word === 'live') {
      ready = true;
      partner = source;
      live ||= word === 'live';
      clearTimeout(patience);
      desk.draw();
      tellAll();
      // The visitor has opened us before there was anything to move the focus to.
      if (desk.opened && (root.activeElement ?? document.activeElement) === (desk.opener ?? launcher)) frame.focus();
    } else if (word === 'close') {
      show(false);
    } else if (word === 'unread' && Number.isInteger(value) && value !== unread) {
      unread = value;
      desk.draw();
      emit('unread', unread);
    } else if (word === 'token') {
      renewToken();
    } else if (word === 'event' && EVENTS.includes(value?.name)) {
      if (value.name === 'chatStarted' || value.name === 'chatEnded') note(value.name === 'chatStarted');
      emit(value.name, value.detail ?? {});
    }
  });

  // The next page shall know that there is something to listen to.
  let talking = false;
  function note(now) {
    talking = now;
    desk.remember('chat', now ? '1' : null);
  }

  // ---- Opening and closing -------------------------------------------------------------------------------------------

  function show(wanted) {
    if (wanted === desk.opened) return;
    const inside = root.activeElement;
    desk.opened = wanted;
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

  // ---- Whether somebody is there -------------------------------------------------------------------------------------

  let status;
  let watching;

  async function getStatus() {
    const answer = await fetch(desk.address(`/api/widget/${encodeURIComponent(settings.id)}/status`), { cache: 'no-store' });
    if (!answer.ok) throw new Error(`Frontdesk: no status (${answer.status})`);
    const now = (await answer.json()).status;
    if (now !== status) emit('status', (status = now));
    return now;
  }

  // As long as somebody listens and the page is seen. A policy that forbids to ask is told by getStatus.
  function watch() {
    const ask = () => document.hidden || getStatus().catch(() => {});
    if (watching) return;
    watching = setInterval(ask, STATUS_MILLIS);
    ask();
  }

  // ---- The page's calls ----------------------------------------------------------------------------------------------

  const commands = {
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!desk.opened),
    hide: () => show(false),
    preload: load,
    getStatus,
    watch,
    setUser(id, traits = {}, { hash, getToken } = {}) {
      if (id === null || id === undefined) {
        user = undefined;
        return tell('identify', null);
      }
      const { name, email, phone, company } = traits;
      user = { id: String(id), traits: { name, email, phone, company }, hash, getToken };
      tellUser();
    },
    setCustomAttributes(added) {
      attributes ??= new Map();
      for (const [label, value] of Object.entries(added)) attributes.set(label, String(value));
      tell('attributes', [...attributes]);
    },
    deleteCustomAttribute(label) {
      if (attributes?.delete(label)) tell('attributes', [...attributes]);
    },
    prefill: (text) => tellOnce('prefill', String(text)),
    setTopic: (topic) => tellOnce('topic', String(topic)),
    setColorScheme: () => tell('scheme', desk.scheme),
    consent() {
      if (talking) note(true);
      tell('consent', desk.consent);
    },
    setLocale() {
      if (!frame) return;
      unload();
      load();
    },
    reset() {
      forget();
      load();
      tellOnce('reset', true);
    },
    shutdown() {
      show(false);
      forget();
      unload();
    },
  };

  function forget() {
    user = attributes = undefined;
    once.topic = once.prefill = undefined;
    unread = 0;
    desk.draw();
  }

  desk.draw();
  return (command, ...rest) => {
    // A fault in the page's own call is the page's to see, and must not keep those behind it.
    try {
      return commands[command]?.(...rest);
    } catch (error) {
      reportError(error);
    }
  };
}

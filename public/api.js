// The calls that few pages make: who the visitor is, what the page knows of them, whether somebody is there. Fetched by
// the panel at the first of them.
//
// `start` gets what the loader and the panel share (loader.js and panel.js, `desk`) and gives back what carries out a call.

const STATUS_MILLIS = 60_000;
// A token that is refused right after it was fetched would be fetched for ever.
const TOKEN_MILLIS = 10_000;

export function start(desk) {
  const { settings, emit, tell } = desk;

  // What the page has told us, told again to every new document.
  let user;
  let attributes;
  let once = {};

  function tellOnce(word, value) {
    once[word] = value;
    tell(word, value);
    if (desk.live) once = {};
  }

  // Who the visitor is: with a proof, or as the site believes.
  async function tellUser() {
    const about = user;
    if (!desk.ready) return;
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

  // ---- Whether somebody is there -------------------------------------------------------------------------------------

  let watching;

  async function getStatus() {
    const answer = await fetch(desk.address(`/api/widget/${encodeURIComponent(settings.id)}/status`), { cache: 'no-store' });
    if (!answer.ok) throw new Error(`Frontdesk: no status (${answer.status})`);
    const before = desk.presence?.status;
    // With each topic's, for invite.js.
    desk.presence = await answer.json();
    const { status } = desk.presence;
    if (status !== before) emit('status', status);
    return status;
  }

  // Asked for as long as somebody listens and the page is seen. A policy that forbids to ask is told by getStatus.
  function ask() {
    if (desk.gone || ![...desk.listeners].some(([name]) => name === 'status')) return unwatch();
    if (!document.hidden) getStatus().catch(() => {});
  }

  function unwatch() {
    clearInterval(watching);
    watching = undefined;
  }

  // ---- The calls, the page's and the panel's -------------------------------------------------------------------------

  const commands = {
    getStatus,
    watch(callback) {
      if (!watching) {
        watching = setInterval(ask, STATUS_MILLIS);
        ask();
      }
      // Who comes later hears what is known already.
      if (desk.presence && [...desk.listeners].some(([, one]) => one === callback)) callback(desk.presence.status);
    },
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
    reset() {
      forget();
      tellOnce('reset', true);
    },
    // Of a page that has been shut down; a document that came before we did is told to forget too.
    forget() {
      tell('identify', null);
      tell('attributes', []);
      forget();
      unwatch();
    },
    // Told to the document and again to its app, since each begins with nothing.
    tellAll() {
      if (once.reset) tell('reset', true);
      if (user) tellUser();
      if (attributes) tell('attributes', [...attributes]);
      for (const word of ['topic', 'prefill']) if (once[word] !== undefined) tell(word, once[word]);
      if (desk.live) once = {};
    },
    // The token has run out or was refused.
    renewToken() {
      const about = user;
      if (!about?.getToken || !about.asked) return;
      const wait = Math.max(0, about.asked + TOKEN_MILLIS - Date.now());
      about.token = about.asked = undefined;
      setTimeout(() => about === user && tellUser(), wait);
    },
  };

  function forget() {
    user = attributes = undefined;
    once = {};
  }

  return (command, ...rest) => {
    // A fault in the page's own call is the page's to see, and must not keep those behind it.
    try {
      return commands[command](...rest);
    } catch (error) {
      reportError(error);
    }
  };
}

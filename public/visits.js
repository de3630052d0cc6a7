// Tells agents who is on the site, and shows what one of them says to the visitor. Fetched by the loader when the page is
// idle, and only if the owner has set that visits are shown: at once, or once the page has said that the visitor agrees.
//
// Of the page go its address, title and referrer, and when it is left; nothing else is looked at. Only with consent is
// anything stored, in the page's own storage under `frontdesk.ID.trail`: a random key, when it was last used, and whether
// the visitor had been here before. Without it the key lives as long as the page. Global Privacy Control is no consent.

// How often is told that the page is still looked at; the server forgets a visit after a minute of silence.
const BEAT_MILLIS = 20_000;
// Titles change a moment after the address.
const SETTLE_MILLIS = 300;
// Whoever comes back later than this makes another visit.
const VISIT_MILLIS = 30 * 60_000;
// The server looks at no more.
const CHARS = 1_000;

let begun;

export function begin(desk, api) {
  // The page may say twice that the visitor agrees.
  if (begun) return begun();
  const { settings } = desk;
  const address = desk.address(`/api/visits/${encodeURIComponent(settings.id)}`).href;
  let key;
  let returning;
  let before;
  let beating;
  // The server, or the page's policy, wants to hear nothing.
  let refused;
  // The agent's invitation that is on the screen, and what draws it.
  let call;
  let drawn;
  // Which ones the visitor has answered: an answer of the server may have been on its way meanwhile.
  const done = new Set();

  const agrees = () => desk.consent === true && !navigator.globalPrivacyControl;
  const may = () => !refused && !desk.gone && (settings.agreed ? agrees() : desk.consent !== false);

  // ---- Whose visit it is ---------------------------------------------------------------------------------------------

  function recognize() {
    const now = Date.now();
    if (agrees()) {
      const [kept, at, was] = (desk.remember('trail') ?? '').split(' ');
      const goes = now - at < VISIT_MILLIS;
      key ??= goes ? kept : undefined;
      returning ??= goes ? was === '1' : Boolean(kept);
    }
    key ??= Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (agrees()) desk.remember('trail', `${key} ${now} ${Number(returning)}`);
    else returning = undefined;
    // With what panel.js tells the chat, a conversation is known as this visit's.
    desk.visit = key;
  }

  // ---- What is told --------------------------------------------------------------------------------------------------

  function report(more) {
    recognize();
    const cut = (text) => text.slice(0, CHARS);
    const url = cut(location.href.split('#')[0]);
    return JSON.stringify({ visit: key, url, title: cut(document.title), referrer: cut(document.referrer), returning, ...more });
  }

  // Text is sent without a question before it.
  async function tell(more) {
    if (!may()) return;
    before = location.href;
    try {
      const answer = await fetch(address, { method: 'POST', body: report(more), credentials: 'omit', cache: 'no-store', keepalive: true });
      // For good: by the setting, for the site, or of this visitor.
      if (answer.status === 403 || answer.status === 404) refuse();
      if (answer.ok) hear((await answer.json()).invitation);
    } catch {
      // The next beat tells it again.
    }
  }

  function leave() {
    if (beating && key && may()) navigator.sendBeacon(address, report({ leaving: true }));
    rest();
  }

  function rest() {
    clearInterval(beating);
    beating = undefined;
  }

  // Only while somebody looks at the page.
  function wake() {
    rest();
    if (document.hidden || !may()) return;
    beating = setInterval(tell, BEAT_MILLIS);
    tell();
  }

  function refuse() {
    refused = true;
    stop();
  }

  function stop() {
    rest();
    key = returning = desk.visit = undefined;
    show();
  }

  // ---- What an agent says --------------------------------------------------------------------------------------------

  async function hear(invitation) {
    if (invitation?.id === call?.id) return;
    const wanted = invitation && !done.has(invitation.id) && !desk.opened && !desk.talking ? invitation : undefined;
    await show(wanted);
    if (wanted) {
      tell({ outcome: { invitation: wanted.id, is: 'seen' } });
      desk.emit('invitation', { id: 'agent', outcome: 'shown' });
    }
  }

  async function show(invitation) {
    call = invitation;
    desk.called = Boolean(call);
    if (!call && !drawn) return;
    drawn ??= desk.bring(settings.bubble).then(({ bubbleOf }) => bubbleOf(desk, api, () => answer('declined')));
    (await drawn)(call?.text, call?.by.name);
  }

  // The visitor has made up their mind.
  function answer(is) {
    if (!call) return;
    const { id } = call;
    done.add(id);
    show();
    tell({ outcome: { invitation: id, is } });
    desk.emit('invitation', { id: 'agent', outcome: is });
  }

  api('on', 'opened', () => answer('opened'));

  // ---- When ----------------------------------------------------------------------------------------------------------

  const moved = () => setTimeout(() => beating && location.href !== before && tell(), SETTLE_MILLIS);
  if (window.navigation) navigation.addEventListener('currententrychange', moved);
  else setInterval(moved, 1000);
  document.addEventListener('visibilitychange', () => (document.hidden ? leave() : wake()));
  addEventListener('pagehide', leave);
  addEventListener('pageshow', ({ persisted }) => persisted && wake());

  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective === 'connect-src' && address.startsWith(blockedURI)) refuse();
  });

  // Called by the loader when it removes what it has stored.
  const others = desk.forget;
  desk.forget = () => {
    others?.();
    // The loader has taken the consent back already, and this is the last that is told.
    if (key && beating) navigator.sendBeacon(address, JSON.stringify({ visit: key, leaving: true }));
    stop();
    wake();
  };

  begun = wake;
  wake();
}

// What speaks to a visitor first: the teaser and the invitations, in a bubble at the launcher. Fetched by the loader when
// the page is idle, and only if the widget has any.
//
// What the visitor has declined or opened is remembered in the page's own storage under `frontdesk.ID.done`; visits are
// counted under `frontdesk.ID.visits` once the page has said that the visitor consents, and not before. Whether somebody
// is there is what api.js knows (`desk.presence`).

const DISMISS = { en: 'Dismiss', pl: 'Zamknij', ru: 'Закрыть', ar: 'إغلاق' };
// The teaser's id; no invitation can be called so.
const TEASER = '*';
// How long a screen reader may need for the announcement.
const ANNOUNCED_MILLIS = 5_000;

// Whether an address holds a pattern, in which `*` stands for anything.
export function holds(address, pattern) {
  let at = 0;
  for (const part of pattern.split('*')) {
    const found = address.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

// Whether everything that a rule asks for is so. What is not known isn't so.
export function isDue(rule, facts) {
  const { status } = rule.open ? (facts.topics?.find(({ id }) => id === rule.open) ?? {}) : facts;
  return (
    holds(facts.address, rule.page ?? '') &&
    facts.seconds >= (rule.seconds ?? 0) &&
    facts.scrolled >= (rule.scrolled ?? 0) &&
    facts.visits >= (rule.visits ?? 0) &&
    (facts.left || !rule.leaving) &&
    (!rule.open || /^(online|away)$/.test(status)) &&
    (status === 'online' || !rule.staffed)
  );
}

// What there is to say, the more special first.
export function rulesOf({ invitations = [], texts }) {
  const teasers = Object.entries(texts).filter(([, [, , teaser]]) => teaser);
  const text = Object.fromEntries(teasers.map(([lang, [, , teaser]]) => [lang, teaser]));
  return teasers.length ? [...invitations, { id: TEASER, text }] : invitations;
}

// The bubble at the launcher. `dismissed` is called when the visitor wants it gone. Gives back what shows a text in it, and
// who says so if that is somebody; nothing takes it away.
export function bubbleOf(desk, api, dismissed) {
  const { settings, root, launcher, make } = desk;
  desk.style(`
.invitation{position:fixed;bottom:calc(var(--y) + var(--size) + 16px);inset-inline-${settings.side ?? 'end'}:var(--x);width:min(300px,100% - 2*var(--x));padding:16px 18px;border-radius:16px;
background:var(--panel);color:var(--ink);box-shadow:0 0 0 1px #00000014,0 4px 12px #0000001f,0 16px 40px #0003}
.invitation p{padding-inline-end:22px;overflow-wrap:anywhere;white-space:pre-line}
.invitation .by{font-weight:600}
.invitation button{margin-top:12px;padding:9px 16px;border-radius:10px;font-weight:600}
.invitation .dismiss{position:absolute;inset-block-start:8px;inset-inline-end:8px;width:28px;height:28px;margin:0;padding:0;border-radius:50%;background:none;color:inherit}
.dismiss svg{width:18px;height:18px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.open .invitation{display:none}
@media(prefers-reduced-motion:no-preference){.invitation{animation:come .3s cubic-bezier(.2,.7,.2,1)}@keyframes come{from{opacity:0;transform:translateY(10px)}}}
@media(forced-colors:active){.invitation{border:2px solid}}`);
  const bubble = make('div', desk.all, { className: 'invitation', role: 'region', hidden: true });
  const name = make('p', bubble, { className: 'by', dir: 'auto' });
  const words = make('p', bubble, { dir: 'auto' });
  const accept = make('button', bubble, { type: 'button', dir: 'auto', onclick: () => api('open') });
  const dismiss = make('button', bubble, { type: 'button', className: 'dismiss', onclick: dismissed });
  desk.drawing(dismiss, 'x', 'M6 6l12 12M18 6L6 18');
  const announced = make('div', desk.all, { className: 'unseen', role: 'status', dir: 'auto' });
  // Reached before the launcher.
  launcher.before(bubble);
  bubble.addEventListener('keydown', ({ key }) => key === 'Escape' && dismissed());

  return (text, by) => {
    const inside = bubble.contains(root.activeElement);
    bubble.hidden = !text;
    if (!text) return inside && launcher.focus();
    accept.textContent = bubble.ariaLabel = desk.text(settings.texts)[0];
    dismiss.ariaLabel = desk.text(DISMISS);
    name.hidden = !by;
    name.textContent = by;
    words.textContent = text;
    announced.textContent = by ? `${by}: ${text}` : text;
    setTimeout(() => (announced.textContent = ''), ANNOUNCED_MILLIS);
  };
}

export function begin(desk, api) {
  const { settings } = desk;
  const rules = rulesOf(settings);
  const done = new Set(JSON.parse(desk.remember('done') ?? '[]'));
  const facts = { address: '', seconds: 0, scrolled: 0, left: false, visits: 0, status: undefined, topics: undefined };
  const mark = `frontdesk.${settings.id}.visit`;
  let shown;
  // Who doesn't want to be spoken to is left alone on this page.
  let declined = false;

  const draw = bubbleOf(desk, api, () => answer('declined'));

  function show(rule) {
    if (rule === shown) return;
    shown = rule;
    draw(rule && desk.text(rule.text));
    if (rule) tell('shown');
  }

  function tell(outcome) {
    desk.emit('invitation', { id: shown.id === TEASER ? 'teaser' : shown.id, outcome });
  }

  // The visitor has made up their mind: not again.
  function answer(outcome) {
    if (!shown) return;
    declined ||= outcome === 'declined';
    done.add(shown.id);
    desk.remember('done', JSON.stringify([...done]));
    tell(outcome);
    watch();
    decide();
  }

  api('on', 'opened', () => answer('opened'));

  // ---- When ----------------------------------------------------------------------------------------------------------

  // Nobody is interrupted who talks with us already, on this page or on another, or whom an agent speaks to.
  function decide() {
    const quiet = declined || desk.called || desk.opened || desk.hidden || desk.gone || desk.talking || desk.remember('chat');
    show(quiet ? undefined : rules.find((rule) => !done.has(rule.id) && isDue(rule, facts)));
  }

  function look() {
    if (document.hidden) return;
    // Single-page sites change the address without loading.
    if (facts.address !== location.href) {
      Object.assign(facts, { address: location.href, seconds: 0, scrolled: 0, left: false });
      declined = false;
    } else facts.seconds += 1;
    const page = document.documentElement;
    const below = page.scrollHeight - page.clientHeight;
    facts.scrolled = Math.max(facts.scrolled, below > 0 ? (page.scrollTop / below) * 100 : 100);
    facts.visits = countVisit();
    Object.assign(facts, desk.presence);
    decide();
  }

  // A visit is a tab; 0 without consent.
  function countVisit() {
    if (desk.consent !== true) return 0;
    const visits = Number(desk.remember('visits') ?? 0);
    try {
      if (sessionStorage.getItem(mark)) return visits;
      sessionStorage.setItem(mark, '1');
      return Number(desk.remember('visits', String(visits + 1)));
    } catch {
      return visits;
    }
  }

  // Called by the loader when it removes what it has stored, and at once if it has done so before we came.
  const others = desk.forget;
  desk.forget = () => {
    others?.();
    try {
      sessionStorage.removeItem(mark);
    } catch {}
  };
  if (desk.consent === false) desk.forget();

  // Called by the panel when the page wants the visitor forgotten: the next one has chosen nothing yet.
  desk.anew = () => {
    done.clear();
    declined = false;
    watch();
    decide();
  };

  // The server is asked for as long as a rule wants to know.
  let unwatch;
  function watch() {
    const wanted = rules.some((rule) => (rule.staffed || rule.open) && !done.has(rule.id));
    if (wanted) unwatch ??= api('on', 'status', () => {});
    else unwatch = unwatch?.();
  }

  document.addEventListener('mouseout', ({ relatedTarget, clientY }) => {
    if (relatedTarget || clientY > 0) return;
    facts.left = true;
    decide();
  });
  watch();
  setInterval(look, 1000);
  look();
}

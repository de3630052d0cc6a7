// The page around a preview: forgets what an earlier state has left, and opens the chat where it is to be seen open.

(() => {
  const { state, widget, open } = document.documentElement.dataset;
  try {
    for (const area of [localStorage, sessionStorage]) {
      for (const key of Object.keys(area)) if (key.startsWith('frontdesk.preview-')) area.removeItem(key);
    }
    // To a page that knows of a conversation the chat comes by itself, to count what is new.
    if (state === 'unread') localStorage.setItem(`frontdesk.${widget}.chat`, '1');
  } catch {
    // Where the browser blocks storage there is nothing to forget.
  }
  // The admin is writing beside us: the focus stays there until they come here.
  const { focus } = HTMLElement.prototype;
  HTMLElement.prototype.focus = () => {};
  for (const visit of ['pointerdown', 'focusin']) {
    addEventListener(visit, () => (HTMLElement.prototype.focus = focus), { capture: true, once: true });
  }
  window.Frontdesk ??= function () {
    (Frontdesk.q ??= []).push(arguments);
  };
  if (open !== undefined) Frontdesk('open');
})();

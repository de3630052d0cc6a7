// The sound of a new message, and the switch for it.

const { frontdesk } = window;
const kept = `${frontdesk.prefix}sound`;
const tone = new Audio(frontdesk.address('ring'));

// Browsers let nothing be heard before the visitor has done something here; then silence is right.
export function ring() {
  tone.currentTime = 0;
  tone.play().catch(() => {});
}

export function sound(button) {
  const on = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', on);
  if (on) ring();
  if (!frontdesk.mayStore()) return;
  try {
    if (on) localStorage.removeItem(kept);
    else localStorage.setItem(kept, 'off');
  } catch {
    // Where the browser keeps nothing, the wish holds as long as the page.
  }
}

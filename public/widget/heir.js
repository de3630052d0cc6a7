// Hands on what a document has in memory alone when the page changes the language, for each language is a document of its
// own: the token, what stands in the composer and what was answered in the form. Without it a visitor from whom nothing may
// be stored would lose the conversation.
//
// It goes over a channel that only documents of this origin can open. Over the page around it would be as easy, and every
// script there could read the token.

const { frontdesk } = window;
const { prefix } = frontdesk;
const { host } = document.documentElement.dataset;
const composer = document.getElementById('composer');
const form = document.getElementById('form');

// Nothing where the browser blocks it together with the storage.
function channel(heir) {
  try {
    return new BroadcastChannel(`${prefix}heir.${heir}`);
  } catch {}
}

const say = (given) => parent.postMessage({ frontdesk: 'heir', value: given }, host);

// This document is about to go: whoever asks under this number gets everything.
export function bequeath(heir) {
  const line = channel(heir);
  if (!line) return;
  line.onmessage = () => {
    // A token that nobody has written with is no loss, and leaves nothing to store.
    const token = frontdesk.conversation && frontdesk.token;
    line.postMessage({ token, draft: composer.value, answers: [...new FormData(form)] });
  };
}

// This document has come: asks the one before, and tells the page once it has everything, or that it gets nothing.
export function inherit(heir) {
  const line = channel(heir);
  if (!line) return say(false);
  line.onmessage = ({ data: { token, draft, answers } }) => {
    line.close();
    frontdesk.refill(answers);
    // As if another tab had stored it.
    if (token) dispatchEvent(new StorageEvent('storage', { key: `${prefix}token`, newValue: token }));
    if (draft && !composer.value) {
      composer.value = draft;
      composer.dispatchEvent(new Event('input', { bubbles: true }));
    }
    say(true);
  };
  line.postMessage('');
}

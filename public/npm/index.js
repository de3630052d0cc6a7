// Puts the tag of a Frontdesk server on the page by script, and hands the page's calls on. Everything else is in the
// loader that the server sends. On a server that renders pages there is no window, and nothing happens.

const loads = new Map();

/** Puts the tag on the page, once for each widget; see index.d.ts. */
export function load({ chat, widget, lang, scheme, consent, launcher, nonce }) {
  if (typeof window === 'undefined') return new Promise(() => {});
  const address = new URL(`w/${encodeURIComponent(widget)}.js`, chat.endsWith('/') ? chat : `${chat}/`).href;
  if (!loads.has(address)) {
    const arrival = new Promise((resolve, reject) => {
      const tag = document.createElement('script');
      const options = { lang, scheme, consent, launcher };
      for (const [name, value] of Object.entries(options)) if (value) tag.dataset[name] = value;
      if (nonce) tag.nonce = nonce;
      tag.async = true;
      tag.src = trusted(address);
      tag.onerror = () => {
        tag.remove();
        reject(new Error(`Frontdesk: ${address} can't be loaded`));
      };
      frontdesk('on', 'ready', resolve);
      document.head.append(tag);
    });
    loads.set(address, arrival);
    // The next call tries it again.
    arrival.catch(() => loads.delete(address));
  }
  return loads.get(address);
}

/** One call of the page, which waits in line if the chat isn't there yet; see index.d.ts. */
export function frontdesk(...call) {
  if (typeof window === 'undefined') return undefined;
  window.Frontdesk ??= function () {
    (window.Frontdesk.q ??= []).push(arguments);
  };
  return window.Frontdesk(...call);
}

/** Calls back whenever something happens, and gives back what ends it; see index.d.ts. */
export function on(name, callback) {
  // A call that waits in line can't give anything back, so the end is remembered here.
  let listening = true;
  const stop = frontdesk('on', name, (detail) => listening && callback(detail));
  return () => {
    listening = false;
    stop?.();
  };
}

// Where the page's policy demands Trusted Types, it must allow the policy `frontdesk`.
let policy;
function trusted(address) {
  policy ??= window.trustedTypes?.createPolicy('frontdesk', { createScriptURL: (url) => url });
  return policy?.createScriptURL(address) ?? address;
}

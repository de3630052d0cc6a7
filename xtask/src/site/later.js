// Takes the place of the start in `glue.js` where an app comes in two halves: the second is fetched when the app first asks
// for it, and works on the memory of the first. Where that fails, the app may ask again.

async function begin(address, imports) {
  let app;
  try {
    app = await WebAssembly.instantiateStreaming(fetch(address), imports);
  } catch {
    // Something on the way has changed its type, or the browser wants it whole.
    const answer = await fetch(address);
    app = await WebAssembly.instantiate(await answer.arrayBuffer(), imports);
  }
  return app.instance.exports;
}

async function __wbg_init({ module_or_path: address, later }) {
  const imports = __wbg_get_imports();
  wasm = await begin(address, imports);
  let second;
  globalThis.frontdeskLater = () => {
    second ??= begin(later, { ...imports, m: wasm }).catch((reason) => {
      second = undefined;
      throw reason;
    });
    return second;
  };
  wasm.__wbindgen_start();
}

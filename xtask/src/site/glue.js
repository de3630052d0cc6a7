// What the generated script does in more words: each function here takes the place of the generated one of the same name.
// They know that a browser that has references in WebAssembly has the rest too, and that no app of ours fills two
// gigabytes.

// The memory moves as it grows: nobody may keep a view of it.
function getArrayU8FromWasm0(at, length) {
  return new Uint8Array(wasm.memory.buffer, at, length);
}

function getDataViewMemory0() {
  return new DataView(wasm.memory.buffer);
}

function getStringFromWasm0(at, length) {
  return cachedTextDecoder.decode(getArrayU8FromWasm0(at, length));
}

function passStringToWasm0(text) {
  const bytes = cachedTextEncoder.encode(text);
  const at = wasm.__wbindgen_malloc(bytes.length, 1);
  getArrayU8FromWasm0(at, bytes.length).set(bytes);
  WASM_VECTOR_LEN = bytes.length;
  return at;
}

// Where the app expects the place and the length of a text.
function giveText(to, at) {
  new Uint32Array(wasm.memory.buffer, to).set([at, WASM_VECTOR_LEN]);
}

function handleError(run) {
  return (...given) => {
    try {
      return run(...given);
    } catch (error) {
      wasm.__wbindgen_exn_store(addToExternrefTable0(error));
    }
  };
}

async function __wbg_init({ module_or_path: address }) {
  const imports = __wbg_get_imports();
  let app;
  try {
    app = await WebAssembly.instantiateStreaming(fetch(address), imports);
  } catch {
    // Something on the way has changed its type, or the browser wants it whole.
    const answer = await fetch(address);
    app = await WebAssembly.instantiate(await answer.arrayBuffer(), imports);
  }
  wasm = app.instance.exports;
  wasm.__wbindgen_start();
}

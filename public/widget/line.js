// Stands in for a web socket where the network lets none through: frames come as events of an answer that goes on, and go
// as requests beside it. It gives the line that start.js made what a web socket has: open, message, close, send, close().

const PATH = '/api/visitor/stream';
// What the server takes in one request.
const MAX_FRAMES = 64;
const MAX_BYTES = 65_536;

export async function run(line) {
  const over = new AbortController();
  const { signal } = over;
  const waiting = [];
  let secret = '';
  let sending = false;

  const tell = (type, data) => line.dispatchEvent(new MessageEvent(type, { data }));
  const end = () => {
    if (signal.aborted) return;
    over.abort();
    // As a web socket does: once whoever called us is done.
    setTimeout(tell, 0, 'close');
  };
  const hear = (event) => {
    const data = event.slice(event.indexOf('data: ') + 6);
    if (event.startsWith('data: ')) return tell('message', data);
    secret = JSON.parse(data).stream;
    tell('open');
  };

  // One request at a time keeps the order; what comes meanwhile goes together with the next one.
  const flush = async () => {
    if (sending) return;
    sending = true;
    try {
      while (waiting.length && !signal.aborted) {
        const headers = { 'x-frontdesk-stream': secret };
        const answer = await fetch(`${PATH}/say`, { method: 'POST', headers, body: batch(waiting), signal });
        // The stream is gone, or it can't be said over it why this is refused: whatever was not acknowledged is said again.
        if (!answer.ok) end();
      }
    } catch {
      end();
    }
    sending = false;
  };

  if (line.closed) return;
  line.close = end;
  line.send = (text) => {
    waiting.push(text);
    flush();
  };

  try {
    const answer = await fetch(`${PATH}?lang=${document.documentElement.lang}`, { method: 'POST', cache: 'no-store', signal });
    if (!answer.ok) return end();
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    for (let rest = ''; ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      const events = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = events.pop();
      events.forEach(hear);
    }
  } catch {
    // Broken off, by the network or by us.
  }
  end();
}

// Takes out of the list as many frames as one request may hold, at least one.
function batch(waiting) {
  const bytes = (text) => new TextEncoder().encode(text).length + 1;
  let count = 0;
  for (let total = 0; count < Math.min(waiting.length, MAX_FRAMES); count += 1) {
    total += bytes(waiting[count]);
    if (count && total > MAX_BYTES) break;
  }
  return waiting.splice(0, count).join('\n');
}

// Files in messages: the apps draw a plain button for each, with the file's card, and this dresses it: a picture with its
// room reserved, or what kind of file it is and how large. A file is fetched with the visitor's token, which must not
// stand in an address, and shown from memory.

const { frontdesk } = window;
const { ask, download, ending, make, size, text } = await frontdesk.load('extras.js');

// What a browser shows by itself, and nothing that could run as a page of ours.
const VIEWABLE = /^(image\/(png|jpeg|gif|webp|bmp)|application\/pdf)$/;

const blobs = new Map();

// The file, or its thumbnail, out of memory if it was fetched before.
function blob(path, kind) {
  if (!blobs.has(path)) {
    const fetched = ask(path).then(async (answer) => new Blob([await answer.arrayBuffer()], { type: kind }));
    fetched.catch(() => blobs.delete(path));
    blobs.set(path, fetched);
  }
  return blobs.get(path);
}

// Pictures that nobody scrolls to are not fetched.
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    showThumbnail(target);
  }
});

export function dress() {
  for (const button of document.querySelectorAll('.file:not([data-dressed])')) {
    button.dataset.dressed = '';
    const card = JSON.parse(button.dataset.file);
    const name = make('bdi', { className: 'name', textContent: card.name });
    button.ariaLabel = button.title = text('file_open', card.name);
    button.addEventListener('click', () => open(card));
    if (card.thumbnail) {
      const { width, height } = card.thumbnail;
      button.classList.add('picture');
      button.style.aspectRatio = `${width} / ${height}`;
      button.style.width = `${width}px`;
      button.replaceChildren(name);
      seen.observe(button);
    } else {
      const kind = make('span', { className: 'kind', textContent: ending(card.name) });
      button.replaceChildren(kind, make('span', {}, name, make('small', { textContent: size(card.bytes) })));
    }
  }
}

async function showThumbnail(button) {
  const { id, name } = JSON.parse(button.dataset.file);
  try {
    const address = URL.createObjectURL(await blob(`/api/files/${encodeURIComponent(id)}/thumbnail`));
    const picture = make('img', { alt: name, src: address });
    await picture.decode();
    URL.revokeObjectURL(address);
    button.replaceChildren(picture);
  } catch {
    // Its name stays there, and it can still be opened.
  }
}

async function open({ id, name, kind }) {
  try {
    const file = await blob(`/api/files/${encodeURIComponent(id)}`, kind);
    if (!VIEWABLE.test(kind)) return download(file, name);
    const address = URL.createObjectURL(file);
    make('a', { href: address, target: '_blank', rel: 'noopener' }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch ({ code }) {
    frontdesk.snag(text(code === 'not_found' ? 'file_gone' : 'failed'));
  }
}

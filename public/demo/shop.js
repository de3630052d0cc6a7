// Calls to the chat wait in line until it is there.
window.Frontdesk ??= function () {
  (Frontdesk.q ??= []).push(arguments);
};

// Shows the page that the address names. Links load the page anew, as on most shops; the choice of a pot changes the
// address without loading, as single-page sites do, so that both ways can be tried with the chat.
const titles = { product: 'Boston fern', cart: 'Your cart' };

function show() {
  const wishes = new URLSearchParams(location.search);
  const page = wishes.get('page') in titles ? wishes.get('page') : 'home';
  const pot = wishes.get('pot') ?? 'terracotta';
  for (const main of document.querySelectorAll('main')) main.hidden = main.dataset.page !== page;
  for (const link of document.querySelectorAll('nav a')) link.toggleAttribute('aria-current', link.dataset.to === page);
  for (const link of document.querySelectorAll('.choice a')) link.toggleAttribute('aria-current', link.search.includes(pot));
  if (page !== 'home') document.title = `${titles[page]} · Fern & Fold`;
}

document.addEventListener('DOMContentLoaded', () => {
  show();
  for (const button of document.querySelectorAll('[data-ask]')) {
    button.addEventListener('click', () => {
      Frontdesk('prefill', button.dataset.ask);
      Frontdesk('open');
    });
  }
  for (const link of document.querySelectorAll('.choice a')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      history.pushState(null, '', link.href);
      show();
    });
  }
});
addEventListener('popstate', show);

// Shows what is pushed to this device while no page of the console is open, and leads there on a click. It keeps no page
// and answers no request: without a network there is nothing to show.
"use strict";
{
  self.addEventListener("install", () => self.skipWaiting());

  self.addEventListener("push", (event) => {
    let news = {};
    try {
      news = event.data.json();
    } catch {
      // Something is new, though it can't be read.
    }
    const { title = "Frontdesk", body = "", path = "/console", tag = "frontdesk" } = news;
    event.waitUntil(self.registration.showNotification(title, { body, tag, data: { path }, renotify: true }));
  });

  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const { path = "/console" } = event.notification.data ?? {};
    const url = new URL(path, self.location.origin);
    // Only pages of our own.
    if (url.origin !== self.location.origin || !url.pathname.startsWith("/console")) return;
    const open = async () => {
      const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      const tab = tabs.find((one) => new URL(one.url).pathname.startsWith("/console"));
      if (!tab) return self.clients.openWindow(url.href);
      tab.postMessage({ path: url.pathname });
      return tab.focus();
    };
    event.waitUntil(open());
  });
}

// Starts the console: applies the chosen theme and contrast before anything is painted, loads the program, and says so if it can't.
"use strict";
{
  const root = document.documentElement;
  const { app, wasm, later } = document.currentScript.dataset;

  try {
    const theme = localStorage.getItem("frontdesk.console.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    const high = localStorage.getItem("frontdesk.console.contrast") === "high";
    if (high || matchMedia("(prefers-contrast: more)").matches) root.dataset.contrast = "more";
  } catch {
    // Storage is switched off: the system's theme it is.
  }

  // Lent to the program, which has no such thing of its own.
  globalThis.frontdeskImport = (address) => import(address);

  // The program removes the skeleton as it draws itself; whatever breaks before then means that it doesn't start.
  const fail = () => {
    const skeleton = document.getElementById("skeleton");
    const failed = document.getElementById("failed");
    if (!skeleton || !failed) return;
    skeleton.hidden = true;
    failed.hidden = false;
  };
  addEventListener("error", fail);
  addEventListener("unhandledrejection", fail);

  const start = async () => {
    const { default: init } = await import(app);
    await init({ module_or_path: wasm, later });
  };
  const ready = new Promise((go) => addEventListener("DOMContentLoaded", go, { once: true }));
  Promise.all([ready, import(app)]).then(start).catch((reason) => {
    console.error(reason);
    fail();
  });

  // News while no page is open. The program can't name the worker by itself: such addresses go through a policy.
  const WORKER = "/console/worker.js";
  const SCOPE = "/console";
  const policy = globalThis.trustedTypes?.createPolicy("frontdesk-worker", {
    createScriptURL: (url) => {
      if (url !== WORKER) throw new TypeError(`no worker of ours: ${url}`);
      return url;
    },
  });
  const { serviceWorker } = navigator;
  if (serviceWorker && "PushManager" in globalThis && "Notification" in globalThis) {
    const subscription = async () => {
      const registration = await serviceWorker.getRegistration(SCOPE);
      return registration ? registration.pushManager.getSubscription() : null;
    };
    globalThis.frontdeskPush = {
      isOn: async () => Boolean(await subscription()),
      // Resolves to the subscription as JSON.
      start: async (key) => {
        const url = policy ? policy.createScriptURL(WORKER) : WORKER;
        const { pushManager } = await serviceWorker.register(url, { scope: SCOPE });
        await serviceWorker.getRegistration(SCOPE);
        // One that was made for another key of the server's is worth nothing.
        await (await pushManager.getSubscription())?.unsubscribe();
        const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
        return JSON.stringify(made);
      },
      stop: async () => {
        await (await subscription())?.unsubscribe();
      },
    };
    serviceWorker.addEventListener("message", (event) => {
      const { path } = event.data ?? {};
      if (typeof path === "string") dispatchEvent(new CustomEvent("frontdesk-open", { detail: path }));
    });
  }

  addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#reload")) location.reload();
  });
}

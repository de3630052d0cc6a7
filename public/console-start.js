// Starts the console: applies the chosen theme and contrast before anything is painted, loads the program, and says so if it can't.
"use strict";
{
  const root = document.documentElement;
  const { app, wasm } = document.currentScript.dataset;

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
    await init({ module_or_path: wasm });
  };
  const ready = new Promise((go) => addEventListener("DOMContentLoaded", go, { once: true }));
  Promise.all([ready, import(app)]).then(start).catch((reason) => {
    console.error(reason);
    fail();
  });

  addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#reload")) location.reload();
  });
}

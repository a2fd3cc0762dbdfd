// Filing at the window: begins where something is missing, and puts aside what is left half-done. Without script the
// same form is sent by its buttons.
"use strict";

(() => {
  const form = document.querySelector("form[data-filing]");
  if (!form) return;
  const first = document.getElementById(form.dataset.begin) || form.querySelector("button[value=file]");
  if (!document.querySelector(".errors")) first?.focus();

  let changed = Boolean(document.querySelector(".errors"));  // what was refused is kept nowhere else
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });

  addEventListener("pagehide", () => {
    if (!changed) return;
    const values = new FormData(form);
    // A beacon is small: photographs go with the button only.
    for (const [name, value] of [...values]) if (value instanceof File) values.delete(name);
    values.set("go", "aside");
    navigator.sendBeacon(form.action, values);
    changed = false;
  });
})();

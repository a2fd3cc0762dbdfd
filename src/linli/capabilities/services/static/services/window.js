// Filing at the window: begins where something is missing, brings the questions that an answer asks for, and puts
// aside what is left half-done. Without script the same form is sent by its buttons.
"use strict";

(() => {
  const form = document.querySelector("form[data-filing]");
  if (!form) return;
  const siblings = form.dataset.siblings.split(" ");
  const first = document.getElementById(form.dataset.begin) || form.querySelector("button[value=file]");
  if (!document.querySelector(".errors")) first?.focus();

  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  form.addEventListener("change", (event) => {
    if (siblings.includes(event.target.name)) window.htmx?.trigger("#fields", "look");
  });

  // What is typed while the questions come anew stays; where no question comes or goes, nothing is touched.
  const fields = document.getElementById("fields");
  const shown = (root) => root.querySelector("[name=_shown]")?.value;
  let typed = null;
  fields.addEventListener("htmx:beforeSwap", (event) => {
    const coming = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
    event.detail.shouldSwap = shown(coming) !== shown(fields);
    typed = new FormData(form);
  });
  fields.addEventListener("htmx:afterSwap", () => {
    for (const control of fields.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (!typed.has(control.name) && !["radio", "checkbox"].includes(control.type)) continue;
      if (["radio", "checkbox"].includes(control.type)) control.checked = typed.getAll(control.name).includes(control.value);
      else control.value = typed.get(control.name);
    }
  });

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

// The questions that an answer asks for come at once, without the page. Without script they come with the button.
"use strict";

(() => {
  const fields = document.getElementById("fields");
  const form = fields?.closest("form[data-siblings]");
  if (!form) return;
  const siblings = form.dataset.siblings.split(" ");
  form.addEventListener("change", (event) => {
    if (siblings.includes(event.target.name)) window.htmx?.trigger(fields, "look");
  });

  // What is typed while the questions come anew stays; where no question comes or goes, nothing is touched.
  const shown = (root) => root.querySelector("[name=_shown]")?.value;
  let typed = null;
  fields.addEventListener("htmx:beforeSwap", (event) => {
    const coming = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
    event.detail.shouldSwap = shown(coming) !== shown(fields) || coming.querySelector("[hx-swap-oob]") !== null;
    typed = new FormData(form);
  });
  fields.addEventListener("htmx:afterSwap", () => {
    for (const control of fields.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (!typed.has(control.name) && !["radio", "checkbox"].includes(control.type)) continue;
      if (["radio", "checkbox"].includes(control.type)) control.checked = typed.getAll(control.name).includes(control.value);
      else control.value = typed.get(control.name);
    }
  });

  // Papers that come or go move the digits of those below them.
  fields.addEventListener("htmx:afterSettle", () => {
    form.querySelectorAll(".paper input[name^=seen-][data-key]").forEach((control, n) => {
      control.dataset.key = n + 1;
      control.setAttribute("aria-keyshortcuts", n + 1);
      control.closest("label").querySelector("kbd").textContent = n + 1;
    });
  });
})();

// The desk by keyboard: J and K move, Enter opens, "/" searches, a letter presses the button that bears it.
"use strict";

(() => {
  const TEXT = "input:not([type=radio], [type=checkbox], [type=file]), textarea, select, [contenteditable]";
  const typing = (target) => target instanceof Element && target.closest(TEXT);
  const rows = () => [...document.querySelectorAll("[data-rows] tr[data-href]")];

  const choose = (row) => {
    rows().forEach((other) => other.classList.toggle("chosen", other === row));
    row.scrollIntoView({ block: "nearest" });
    row.querySelector("a")?.focus({ preventScroll: true });
  };

  const move = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("chosen"));
    choose(all[Math.min(all.length - 1, Math.max(0, at + by))]);
  };

  const press = (letter) => {
    const fitting = [...document.querySelectorAll("[data-key]")];
    const button = fitting.find((one) => one.dataset.key.toLowerCase() === letter && one.offsetParent);
    if (button) button.click();
    return Boolean(button);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) {
      const form = event.key === "Enter" && typing(event.target) && event.target.closest("form[data-quick]");
      if (form) form.requestSubmit();
      return;
    }
    if (event.altKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
    else if (key === "/") document.querySelector("[data-slash]")?.focus();
    else if (key.length !== 1 || !press(key)) return;
    event.preventDefault();
  });

  // What is unfolded is filled in next; a form without fields of its own keeps the focus where it was.
  document.addEventListener("toggle", (event) => {
    const opened = event.target;
    if (!(opened instanceof Element) || !opened.matches("details.fold, details.grave") || !opened.open) return;
    opened.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }, true);

  // htmx has put a list or a pane in its place: the row that is being read stays marked, and on a phone the pane shows.
  document.addEventListener("htmx:afterSettle", (event) => {
    const row = document.activeElement?.closest("[data-rows] tr[data-href]");
    if (row) rows().forEach((other) => other.classList.toggle("chosen", other === row));
    const narrow = matchMedia("(max-width: 61.99rem)").matches;
    if (narrow && event.target.id === "pane") event.target.scrollIntoView({ block: "start" });
  });

  document.addEventListener("click", (event) => {
    const row = event.target instanceof Element && event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label")) return;
    row.querySelector("a")?.click();
  });
})();

// The desk by keyboard: J and K move, Enter opens, "/" searches, a letter presses the button that bears it, Escape
// leaves a text. Two rows are told apart: `chosen`, where the keys are, and `open`, the one that the pane shows.
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

  const opened = () => document.getElementById(`duty-${document.getElementById("open")?.value}`)?.closest("tr");

  // A key acts on what is read: where the keys are at another row than the pane, it opens that row first.
  const elsewhere = (button) => {
    const row = button.closest("#pane") && document.querySelector("[data-rows] tr.chosen");
    if (!row || row === opened()) return false;
    row.querySelector("a")?.click();
    return true;
  };

  // Nothing is taken for chosen that nobody chose: the key leads to the choice, and presses once it is made.
  const unchosen = (button) => {
    const choice = button.form?.querySelector("input[type=radio]:invalid");
    choice?.focus();
    return Boolean(choice);
  };

  const press = (letter) => {
    const fitting = [...document.querySelectorAll("[data-key]")];
    const button = fitting.find((one) => one.dataset.key.toLowerCase() === letter && one.offsetParent);
    if (button && !elsewhere(button) && !unchosen(button)) button.click();
    return Boolean(button);
  };

  // data-confirm: what can't be undone is asked once more; the second press, or Enter, does it.
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-confirm]");
    if (!button || button.dataset.asked || !button.form.checkValidity()) return;
    event.preventDefault();
    button.dataset.asked = "yes";
    const asking = document.createElement("p");
    asking.className = "small due";
    asking.setAttribute("role", "alert");
    asking.textContent = button.dataset.confirm;
    button.before(asking);
    button.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) {
      const form = event.key === "Enter" && typing(event.target) && event.target.closest("form[data-quick]");
      if (form) (form.querySelector("button.btn-primary") ?? form.querySelector("button[type=submit]"))?.click();
      return;
    }
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (event.altKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
    else if (key === "/") document.querySelector("[data-slash]")?.focus();
    else if (key.length !== 1 || !press(key)) return;
    event.preventDefault();
  });

  const begin = (fold) => fold.querySelector("input:not([type=hidden]), textarea, select")?.focus();

  // What is unfolded is filled in next; a form without fields of its own keeps the focus where it was.
  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    if (fold instanceof Element && fold.matches("details.fold, details.grave") && fold.open) begin(fold);
  }, true);
  const beginOpen = () => document.querySelectorAll(".pane details.fold[open]").forEach(begin);
  // The browser follows an address's #part after loading, and takes the focus with it.
  if (!document.querySelector(".errors")) addEventListener("load", () => setTimeout(beginOpen));
  if (document.querySelector("main > .say.is-done") && rows().length) choose(rows()[0]);  // done: on to the next

  // htmx has put a list or a pane in its place: the row that is being read stays marked, and on a phone the pane shows.
  document.addEventListener("htmx:afterSettle", (event) => {
    const read = opened();
    const row = document.activeElement?.closest("[data-rows] tr[data-href]") ?? read;
    rows().forEach((other) => other.classList.toggle("open", other === read));
    if (row) rows().forEach((other) => other.classList.toggle("chosen", other === row));
    if (document.querySelector("#stale.is-due")) {
      document.querySelectorAll("#pane button").forEach((button) => { button.disabled = true; });
    }
    const narrow = matchMedia("(max-width: 61.99rem)").matches;
    if (narrow && event.target.id === "pane") event.target.scrollIntoView({ block: "start" });
  });

  document.addEventListener("click", (event) => {
    const row = event.target instanceof Element && event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label")) return;
    row.querySelector("a")?.click();
  });
})();

// Small behaviours, switched on by data- attributes. Every page does its main job without them.
"use strict";

const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) act(found, event);
  });

// data-print: the button prints the page; it is hidden where there is no script.
const waken = (root) => root.querySelectorAll("[data-print][hidden]").forEach((button) => { button.hidden = false; });
on("click", "[data-print]", () => window.print());

// data-menu: a folded menu closes when one looks elsewhere, or with Escape.
const fold = (but) => document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
  if (menu !== but) menu.open = false;
});
document.addEventListener("click", (event) => fold(event.target.closest("details[data-menu]")));
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details[data-menu][open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});

// data-once: a form is sent once, however often its button is pressed; coming back makes it ready again.
on("submit", "form[data-once]", (form, event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// data-preview: a picture opens large on the page instead of leaving it; data-close: the word on its button.
on("click", "a[data-preview]", (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const dialog = document.createElement("dialog");
  const picture = document.createElement("img");
  picture.src = link.href;
  picture.alt = link.dataset.preview;
  picture.className = "picture";
  const button = document.createElement("button");
  button.className = "btn";
  button.textContent = link.dataset.close;
  dialog.append(button, picture);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  document.body.append(dialog);
  dialog.showModal();
});

// data-count: how many characters have been written, beside a text box.
on("input", "textarea[data-count]", (box) => {
  const shown = document.getElementById(box.dataset.count);
  if (shown) shown.textContent = String([...box.value].length);
});

// data-running: a rehearsal's clock, ahead of the machine's by so many seconds.
const run = (shown) => {
  const then = new Date(Date.now() + Number(shown.dataset.running) * 1000);
  shown.textContent = then.toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
};
const runAll = () => document.querySelectorAll("[data-running]").forEach(run);
runAll();
setInterval(runAll, 10000);

waken(document);
document.addEventListener("htmx:load", (event) => waken(event.target));
// A page shown again with errors begins at what is wrong.
document.querySelector(".errors[tabindex]")?.focus();

// Passkeys: what needs one is shown where the browser has them; a ceremony that failed is said on the page.
"use strict";

const able = Boolean(window.PublicKeyCredential && navigator.credentials);
document.querySelectorAll(able ? "[data-passkey]" : "[data-no-passkey]").forEach((part) => { part.hidden = false; });

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelectorAll("[data-passkey-failed]").forEach((words) => { words.hidden = false; });
});

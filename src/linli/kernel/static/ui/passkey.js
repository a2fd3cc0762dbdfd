// Passkeys: what needs one is shown where the browser has them; a button asks the device and sends what it signed.
"use strict";

const named = !/^[\d.]+$|:/.test(location.hostname); // a passkey belongs to a name, not to a number
const able = Boolean(named && window.PublicKeyCredential && navigator.credentials);
document.querySelectorAll("[data-passkey]").forEach((part) => { part.hidden = !able; });
document.querySelectorAll("[data-no-passkey]").forEach((part) => { part.hidden = able; });

const library = (address) => window.webauthnJSON || new Promise((done, failed) => {
  const script = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
  document.head.append(script);
});

const asked = async (button) => {
  if (button.dataset.options) return JSON.parse(button.dataset.options);
  const answer = await fetch(button.form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
};

const made = (options) => {
  const kept = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  Object.assign(options.publicKey.authenticatorSelection ??= {}, kept);
  return window.webauthnJSON.create(options);
};

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-passkey-does]");
  if (!button) return;
  const failed = button.form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  button.disabled = true;
  try {
    const options = await asked(button);
    await library(button.dataset.library);
    const signed = button.dataset.passkeyDoes === "create" ? await made(options) : await window.webauthnJSON.get(options);
    button.form.elements.credential.value = JSON.stringify(signed);
    button.form.submit();
  } catch {
    failed.hidden = false;
  } finally {
    button.disabled = false;
  }
});

/* A paper's QR code ends in #number/code: what stands behind the # is never sent with the address, and is filled in here. */
"use strict";
(() => {
  const [number, code] = decodeURIComponent(location.hash.slice(1)).split("/");
  const form = document.querySelector("form[data-paper]");
  if (!form || !number || !code) return;
  form.elements.number.value = number;
  form.elements.code.value = code;
  history.replaceState(null, "", location.pathname);
  form.querySelector("button").focus();
})();

/* A refused or incomplete call is shown in its place too, at the desk and in the console; a button prints the sheet. */
"use strict";
(() => {
  const ready = (root) => root.querySelectorAll("[data-print][hidden], [data-with-script][hidden]").forEach((element) => { element.hidden = false; });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr } = event.detail;
    if (target && ["desk", "try"].includes(target.id) && xhr.responseText.includes(`id="${target.id}"`)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
  });
  ready(document);
})();

/* What pages gain with JavaScript; each of them works without. Driven by attributes only (README.md). */
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const announce = (text) => { const place = document.getElementById("announce"); if (place) place.textContent = text; };
  const typing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  const english = document.documentElement.lang === "en";
  const drawer = () => document.getElementById("drawer");

  /* drawer: the same page, beside the list; next and previous along the list's links */
  let shown = null;
  async function openDrawer(link) {
    const dialog = drawer();
    const answer = await fetch(link.href, { headers: { "HX-Request": "true", "HX-Target": "drawer" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) { location.href = link.href; return; }
    dialog.innerHTML = await answer.text();
    if (window.htmx) window.htmx.process(dialog);
    prepare(dialog);
    shown = link.getAttribute("href");
    if (!dialog.open) dialog.showModal();
    mark(link.closest("tr, li"));
    const links = drawerLinks();
    all("[data-drawer-step]", dialog).forEach((button) => { button.disabled = !links[position(links) + Number(button.dataset.drawerStep)]; });
    dialog.focus();
  }
  const drawerLinks = () => all("a[data-drawer]").filter((link) => !link.closest("dialog"));
  const position = (links) => links.findIndex((link) => link.getAttribute("href") === shown);
  function stepDrawer(by) {
    const links = drawerLinks();
    const next = links[position(links) + by];
    if (next) openDrawer(next);
  }

  /* lists: j and k move, Enter opens */
  const rows = () => all("[data-list] tbody tr, ul[data-list] > li, ol[data-list] > li").filter((row) => !row.hidden);
  function mark(row) {
    all("[data-focused]").forEach((other) => other.removeAttribute("data-focused"));
    if (row) row.setAttribute("data-focused", "");
  }
  function stepRow(by) {
    const list = rows();
    const at = list.findIndex((row) => row.hasAttribute("data-focused"));
    const row = list[Math.min(Math.max(at + by, 0), list.length - 1)];
    if (!row) return;
    mark(row);
    const link = row.querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const hot = all("[data-hotkey]").find((element) => element.dataset.hotkey === event.key);
    if (hot) { event.preventDefault(); hot.focus(); if (hot.select) hot.select(); return; }
    const by = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (!by) return;
    if (drawer() && drawer().open) stepDrawer(by); else stepRow(by);
  });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    all("details[data-menu][open]").forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
    const link = target.closest("a[data-drawer]");
    if (link && drawer() && drawer().showModal && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      openDrawer(link).catch(() => { location.href = link.href; });
      return;
    }
    if (target.closest("[data-drawer-close]") || target === drawer()) { drawer().close(); return; }
    const step = target.closest("[data-drawer-step]");
    if (step) { stepDrawer(Number(step.dataset.drawerStep)); return; }
    if (target.closest("[data-back]")) { history.back(); return; }
    if (target.closest("[data-dismiss]")) { target.closest("[data-dismissable]").remove(); return; }
    const phrase = target.closest("[data-fill]");
    if (phrase) { fill(document.getElementById(phrase.dataset.fill), phrase.textContent.trim()); return; }
    const copy = target.closest("[data-copy]");
    if (copy) copyFrom(copy);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all("details[data-menu][open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  /* paper cannot be unfolded; where the style sheet says so as well, this changes nothing */
  window.addEventListener("beforeprint", () => all("details.ys-group:not([open])").forEach((group) => { group.open = true; group.dataset.folded = ""; }));
  window.addEventListener("afterprint", () => all("details[data-folded]").forEach((group) => { group.open = false; delete group.dataset.folded; }));

  async function copyFrom(button) {
    const code = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      /* no clipboard on plain http within an office network: select the text and use the old command */
      getSelection().selectAllChildren(code);
      document.execCommand("copy");
    }
    const word = button.querySelector("span");
    const before = word.textContent;
    word.textContent = button.dataset.copied;
    announce(button.dataset.copied);
    setTimeout(() => { word.textContent = before; }, 2000);
  }

  /* ready wordings under a field: [data-fill] puts its text there; [data-when=field=value] shows it with that choice only */
  function fill(input, text) { /* a longer text gathers several, each once; again takes it out */
    const said = input.tagName === "TEXTAREA" ? input.value.split(/[；;]/).map((part) => part.trim()).filter(Boolean) : [];
    input.value = (said.includes(text) ? said.filter((part) => part !== text) : [...said, text]).join("；");
    ["input", "change"].forEach((kind) => input.dispatchEvent(new Event(kind, { bubbles: true })));
    input.focus();
  }
  function offer(root) {
    all("[data-fill][data-when]", root).forEach((phrase) => {
      const [name, value] = phrase.dataset.when.split("=");
      const field = phrase.closest("form").elements[name];
      phrase.hidden = Boolean(field) && field.value !== value;
    });
    all("[data-fill][data-when][hidden]", root).forEach((phrase) => { /* a wording that went with another choice gives way to the one for this */
      const input = document.getElementById(phrase.dataset.fill);
      const offered = all("[data-fill]:not([hidden])", phrase.parentElement);
      if (input.value === phrase.textContent.trim() && offered.length) input.value = (offered.find((one) => one.dataset.when) || offered[0]).textContent.trim();
    });
  }
  document.addEventListener("change", (event) => { if (event.target.form) offer(event.target.form); });

  /* a form is sent once; its button says that it is under way */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { event.preventDefault(); return; }
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "true";
    const button = event.submitter;
    if (button) setTimeout(() => button.setAttribute("aria-busy", "true"), 250);
    setTimeout(() => { delete form.dataset.sent; if (button) button.removeAttribute("aria-busy"); }, 15000); /* a download leaves the page standing */
  });
  window.addEventListener("pageshow", () => {
    all("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    all("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
  });

  /* a long form with [data-guard] is not left by mistake once something was filled in */
  document.addEventListener("input", (event) => {
    const form = event.target.closest ? event.target.closest("form[data-guard]") : null;
    if (form) form.dataset.unsaved = "true";
  });
  window.addEventListener("beforeunload", (event) => {
    if (all("form[data-unsaved]").some((form) => !form.dataset.sent)) event.preventDefault();
  });

  document.addEventListener("input", (event) => {
    const filter = event.target.closest ? event.target.closest("[data-filter-rows]") : null;
    if (filter) filterRows(filter);
  });
  function filterRows(input) {
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const found = all(`${input.dataset.filterRows} tbody tr`);
    found.forEach((row) => { row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word)); });
    const count = found.filter((row) => !row.hidden).length;
    all(`[data-filter-count="${input.dataset.filterRows}"]`).forEach((place) => { place.textContent = count; });
  }

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.dataset && box.dataset.selectAll) {
      all(`input[type=checkbox][name="${box.dataset.selectAll}"]`).forEach((one) => { if (!one.disabled && !(one.closest("tr") || one).hidden) one.checked = box.checked; });
      countSelected(box.dataset.selectAll);
    }
    if (box.type === "checkbox" && box.name) countSelected(box.name);
  });
  function countSelected(name) {
    const boxes = all(`input[type=checkbox][name="${name}"]`);
    const checked = boxes.filter((box) => box.checked).length;
    all(`[data-selected-count="${name}"]`).forEach((place) => { place.textContent = checked; });
    all(`[data-select-all="${name}"]`).forEach((box) => { box.checked = checked > 0 && checked === boxes.length; box.indeterminate = checked > 0 && checked < boxes.length; });
  }

  /* a refused htmx request tells why, at the top of the page */
  document.addEventListener("htmx:responseError", (event) => {
    const place = document.getElementById("messages");
    const text = event.detail.xhr.responseText;
    if (place && text.includes("ys-notice") && !text.includes("<html")) { place.innerHTML = text; prepare(place); place.scrollIntoView({ block: "nearest" }); }
    else window.alert(english ? "That did not work. Please reload the page." : "操作没有成功，请刷新页面后重试。");
  });
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

  function prepare(root) {
    all("[data-copy][hidden], [data-back][hidden], [data-with-script][hidden]", root).forEach((button) => { button.hidden = false; });
    offer(root);
    all("[data-dismissable]", root).forEach((notice) => {
      if (notice.querySelector("[data-dismiss]")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ys-iconbutton";
      button.dataset.dismiss = "";
      button.setAttribute("aria-label", english ? "Dismiss" : "关闭");
      button.textContent = "×";
      notice.append(button);
    });
    all("input[type=checkbox][name]", root).forEach((box) => { if (box.checked) countSelected(box.name); });
    const wrong = root.querySelector("[data-focus]");
    if (wrong) wrong.focus();
  }
  prepare(document);
  all(".ys-nav a[aria-current]").forEach((link) => { /* on a phone, the place one is at is in sight */
    const list = link.closest("ul");
    list.scrollLeft = link.offsetLeft - list.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
  });
})();

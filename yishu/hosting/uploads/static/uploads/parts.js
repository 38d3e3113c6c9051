/* A large file goes up in parts, and goes on where it was when the connection broke or the page was closed. Without this script the form is sent whole. */
"use strict";
(() => {
  const form = document.querySelector("form[data-begin]");
  if (!form) return;
  const file = form.querySelector("input[type=file]");
  const place = form.querySelector("[data-parts]");
  const bar = place.querySelector("progress");
  const word = place.querySelector("[data-word]");
  const PART = 4 * 1024 * 1024;
  const PAUSES = [1, 2, 5, 10, 20, 30];
  const size = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  const wait = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

  form.addEventListener("submit", (event) => {
    const chosen = file.files[0];
    if (!chosen || chosen.size < Number(form.dataset.from) || (event.submitter && event.submitter.name === "try")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(chosen);
  }, true);

  async function send(chosen) {
    const fields = new FormData(form);
    const kept = `yishu-upload:${["resource", "how", "charset"].map((name) => fields.get(name)).join(":")}:${chosen.name}:${chosen.size}:${chosen.lastModified}`;
    fields.set("file", chosen.name);
    fields.set("size", chosen.size);
    fields.set("key", keyOf(kept));
    busy(true);
    say("beginning");
    try {
      const begun = await insisting(() => post(form.dataset.begin, fields));
      let offset = begun.offset;
      show(offset, chosen.size);
      while (offset < chosen.size) {
        const part = chosen.slice(offset, offset + PART);
        offset = (await insisting(() => post(`${begun.part}?offset=${offset}`, part))).offset;
        show(offset, chosen.size);
      }
      forget(kept);
      say("whole");
      location.href = begun.page;
    } catch (refused) {
      if (refused.final) forget(kept);
      busy(false);
      word.textContent = refused.message || place.dataset.failed;
      place.classList.add("ys-error");
    }
  }

  async function post(address, body) {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "X-CSRFToken": token };
    if (body instanceof Blob) headers["Content-Type"] = "application/offset+octet-stream";
    const answer = await fetch(address, { method: "POST", body, headers, credentials: "same-origin", redirect: "error" });
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) return said;
    if (answer.status === 409 && "offset" in said) return said;
    const wrong = new Error(said.detail || "");
    wrong.passing = said.code === "upload_busy" || answer.status === 408 || answer.status === 503 || (answer.status >= 500 && answer.status !== 507);
    wrong.final = [404, 410, 413, 422].includes(answer.status);
    wrong.told = true;
    throw wrong;
  }

  /* A connection that broke comes back; what came before it did is kept at the node. */
  async function insisting(act) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await act();
      } catch (wrong) {
        if (wrong.told && !wrong.passing) throw wrong;
        const pause = PAUSES[Math.min(attempt, PAUSES.length - 1)];
        say("broken", { n: pause });
        await wait(pause);
      }
    }
  }

  function keyOf(kept) {
    let key = null;
    try { key = localStorage.getItem(kept); } catch { /* not allowed: then it does not outlive the page */ }
    if (key) return key;
    key = `page:${[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    try { localStorage.setItem(kept, key); } catch { /* as above */ }
    return key;
  }

  function forget(kept) {
    try { localStorage.removeItem(kept); } catch { /* it was never kept */ }
  }

  function busy(on) {
    place.hidden = false;
    place.classList.remove("ys-error");
    form.querySelectorAll("button, input:not([type=hidden]), select").forEach((each) => { each.disabled = on; });
  }

  function show(done, total) {
    bar.max = total;
    bar.value = done;
    say("sending", { done: size(done), total: size(total), percent: total ? Math.floor((done * 100) / total) : 100 });
  }

  function say(name, values = {}) {
    word.textContent = place.dataset[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  }
})();

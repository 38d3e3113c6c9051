// Passkeys: forms with data-passkey="add" or "use". Browsers of 2021 know WebAuthn, but not its JSON forms: bytes travel as base64url.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const described = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const post = async (url, token, body) => {
    const answer = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-CSRFToken": token, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const make = async (options) => {
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: described(options.excludeCredentials),
    };
    const made = await navigator.credentials.create({ publicKey });
    return {
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
      },
    };
  };

  const sign = async (options) => {
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: described(options.allowCredentials),
    };
    const made = await navigator.credentials.get({ publicKey });
    return {
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        authenticatorData: text(made.response.authenticatorData),
        signature: text(made.response.signature),
        userHandle: made.response.userHandle ? text(made.response.userHandle) : null,
      },
    };
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const problem = document.querySelector("[data-passkey-problem]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      problem.hidden = true;
      const button = form.querySelector("button");
      button.disabled = true;
      const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
      try {
        const options = await post(form.dataset.options, token, {});
        const credential = await (form.dataset.passkey === "add" ? make : sign)(options);
        const name = form.elements.name ? form.elements.name.value : "";
        const answer = await post(form.dataset.send, token, { credential, name });
        window.location.assign(answer.next);
      } catch {
        problem.hidden = false;
        button.disabled = false;
      }
    });
  });
})();

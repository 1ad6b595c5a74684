"use strict";
// The pages work without this, but for passkeys. Words come from the page.
{
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => document.querySelectorAll(selector);
  const say = (text) => { one("#live").textContent = text; };

  // A second press while the first is under way sends nothing; after a while, or when the page comes back, it does.
  for (const form of all("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 5000);
    });
  }
  addEventListener("pageshow", () => { for (const form of all("form")) delete form.dataset.sent; });

  // The wait until another message: it runs down, and its button waits with it.
  for (const wait of all("[data-wait]:not(form)")) {
    const end = Date.now() + wait.dataset.wait * 1000;
    const clock = wait.querySelector("time");
    const again = wait.parentElement.querySelector("[value=again]");
    const early = (event) => event.preventDefault();
    again?.setAttribute("aria-disabled", "true");
    again?.addEventListener("click", early);
    const two = (number) => String(number).padStart(2, "0");
    const tick = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left > 0) {
        const hours = Math.floor(left / 3600), minutes = Math.floor(left / 60) % 60;
        clock.textContent = `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(left % 60)}`;
        return;
      }
      clearInterval(timer);
      wait.hidden = true;
      again?.removeAttribute("aria-disabled");
      again?.removeEventListener("click", early);
      say(wait.dataset.over);
    };
    const timer = setInterval(tick, 250);
    tick();
  }

  // Days as the person is used to read them.
  for (const day of all("[data-day]")) {
    day.textContent = new Date(day.dateTime).toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" });
  }

  for (const button of all("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const name = button.textContent;
      say(button.textContent = button.dataset.done);
      setTimeout(() => { button.textContent = name; }, 2000);
    });
  }
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // A browser that reads text messages asks whether it may fill in the code (WebOTP).
  const code = one("[data-webotp]");
  if (code && "OTPCredential" in window) {
    const stop = new AbortController();
    code.form.addEventListener("submit", () => stop.abort());
    navigator.credentials.get({ otp: { transport: ["sms"] }, signal: stop.signal }).then((found) => {
      if (!found) return;
      code.value = found.code;
      code.form.querySelector(".main").click();
    }, () => {});
  }

  // Waits for a device: the page asks for itself, and is shown anew once its step or state is another, or it leads elsewhere.
  // Never two at once. Where no network or no server is just now, the next one may find it. With a device that is there it
  // goes on.
  if (one("[data-poll]:not([data-poll=connected])")) {
    const state = (page) => `${page.body.dataset.step} ${page.querySelector("[data-poll]")?.dataset.poll}`;
    const was = state(document);
    const told = async () => {
      const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") return "elsewhere";
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return answer.status < 500 ? state(page) : was;
    };
    const ask = async () => {
      const is = await told().catch(() => was);
      if (is === was) setTimeout(ask, 2500);
      else if (is.endsWith(" connected")) one("form .main").click();
      else location.reload();
    };
    setTimeout(ask, 2500);
  }

  const passkey = one("#passkey");
  if (passkey) (async () => {
    if (!window.PublicKeyCredential) {
      one("#unable").hidden = false;
      return;
    }
    passkey.hidden = false;
    const registers = passkey.dataset.ceremony === "register";
    const hidden = (name) => passkey.elements[name].value;
    const failed = one("#failed"), button = passkey.querySelector("button");

    // JSON of WebAuthn, also where the browser doesn't read and write it itself.
    const octets = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
    const parsed = (json) => {
      const parse = registers ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
      if (PublicKeyCredential[parse]) return PublicKeyCredential[parse](json);
      const ids = (list) => list?.map((it) => ({ ...it, id: octets(it.id) }));
      const options = { ...json, challenge: octets(json.challenge) };
      if (json.user) options.user = { ...json.user, id: octets(json.user.id) };
      if (json.excludeCredentials) options.excludeCredentials = ids(json.excludeCredentials);
      if (json.allowCredentials) options.allowCredentials = ids(json.allowCredentials);
      return options;
    };
    const written = (credential) => {
      if (credential.toJSON) return credential.toJSON();
      const response = {};
      for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
        if (credential.response[part]) response[part] = text(credential.response[part]);
      }
      const transports = credential.response.getTransports?.();
      if (transports) response.transports = transports;
      return {
        id: credential.id,
        rawId: text(credential.rawId),
        type: credential.type,
        authenticatorAttachment: credential.authenticatorAttachment,
        clientExtensionResults: credential.getClientExtensionResults(),
        response,
      };
    };

    const post = async (address, more) => {
      const body = JSON.stringify({ csrf: hidden("csrf"), step: hidden("step"), ...more });
      const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body });
      const json = await answer.json();
      if (json.next) location.assign(json.next);
      else if (!answer.ok) throw new Error(`answered ${answer.status}`);
      return json;
    };
    let stop = new AbortController();
    let answered = false;
    const run = async (mediation) => {
      stop.abort();
      const mine = stop = new AbortController();
      const { publicKey, next } = await post(passkey.dataset.options, {});
      if (next || mine.signal.aborted) return;
      const options = { publicKey: parsed(publicKey), signal: mine.signal };
      const credential = registers
        ? await navigator.credentials.create(options)
        : await navigator.credentials.get(mediation ? { ...options, mediation } : options);
      answered = true;
      const remember = passkey.elements.remember?.checked ?? false;
      await post(passkey.dataset.answer, { credential: written(credential), remember });
    };

    passkey.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.getAttribute("aria-disabled")) return;
      button.setAttribute("aria-disabled", "true");
      failed.hidden = true;
      say(passkey.dataset.wait);
      try {
        await run();
      } catch {
        say("");
        failed.hidden = false;
      }
      button.removeAttribute("aria-disabled");
    });

    // Suggestions in a field. They need a challenge, so they begin with the person's first movement and not with the page:
    // what merely opens links asks for nothing.
    const pick = one("#pick");
    if (pick && await PublicKeyCredential.isConditionalMediationAvailable?.()) {
      pick.hidden = false;
      const signs = ["pointermove", "pointerdown", "keydown"];
      const begin = () => {
        for (const sign of signs) removeEventListener(sign, begin);
        if (!button.getAttribute("aria-disabled")) run("conditional").catch(() => { if (answered) failed.hidden = false; });
      };
      for (const sign of signs) addEventListener(sign, begin, { passive: true });
    }
  })();
}

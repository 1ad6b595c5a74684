// The prompt in a real Chromium on bad days: two tabs, the back button, impatient fingers, no script, no cookies, no mouse,
// mail scanners, and pages that mean harm.
// Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, and a `chromium`.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  assertBack, at, begin, button, chromium, doubleClicks, end, fetched, field, freshIdentity, gives, here,
  leads, newPrompt, opened, origin, pages, text, until, visits, withPhone,
  COUNTERSIGN, HELP, LOGO,
} from "./prompting.mjs";
import { freshNumber, inbox, newestMessage, notThis } from "./support.mjs";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

before(begin);
after(end);

describe("a person at the prompt", () => {
  test("in two tabs is told which one is behind, and loses nothing", async () => {
    const { identity, number } = await withPhone();
    const prompt = await newPrompt("login", identity);
    const one = await opened(prompt);
    const other = await chromium.tab(one, "about:blank");
    await at(other, await here(one));
    await gives(one, {}, "sms");
    const { code } = await newestMessage(number, 2);
    await gives(other, {}, "sms");
    assert.match(await text(other), /This page was out of date/);
    assert.equal((await inbox(number)).length, 2, "the page that was behind sent nothing");
    await gives(other, { code }, "continue");
    await assertBack(other, prompt, "phone");
    // The first tab leads to where the person is, too, and has no second result for the application.
    await gives(one, { code }, "continue");
    assert.match(await text(one), /Shop|was used/);
    assert.ok(!new URL(await here(one)).searchParams.get("code"), await here(one));
  });

  test("who clicks twice, reloads and goes back has one message sent", async () => {
    const { identity, number } = await withPhone();
    const prompt = await newPrompt("login", identity);
    const page = await opened(prompt);
    await doubleClicks(page, "sms");
    await until("the code's page", () => field(page, "code"));
    await leads(page, () => page.ask("Page.reload"));
    assert.ok(await field(page, "code"), "a reload shows the same page");
    const { currentIndex, entries } = await page.ask("Page.getNavigationHistory");
    const { id: entryId, url: before } = entries[currentIndex - 1];
    await page.ask("Page.navigateToHistoryEntry", { entryId });
    await until("the page before", async () => (await here(page)) === before && (await page.run("!!document.body")));
    // The browser may show it as it was: its button leads to where the person is, and does nothing else.
    if (!(await field(page, "code"))) await gives(page, {}, "sms");
    const { code } = await newestMessage(number, 2);
    await gives(page, { code: notThis(code) }, "continue");
    await leads(page, () => page.ask("Page.reload"));
    await gives(page, { code }, "continue");
    await assertBack(page, prompt, "phone");
    assert.equal((await inbox(number)).length, 2);
  });

  test("comes after a mail scanner, and whoever has the link later is told that it is open elsewhere", async () => {
    const { identity, number } = await withPhone();
    const prompt = await newPrompt("login", identity);
    for (const method of ["HEAD", "GET", "GET"]) {
      const seen = await fetch(prompt.url.replace("//localhost:", "//127.0.0.1:"), { method, redirect: "follow" });
      assert.equal(seen.status, 403, "it follows, and keeps no cookie");
    }
    assert.equal((await fetched(prompt)).opened, false);
    const page = await opened(prompt);
    await gives(page, {}, "sms");
    const late = await opened(prompt);
    assert.match(await text(late), /open in another browser/i);
    await gives(page, { code: (await newestMessage(number, 2)).code }, "continue");
    await assertBack(page, prompt, "phone");
  });

  test("whose browser keeps no cookies is told so", async () => {
    const { identity } = await withPhone();
    const prompt = await newPrompt("login", identity);
    const page = await chromium.page("about:blank");
    page.on("Fetch.requestPaused", async ({ requestId }) => {
      await page.ask("Network.clearBrowserCookies");
      await page.ask("Fetch.continueRequest", { requestId });
    });
    await page.ask("Fetch.enable", { patterns: [{ urlPattern: `${COUNTERSIGN}/prompt/YP*` }] });
    await at(page, prompt.url);
    assert.match(await text(page), /cookie/i);
    assert.equal((await fetched(prompt)).status, "pending");
  });

  test("logs in without script, by fingers that press twice", async () => {
    const { identity, number } = await withPhone();
    const prompt = await newPrompt("login", identity);
    const page = await chromium.page("about:blank");
    await page.ask("Emulation.setScriptExecutionDisabled", { value: true });
    await at(page, prompt.url);
    await doubleClicks(page, "sms");
    await until("the code's page", () => field(page, "code"));
    const { code } = await newestMessage(number, 2);
    const press = (name, value) => page.run(`{
      document.querySelector("input[name=code]").value = "${value}";
      ${button(name)}.click();
    }`);
    await leads(page, () => press("continue", notThis(code)));
    assert.ok(await page.run("!!document.querySelector('[aria-invalid=true]')"), await text(page));
    await leads(page, () => press("continue", code));
    await assertBack(page, prompt, "phone");
    assert.equal((await inbox(number)).length, 2);
  });

  test("sets up a phone and logs in with nothing but keys", async () => {
    const [identity, number] = [freshIdentity(), await freshNumber()];
    const page = await chromium.page("about:blank");
    const key = async (name, code, text) => {
      const what = { key: name, code: name, windowsVirtualKeyCode: code, text };
      await page.ask("Input.dispatchKeyEvent", { type: "keyDown", ...what });
      await page.ask("Input.dispatchKeyEvent", { type: "keyUp", ...what });
    };
    const enter = () => leads(page, () => key("Enter", 13, "\r"));
    const type = async (text) => {
      await until("a field with the focus", () => page.run("document.activeElement.matches('input')"));
      await page.ask("Input.insertText", { text });
    };
    // Goes on until the focus is on what matches.
    const tabs = async (selector) => {
      for (let turn = 0; turn < 20; turn++) {
        await key("Tab", 9);
        if (await page.run(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      }
      assert.fail(`no key leads to ${selector} on: ${await text(page)}`);
    };
    const setup = await newPrompt("setup", identity);
    await at(page, setup.url);
    await tabs('[value="choose phone"]');
    await enter();
    await type(number);
    await enter();
    await type((await newestMessage(number)).code);
    await enter();
    await tabs("[name=saved]");
    await key(" ", 32, " ");
    await tabs(".main");
    await enter();
    await tabs('[value="finish"]');
    await enter();
    await assertBack(page, setup, "phone");

    const login = await newPrompt("login", identity);
    await at(page, login.url);
    await tabs('[value="sms"]');
    await enter();
    const { code } = await newestMessage(number, 2);
    await type(notThis(code));
    await enter();
    // The field has the focus again.
    await type(code);
    await enter();
    await assertBack(page, login, "phone");
  });

  test("who hears the code's page hears what is asked, what was wrong, and what else there is", async () => {
    const { identity, number } = await withPhone();
    const page = await opened(await newPrompt("login", identity));
    await gives(page, {}, "sms");
    const { code } = await newestMessage(number, 2);
    await gives(page, { code: notThis(code) }, "continue");
    const { nodes } = await page.ask("Accessibility.getFullAXTree");
    const seen = nodes.filter((node) => !node.ignored);
    const names = (role) => seen.filter((node) => node.role.value === role).map((node) => node.name.value);
    const [box] = seen.filter((node) => node.role.value === "textbox");
    const about = Object.fromEntries(box.properties.map(({ name, value }) => [name, value.value]));
    assert.equal(box.name.value, "6-digit code");
    assert.deepEqual([about.invalid, about.required, about.focused], ["true", true, true]);
    assert.ok(box.description.value.length > 10, "what was wrong stands beside the field");
    assert.deepEqual(names("heading"), ["Enter the code"]);
    assert.equal(names("main").length, 1);
    assert.deepEqual(names("button").slice(0, 1), ["Continue"]);
    for (const name of ["Send it again", "Call me instead", "Try another way", "Cancel and go back"]) {
      assert.ok(names("button").includes(name), `${name}: ${names("button")}`);
    }
    assert.match(await page.run("document.title"), /^Error: /);
    // No number, whole, in what is read out.
    assert.ok(!seen.some((node) => String(node.name?.value).replace(/\D/g, "").includes(number.slice(5))));
  });
});

describe("a passkey", () => {
  // Somebody with a phone and a passkey, in front of a login.
  async function withBoth() {
    const { identity, number } = await withPhone();
    const page = await opened(await newPrompt("setup", identity));
    await gives(page, {}, "sms");
    await gives(page, { code: (await newestMessage(number, 2)).code }, "continue");
    await gives(page, {}, "add");
    await gives(page, {}, "choose passkeys");
    await leads(page, () => page.run("document.querySelector('.main').click()"));
    await gives(page, {}, "finish");
    const prompt = await newPrompt("login", identity);
    await at(page, prompt.url);
    return { identity, number, page, prompt };
  }

  const moves = async (page) => {
    for (const x of [10, 20, 30]) await page.ask("Input.dispatchMouseEvent", { type: "mouseMoved", x, y: 10 });
  };

  test("is suggested in the field of its own page", async () => {
    const { page, prompt } = await withBoth();
    assert.equal(await page.run("document.querySelector('#pick input').autocomplete"), "username webauthn");
    await leads(page, () => moves(page));
    await assertBack(page, prompt, "passkeys");
  });

  test("is suggested where a code is asked for, once the person stirs, and not where none would do", async () => {
    const { identity, number, page, prompt } = await withBoth();
    await gives(page, {}, "another");
    await leads(page, () => page.run("[...document.querySelectorAll('.choice')].find((it) => it.textContent.includes('Phone')).click()"));
    await gives(page, {}, "sms");
    await newestMessage(number, 3);
    assert.equal(await page.run("document.querySelector('#code').autocomplete"), "one-time-code webauthn");
    await leads(page, () => moves(page));
    await assertBack(page, prompt, "passkeys");

    const other = await newPrompt("login", identity, { allowed: ["phone"] });
    await at(page, other.url);
    await gives(page, {}, "sms");
    const { code } = await newestMessage(number, 4);
    assert.equal(await page.run("document.querySelector('#code').autocomplete"), "one-time-code");
    await moves(page);
    await gives(page, { code }, "continue");
    await assertBack(page, other, "phone");
  });
});

describe("whoever means harm", () => {
  test("can't put a page into a frame of theirs", async () => {
    const prompt = await newPrompt("setup", freshIdentity());
    const page = await opened(prompt);
    const url = (await here(page)).split("?")[0];
    const said = [];
    page.on("Log.entryAdded", ({ entry }) => said.push(entry.text));
    await page.ask("Log.enable");
    pages.set("/frame", `<!doctype html><title>Win</title><iframe src="${url}"></iframe>`);
    // Of the same site, whose frames get the cookie, and of another one.
    for (const site of [origin, origin.replace("//localhost:", "//127.0.0.1:")]) {
      await at(page, `${site}/frame`);
      const refused = (line) => /frame-ancestors|X-Frame-Options/i.test(line);
      await until(`it is refused: ${said}`, async () => said.some(refused));
      said.length = 0;
    }
  });

  test("can't press a button of it from a page of theirs, even with the form's token", async () => {
    const prompt = await newPrompt("setup", freshIdentity());
    const page = await opened(prompt);
    const url = (await here(page)).split("?")[0];
    const { csrf, step } = await page.run(`({
      csrf: document.querySelector("[name=csrf]").value,
      step: document.querySelector("[name=step]").value,
    })`);
    const hidden = Object.entries({ csrf, step, action: "cancel" }).map(([name, value]) => `<input name="${name}" value="${value}">`);
    pages.set("/forge", `<!doctype html><title>Win</title><form method="post" action="${url}">${hidden.join("")}<button>Win</button></form>`);
    for (const site of [origin, origin.replace("//localhost:", "//127.0.0.1:")]) {
      await at(page, `${site}/forge`);
      await leads(page, () => page.run("document.querySelector('button').click()"));
      assert.ok((await here(page)).startsWith(COUNTERSIGN), await here(page));
      const { opened, status } = await fetched(prompt);
      assert.deepEqual([opened, status], [false, "pending"], site);
    }
    // The same by the person's own hand.
    await at(page, url);
    await gives(page, {}, "cancel");
    assert.ok((await here(page)).startsWith(`${origin}/done?`));
    assert.equal((await fetched(prompt)).status, "canceled");
  });
});

describe("the prompt's address", () => {
  test("goes neither to whoever has the logo nor to whoever is linked", async () => {
    const prompt = await newPrompt("setup", freshIdentity());
    const page = await chromium.page("about:blank");
    const asked = [];
    page.on("Fetch.requestPaused", ({ requestId, request }) => {
      asked.push(request);
      const type = request.url === LOGO ? "image/png" : "text/html";
      const body = request.url === LOGO ? PIXEL : Buffer.from("<!doctype html><title>Help</title>").toString("base64");
      const responseHeaders = [{ name: "content-type", value: type }];
      page.ask("Fetch.fulfillRequest", { requestId, responseCode: 200, responseHeaders, body });
    });
    await page.ask("Fetch.enable", { patterns: [{ urlPattern: "https://*" }] });
    await at(page, prompt.url);
    await until("the logo", () => page.run("document.querySelector('.brand img').naturalWidth > 0"));
    await leads(page, () => page.run("document.querySelector('footer a').click()"));
    assert.equal(await here(page), HELP);
    assert.ok([HELP, LOGO].every((url) => asked.some((request) => request.url === url)));
    for (const { headers } of asked.filter(({ url }) => url === HELP || url === LOGO)) {
      const names = Object.keys(headers).map((name) => name.toLowerCase());
      assert.ok(!names.includes("referer") && !names.includes("cookie"), names.join());
    }
    await at(page, prompt.url);
    await gives(page, {}, "cancel");
    assert.ok((await here(page)).startsWith(`${origin}/done?`));
  });

  test("was never told to the application, whatever led there", () => {
    const told = visits.filter((visit) => visit.path.startsWith("/done"));
    assert.ok(told.length >= 9, `${told.length} visits`);
    assert.deepEqual(told.filter((visit) => visit.headers.referer), []);
  });
});

// The prompt in a real Chromium on bad days: two tabs, the back button, impatient fingers, no script, no cookies, no mouse,
// mail scanners, and pages that mean harm.
// Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, and a `chromium`.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, describe, test } from "node:test";
import { Chromium } from "./chromium.mjs";
import { freshName, freshNumber, inbox, newestMessage, notThis, URL_OF_COUNTERSIGN } from "./support.mjs";

// Passkeys and cookies belong to names. By its number the same machine is another site.
const named = (url) => url.replace("//127.0.0.1:", "//localhost:");
const COUNTERSIGN = named(URL_OF_COUNTERSIGN);
const LOGO = "https://logo.example/logo.png";
const HELP = "https://help.example/second-step";
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

let chromium, application, origin, service;
// What browsers asked the application.
const visits = [];
// What the application, or whoever means harm, shows.
const pages = new Map();

const authorization = `Basic ${Buffer.from(`${process.env.TWILIO_ACCOUNT_SID}:${process.env.TWILIO_AUTH_TOKEN}`).toString("base64")}`;

// A call of the API.
async function call(path, body) {
  const isForm = body instanceof URLSearchParams;
  const type = isForm ? "application/x-www-form-urlencoded" : "application/json";
  const answer = await fetch(`${URL_OF_COUNTERSIGN}${path}`, {
    method: body ? "POST" : "GET",
    headers: { authorization, ...(body && { "content-type": type }) },
    body: body && (isForm ? body : JSON.stringify(body)),
  });
  assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}

before(async () => {
  application = createServer((request, answer) => {
    visits.push({ path: request.url, headers: request.headers });
    const page = pages.get(request.url) ?? "<!doctype html><title>Shop</title><h1>Shop</h1>";
    answer.setHeader("content-type", "text/html").end(page);
  }).listen(0);
  await once(application, "listening");
  origin = `http://localhost:${application.address().port}`;
  chromium = await Chromium.start();
  service = (await call("/v2/Services", new URLSearchParams({ FriendlyName: freshName() }))).sid;
  await call(`/v1/Services/${service}/PromptSettings`, {
    return_urls: [`${origin}/done`],
    logo_url: LOGO,
    support_url: HELP,
  });
});
after(async () => {
  await chromium?.stop();
  application?.closeAllConnections();
  application?.close();
});

const freshIdentity = () => `person-${randomBytes(8).toString("hex")}`;
const fetched = (prompt) => call(`/v1/Services/${service}/Prompts/${prompt.sid}`);

async function newPrompt(purpose, identity, more = {}) {
  const asked = { purpose, identity, return_url: `${origin}/done`, ...more };
  const made = await call(`/v1/Services/${service}/Prompts`, asked);
  return { ...made, url: named(made.url) };
}

// What the application hears in exchange for the code in the address that a browser came back to.
async function result(prompt, url) {
  const code = new URL(url).searchParams.get("code");
  assert.ok(code, url);
  return call(`/v1/Services/${service}/Prompts/${prompt.sid}/Result`, { code });
}

// A browser that knows cookies and forms, and nothing else: it sets up what the tests begin with.
class Forms {
  async goes(url, body) {
    const headers = { ...(this.cookie && { cookie: this.cookie }), "sec-fetch-site": "same-origin" };
    const answer = await fetch(url, { method: body ? "POST" : "GET", headers, body, redirect: "manual" });
    for (const line of answer.headers.getSetCookie?.() ?? [answer.headers.get("set-cookie")]) {
      this.cookie = line?.split(";")[0] ?? this.cookie;
    }
    const to = answer.headers.get("location");
    this.url = to ? new URL(to, url).href : url;
    if (to && this.url.startsWith(new URL(url).origin)) return this.goes(this.url);
    this.page = await answer.text();
  }

  presses(action, fields = {}) {
    const hidden = (name) => this.page.match(`name="${name}" value="([^"]*)"`)[1];
    const all = { csrf: hidden("csrf"), step: hidden("step"), action, ...fields };
    return this.goes(this.url.split("?")[0], new URLSearchParams(all));
  }
}

// Somebody whose phone is set up.
async function withPhone() {
  const [identity, number, forms] = [freshIdentity(), await freshNumber(), new Forms()];
  await forms.goes((await newPrompt("setup", identity)).url);
  await forms.presses("choose phone");
  await forms.presses("sms", { phone: number });
  await forms.presses("continue", { code: (await newestMessage(number)).code });
  await forms.presses("continue", { saved: "yes" });
  await forms.presses("finish");
  assert.ok(forms.url.startsWith(`${origin}/done`), forms.url);
  return { identity, number };
}

const until = async (what, holds) => {
  for (let turn = 0; turn < 400; turn++) {
    // Between two pages there is nothing to ask.
    if (await holds().catch(() => false)) return;
    await sleep(25);
  }
  assert.fail(`never: ${what}`);
};

const here = (page) => page.run("location.href");
const text = (page) => page.run("document.body.innerText");
const field = (page, name) => page.run(`!!document.querySelector('input[name="${name}"]')`);
const button = (action) => `document.querySelector('button[name=action][value^="${action}"]')`;

// Does it, and waits for the page that it leads to.
async function leads(page, act) {
  await page.run("window.isOld = true");
  await act();
  await until("the next page", () => page.run("!window.isOld && document.readyState === 'complete'"));
}

async function at(page, url) {
  await page.ask("Page.bringToFront");
  await leads(page, () => page.ask("Page.navigate", { url }));
}

async function opened(prompt) {
  const page = await chromium.page("about:blank");
  await at(page, prompt.url);
  return page;
}

// Types into the page's field, and presses a button.
async function gives(page, fields, action) {
  for (const [name, value] of Object.entries(fields)) {
    await page.run(`{ document.querySelector('input[name="${name}"]').value = ${JSON.stringify(value)}; }`);
  }
  assert.ok(await page.run(`!!${button(action)}`), `no ${action} on: ${await text(page)}`);
  await leads(page, () => page.run(`${button(action)}.click()`));
}

async function doubleClicks(page, action) {
  const { x, y } = await page.run(`{
    const { left, top, width, height } = ${button(action)}.getBoundingClientRect();
    ({ x: left + width / 2, y: top + height / 2 });
  }`);
  const mouse = (type, clickCount) => page.ask("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount });
  await leads(page, async () => {
    // The second click may find the page gone.
    const clicks = [["mousePressed", 1], ["mouseReleased", 1], ["mousePressed", 2], ["mouseReleased", 2]];
    await Promise.all(clicks.map(([type, count]) => mouse(type, count)));
  });
}

async function assertBack(page, prompt, method) {
  const url = await here(page);
  assert.ok(url.startsWith(`${origin}/done?`), url);
  const told = await result(prompt, url);
  assert.deepEqual([told.status, told.methods[0].method], ["approved", method]);
}

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

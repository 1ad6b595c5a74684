// What tests of the prompt in a browser need around it: an application that sees who comes back, people whose phone is set up,
// and hands for the pages. Nothing of it is there before `begin`.
// Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, and a `chromium`.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Chromium } from "./chromium.mjs";
import { freshName, freshNumber, newestMessage, URL_OF_COUNTERSIGN } from "./support.mjs";

// Passkeys and cookies belong to names. By its number the same machine is another site.
const named = (url) => url.replace("//127.0.0.1:", "//localhost:");
export const COUNTERSIGN = named(URL_OF_COUNTERSIGN);
export const LOGO = "https://logo.example/logo.png";
export const HELP = "https://help.example/second-step";

export let chromium, origin, service;
let application;
// What browsers asked the application.
export const visits = [];
// What the application, or whoever means harm, shows.
export const pages = new Map();

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

export async function begin() {
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
}

export async function end() {
  await chromium?.stop();
  application?.closeAllConnections();
  application?.close();
}

export const freshIdentity = () => `person-${randomBytes(8).toString("hex")}`;
export const fetched = (prompt) => call(`/v1/Services/${service}/Prompts/${prompt.sid}`);

export async function newPrompt(purpose, identity, more = {}) {
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
export async function withPhone() {
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

export const until = async (what, holds) => {
  for (let turn = 0; turn < 400; turn++) {
    // Between two pages there is nothing to ask.
    if (await holds().catch(() => false)) return;
    await sleep(25);
  }
  assert.fail(`never: ${what}`);
};

export const here = (page) => page.run("location.href");
export const text = (page) => page.run("document.body.innerText");
export const field = (page, name) => page.run(`!!document.querySelector('input[name="${name}"]')`);
export const button = (action) => `document.querySelector('button[name=action][value^="${action}"]')`;

// Does it, and waits for the page that it leads to.
export async function leads(page, act) {
  await page.run("window.isOld = true");
  await act();
  await until("the next page", () => page.run("!window.isOld && document.readyState === 'complete'"));
}

export async function at(page, url) {
  await page.ask("Page.bringToFront");
  await leads(page, () => page.ask("Page.navigate", { url }));
}

export async function opened(prompt) {
  const page = await chromium.page("about:blank");
  await at(page, prompt.url);
  return page;
}

// Types into the page's field, and presses a button.
export async function gives(page, fields, action) {
  for (const [name, value] of Object.entries(fields)) {
    await page.run(`{ document.querySelector('input[name="${name}"]').value = ${JSON.stringify(value)}; }`);
  }
  assert.ok(await page.run(`!!${button(action)}`), `no ${action} on: ${await text(page)}`);
  await leads(page, () => page.run(`${button(action)}.click()`));
}

export async function doubleClicks(page, action) {
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

export async function assertBack(page, prompt, method) {
  const url = await here(page);
  assert.ok(url.startsWith(`${origin}/done?`), url);
  const told = await result(prompt, url);
  assert.deepEqual([told.status, told.methods[0].method], ["approved", method]);
}

// A device is set up and asked on the prompt's pages, in a real Chromium, by a phone that does what an app with Twilio's SDK does.
// Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and a `chromium`.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { Chromium } from "./chromium.mjs";
import { Phone } from "./phone.mjs";
import { URL_OF_COUNTERSIGN, client, freshName } from "./support.mjs";

const require = createRequire(import.meta.url);
const { PNG } = require("pngjs");
const readQr = require("jsqr");

const APP = "https://app.example.com/enrol";
let chromium, application, back, service;

// The API beyond Twilio's.
async function api(path, body) {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = process.env;
  const authorization = `Basic ${Buffer.from(`${TWILIO_ACCOUNT_SID}:${TWILIO_AUTH_TOKEN}`).toString("base64")}`;
  const headers = { authorization, "content-type": "application/json" };
  const answer = await fetch(`${URL_OF_COUNTERSIGN}/v1/Services/${service}/${path}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers,
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

before(async () => {
  // All that the application does here is to be gone back to.
  application = createServer((_, response) => response.end("back")).listen(0, "localhost");
  await once(application, "listening");
  back = `http://localhost:${application.address().port}/done`;
  ({ sid: service } = await client().verify.v2.services.create({ friendlyName: freshName() }));
  await api("PromptSettings", { return_urls: [back], push_app_link: APP });
  chromium = await Chromium.start();
});
after(async () => {
  await chromium?.stop();
  application?.close();
  await client().verify.v2.services(service).remove();
});

async function until(what, is) {
  for (let turn = 0; turn < 600; turn++) {
    // Between two pages there is nothing to ask.
    const it = await Promise.resolve(is()).catch(() => undefined);
    if (it) return it;
    await new Promise((next) => setTimeout(next, 25));
  }
  assert.fail(`never came: ${what}`);
}

// Somebody at a browser of their own, in front of a prompt.
class Person {
  static async before(purpose, identity, more = {}) {
    const it = new Person();
    it.prompt = await api("Prompts", { purpose, identity, return_url: back, ...more });
    it.page = await chromium.page(it.prompt.url);
    return it;
  }

  text = () => this.page.run("document.body.innerText");
  heading = () => this.page.run("document.querySelector('h1')?.textContent.trim()");
  shows = (heading) => until(heading, async () => (await this.heading()) === heading && this.page.run("document.readyState === 'complete'"));

  async leads(act) {
    await this.page.run("window.isOld = true");
    await act();
    await until("the next page", () => this.page.run("!window.isOld && document.readyState === 'complete'"));
  }

  presses = (action) => this.leads(async () => {
    const button = `document.querySelector('button[name=action][value="${action}"]')`;
    assert.ok(await this.page.run(`!!${button}`), `no button ${action} on: ${await this.text()}`);
    await this.page.run(`${button}.click()`);
  });

  async types(number) {
    await this.page.run(`document.querySelector("#code").value = ${JSON.stringify(number)}`);
    await this.presses("continue");
  }

  // What the application is told.
  async comesBack() {
    const address = await until("the application", async () => {
      const here = await this.page.run("location.href");
      return here.startsWith(back) && here;
    });
    return Object.fromEntries(new URL(address).searchParams);
  }

  exchange = async (code) => api(`Prompts/${this.prompt.sid}/Result`, { code });
}

// The question that a phone shows, and its number.
async function question(phone) {
  const waiting = await phone.waiting();
  assert.equal(waiting.length, 1);
  const [{ sid, details }] = waiting;
  return { sid, message: details.message, number: details.fields.at(-1).value };
}

const other = (number) => String((Number(number) + 1) % 100).padStart(2, "0");

// A phone that was set up by what the page shows.
async function setUp(identity) {
  const person = await Person.before("setup", identity);
  await person.presses("choose push");
  const { data } = await person.page.ask("Page.captureScreenshot", { format: "png", captureBeyondViewport: true });
  const shot = PNG.sync.read(Buffer.from(data, "base64"));
  const read = readQr(new Uint8ClampedArray(shot.data), shot.width, shot.height);
  assert.ok(read, "the code can't be read from the screen");
  assert.equal(read.data, await person.page.run("document.querySelector('.open a').href"));
  assert.ok(read.data.startsWith(`${APP}#`), read.data);
  const told = Object.fromEntries(new URLSearchParams(new URL(read.data).hash.slice(1)));
  assert.deepEqual([told.service, told.identity], [service, identity]);
  const phone = new Phone(told.service, told.identity, told.url);
  assert.equal((await phone.enrol(told.token)).status, 201);
  assert.equal(await phone.verify(), "verified");
  // Nobody presses anything: the page goes on by itself.
  await person.shows("Save your recovery codes");
  await person.page.run("document.querySelector('input[name=saved]').checked = true");
  await person.presses("continue");
  await person.presses("finish");
  const { code } = await person.comesBack();
  assert.equal((await person.exchange(code)).methods[0].method, "push");
  return phone;
}

describe("a device on the prompt's pages", () => {
  const fresh = () => `person-${randomBytes(8).toString("hex")}`;

  test("a phone is set up by the code on the screen and lets its person in, with script and without", async () => {
    const identity = fresh();
    const phone = await setUp(identity);
    for (const hasScript of [true, false]) {
      const person = await Person.before("login", identity);
      if (!hasScript) await person.page.ask("Emulation.setScriptExecutionDisabled", { value: true });
      assert.deepEqual(await phone.waiting(), [], "looking asks nobody");
      await person.presses("continue");
      const { sid, message, number } = await question(phone);
      assert.match(message, /^Log in to /);
      assert.ok(!(await person.text()).includes(number), "the page shows the number");
      assert.equal((await (await phone.answers(sid, "approved")).json()).status, "approved");
      await person.types(number);
      const { code } = await person.comesBack();
      const { status, amr, aal } = await person.exchange(code);
      assert.deepEqual({ status, amr, aal }, { status: "approved", amr: ["pop", "user"], aal: 1 });
    }
  });

  test("a wrong number is asked anew, and a no ends it all while nobody presses anything", async () => {
    const identity = fresh();
    const phone = await setUp(identity);
    const person = await Person.before("login", identity);
    await person.presses("continue");
    const first = await question(phone);
    await phone.answers(first.sid, "approved");
    await person.types(other(first.number));
    assert.match(await person.text(), /That isn’t the number/);
    await person.presses("continue");
    const second = await question(phone);
    await phone.answers(second.sid, "denied");
    assert.equal((await api(`Prompts/${person.prompt.sid}`)).status, "denied");
    await person.shows("Not confirmed");
    await person.leads(() => person.page.run("document.querySelector('.ways a').click()"));
    const { error, code } = await person.comesBack();
    assert.deepEqual([error, code], ["denied", undefined]);
  });
});

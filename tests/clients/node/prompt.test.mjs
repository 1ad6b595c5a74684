// Set-up and login on the prompt's pages, in a real Chromium, by way of the example application: as its people meet them.
// Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE, a `chromium`, `python3` and `oathtool`.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Chromium } from "./chromium.mjs";
import { freshEmail, freshNumber, newestMessage, URL_OF_COUNTERSIGN } from "./support.mjs";

const require = createRequire(import.meta.url);
const { PNG } = require("pngjs");
const readQr = require("jsqr");

const PASSWORD = "correct horse";
// Passkeys belong to names: an address won't do.
const COUNTERSIGN = URL_OF_COUNTERSIGN.replace("//127.0.0.1:", "//localhost:");
let chromium, shop, origin, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "shop-"));
  const program = fileURLToPath(new URL("../../../examples/two-step-login/app.py", import.meta.url));
  const options = ["--listen", "localhost:0", "--database", join(folder, "accounts.db"), "--second-step", "prompt"];
  shop = spawn("python3", [program, ...options], {
    env: { ...process.env, VERIFY_BASE_URL: COUNTERSIGN },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = await once(createInterface({ input: shop.stdout }), "line");
  origin = line.replace("Listening on ", "");
  chromium = await Chromium.start();
});
after(async () => {
  await chromium?.stop();
  shop?.kill();
  await rm(folder, { recursive: true, force: true });
});

// A person at a browser. What they can do is what the page in front of them offers.
class Person {
  static async registered() {
    const it = new Person();
    it.name = `person-${randomBytes(6).toString("hex")}`;
    it.page = await chromium.page(`${origin}/register`);
    await it.gives({ name: it.name, password: PASSWORD });
    assert.equal(await it.heading(), `Hello, ${it.name}`);
    return it;
  }

  async at(url) {
    await this.#leads(() => this.page.ask("Page.navigate", { url }));
  }

  // Fills in the page's form and sends it by its main button.
  async gives(fields) {
    await this.types(fields);
    await this.#leads(() => this.page.run(`document.querySelector("main form button:not(.plain):not(.link)").click()`));
  }

  async types(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const put = typeof value === "boolean" ? `it.checked = ${value}` : `it.value = ${JSON.stringify(value)}`;
      await this.page.run(`{ const it = document.querySelector('input[name="${name}"]'); ${put}; }`);
    }
  }

  // Presses the button of an action, or of the first whose value begins so.
  async presses(action) {
    const button = `document.querySelector('button[name=action][value="${action}"], button[name=action][value^="${action} "]')`;
    assert.ok(await this.page.run(`!!${button}`), `no button ${action} on: ${await this.text()}`);
    await this.#leads(() => this.page.run(`${button}.click()`));
  }

  // Presses the first button whose words begin so.
  async pressesText(text) {
    const button = `[...document.querySelectorAll("button")].find((it) => it.textContent.trim().startsWith(${JSON.stringify(text)}))`;
    assert.ok(await this.page.run(`!!${button}`), `no button "${text}" on: ${await this.text()}`);
    await this.#leads(() => this.page.run(`${button}.click()`));
  }

  heading = () => this.page.run("document.querySelector('h1').textContent.trim()");
  text = () => this.page.run("document.body.innerText");
  url = () => this.page.run("location.href");

  // Does it, and waits for the page that it leads to.
  async #leads(act) {
    await this.page.run("window.isOld = true");
    await act();
    for (let turn = 0; turn < 400; turn++) {
      // Between two pages there is nothing to ask.
      const isThere = await this.page.run("!window.isOld && document.readyState === 'complete'").catch(() => false);
      if (isThere) return;
      await new Promise((next) => setTimeout(next, 25));
    }
    assert.fail(`nothing came after: ${await this.text()}`);
  }

  async opensSetUp() {
    await this.pressesText("Set up the second step");
    assert.ok((await this.url()).startsWith(`${COUNTERSIGN}/prompt/YP`), await this.url());
  }

  // Keeps the recovery codes that are shown, and goes on.
  async keepsCodes() {
    const codes = await this.page.run("[...document.querySelectorAll('ol li, .codes li')].map((it) => it.textContent.trim())");
    assert.equal(new Set(codes).size, 10, await this.text());
    await this.gives({ saved: true });
    return codes;
  }

  // Waits until the browser is there, whatever pages come between.
  async arrives(url) {
    for (let turn = 0; turn < 400; turn++) {
      const there = "location.href + ' ' + document.readyState";
      if ((await this.page.run(there).catch(() => "")) === `${url} complete`) return;
      await new Promise((next) => setTimeout(next, 25));
    }
    assert.fail(`never at ${url}: ${await this.text()}`);
  }

  async finishes() {
    await this.presses("finish");
    assert.equal(await this.heading(), `Hello, ${this.name}`);
  }

  async logsOut() {
    await this.pressesText("Log out");
  }

  async givesPassword() {
    await this.at(`${origin}/login`);
    await this.gives({ name: this.name, password: PASSWORD });
  }

  async assertIn() {
    assert.equal(await this.heading(), `Hello, ${this.name}`);
    assert.equal(await this.url(), `${origin}/account`);
  }

  async assertNotIn() {
    const here = await this.url();
    await this.at(`${origin}/account`);
    assert.notEqual(await this.url(), `${origin}/account`, "the account is open");
    await this.at(here);
  }

  async screenshot() {
    const { data } = await this.page.ask("Page.captureScreenshot", { format: "png" });
    return PNG.sync.read(Buffer.from(data, "base64"));
  }
}

// Changes the settings of the service's prompts.
async function settings(changes) {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_SERVICE } = process.env;
  const answer = await fetch(`${URL_OF_COUNTERSIGN}/v1/Services/${TWILIO_SERVICE}/PromptSettings`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${TWILIO_ACCOUNT_SID}:${TWILIO_AUTH_TOKEN}`).toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(changes),
  });
  assert.equal(answer.status, 200, await answer.text());
}

const oathtool = (secret) => execFileSync("oathtool", ["--totp", "--base32", secret]).toString().trim();
const wrong = (code) => String((Number(code) + 1) % 10 ** code.length).padStart(code.length, "0");

describe("a second step on the prompt's pages", () => {
  test("a phone is proven at set-up, and from then on nobody is in without its code", async () => {
    const [person, number] = [await Person.registered(), await freshNumber()];
    await person.opensSetUp();
    await person.presses("choose phone");
    await person.types({ phone: number });
    await person.presses("sms");
    const first = await newestMessage(number);
    await person.gives({ code: wrong(first.code) });
    assert.ok(await person.page.run("!!document.querySelector('[aria-invalid=true]')"), await person.text());
    await person.gives({ code: first.code });
    await person.keepsCodes();
    await person.finishes();
    await person.logsOut();

    await person.givesPassword();
    assert.ok(!(await person.text()).includes(number), "the number is shown whole");
    await person.assertNotIn();
    await person.presses("sms");
    const second = await newestMessage(number, 2);
    await person.gives({ code: wrong(second.code) });
    await person.assertNotIn();
    await person.gives({ code: second.code });
    await person.assertIn();
  });

  test("an authenticator app reads the code from the screen, and lets its person in", async () => {
    const person = await Person.registered();
    await person.opensSetUp();
    await person.presses("choose totp");
    const shot = await person.screenshot();
    const read = readQr(new Uint8ClampedArray(shot.data), shot.width, shot.height);
    const uri = new URL(read.data);
    assert.deepEqual([uri.protocol, uri.host], ["otpauth:", "totp"]);
    assert.ok(decodeURIComponent(uri.pathname).includes(person.name), uri.pathname);
    const secret = uri.searchParams.get("secret");
    await person.gives({ code: oathtool(secret) });
    const [code] = await person.keepsCodes();
    await person.finishes();
    await person.logsOut();

    // The step whose code set it up is used; a recovery code is the other way in.
    await person.givesPassword();
    await person.gives({ code: oathtool(secret) });
    await person.assertNotIn();
    await person.presses("another");
    await person.pressesText("Recovery code");
    await person.gives({ code });
    await person.assertIn();
    assert.match(await person.text(), /Set up another second step now/);
  });

  test("a passkey is made with one press, and used with one", async () => {
    const person = await Person.registered();
    await person.opensSetUp();
    await person.presses("choose passkeys");
    await person.gives({});
    await person.keepsCodes();
    await person.finishes();
    await person.logsOut();
    await person.givesPassword();
    await person.gives({});
    await person.assertIn();
  });

  test("a mailbox is proven by its code", async () => {
    const [person, address] = [await Person.registered(), freshEmail()];
    await person.opensSetUp();
    await person.presses("choose email");
    await person.gives({ email: address });
    await person.gives({ code: (await newestMessage(address)).code });
    await person.keepsCodes();
    await person.finishes();
  });

  test("who gives up comes back, and is not in", async () => {
    const [person, number] = [await Person.registered(), await freshNumber()];
    await person.opensSetUp();
    await person.presses("choose phone");
    await person.types({ phone: number });
    await person.presses("sms");
    await person.gives({ code: (await newestMessage(number)).code });
    await person.keepsCodes();
    await person.finishes();
    await person.logsOut();
    await person.givesPassword();
    await person.presses("cancel");
    assert.equal(await person.heading(), "Second step");
    await person.assertNotIn();
  });

  test("a browser that is remembered isn't asked, until its person forgets it", async () => {
    await settings({ remember_days: 30 });
    const person = await Person.registered();
    await person.opensSetUp();
    await person.presses("choose passkeys");
    await person.gives({});
    await person.keepsCodes();
    await person.finishes();
    await person.logsOut();
    await person.givesPassword();
    await person.gives({ remember: true });
    await person.assertIn();
    await person.logsOut();

    // The page goes on by itself: nobody presses anything.
    await person.givesPassword();
    await person.arrives(`${origin}/account`);
    await person.assertIn();

    await person.opensSetUp();
    await person.gives({});
    assert.match(await person.text(), /Chrome · Linux\s+This browser/);
    await person.presses("forget");
    assert.match(await person.text(), /asked again/);
    await person.finishes();
    await person.logsOut();
    await person.givesPassword();
    assert.equal(await person.heading(), "Use your passkey");
    await person.assertNotIn();
    await settings({ remember_days: null });
  });
});

// Hardware tokens on the prompt's pages, in a real Chromium: imported by the operator, set up by the number on their back and two
// codes, used at a login. The codes are oathtool's. Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, COUNTERSIGN (the
// program) and COUNTERSIGN_DATA (the server's data directory), a `chromium` and `oathtool`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Chromium } from "./chromium.mjs";

const { COUNTERSIGN, COUNTERSIGN_DATA, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = process.env;
const SERVER = process.env.COUNTERSIGN_URL.replace(/\/+$/, "");
let chromium, application, back, service, folder;

// Calls the API as the application does.
async function post(path, body) {
  const authorization = `Basic ${Buffer.from(`${TWILIO_ACCOUNT_SID}:${TWILIO_AUTH_TOKEN}`).toString("base64")}`;
  const type = typeof body === "string" ? "application/x-www-form-urlencoded" : "application/json";
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(`${SERVER}${path}`, {
    method: "POST",
    headers: { authorization, "content-type": type },
    body: text,
  });
  assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
  return response.json();
}

before(async () => {
  application = createServer((_, answer) => answer.setHeader("content-type", "text/html").end("<h1>The application</h1>"));
  application.listen(0, "localhost");
  await once(application, "listening");
  back = `http://localhost:${application.address().port}/back`;
  service = (await post("/v2/Services", "FriendlyName=Harbour+Books")).sid;
  await post(`/v1/Services/${service}/PromptSettings`, { return_urls: [back] });
  folder = await mkdtemp(join(tmpdir(), "tokens-"));
  chromium = await Chromium.start();
});
after(async () => {
  await chromium?.stop();
  application?.closeAllConnections();
  application?.close();
  await rm(folder, { recursive: true, force: true });
});

// A token as its maker sends it: a line of a file. `kind` is what stands in the file.
class Token {
  static async imported(kind, digits, counterOrStep) {
    const it = new Token();
    it.serial = `T${randomBytes(6).toString("hex").toUpperCase()}`;
    it.seed = randomBytes(20).toString("hex");
    it.digits = digits;
    const file = join(folder, `${it.serial}.csv`);
    await writeFile(file, `${it.serial},${it.seed},${kind},${digits},${counterOrStep}\n`);
    const options = ["token", "import", file, "--format", "csv", "--data-dir", COUNTERSIGN_DATA];
    execFileSync(COUNTERSIGN, options, { stdio: ["ignore", "ignore", "inherit"] });
    return it;
  }

  // Its codes from a counter on.
  pressed(counter, more = 0) {
    return this.#oathtool(["--hotp", `--counter=${counter}`, `--window=${more}`]);
  }

  // Its codes from so many seconds ago on.
  shown(secondsAgo, more = 0) {
    const at = new Date(Date.now() - secondsAgo * 1000).toISOString().replace("T", " ").replace(/\..*/, " UTC");
    return this.#oathtool(["--totp", `--now=${at}`, `--window=${more}`]);
  }

  #oathtool(options) {
    return execFileSync("oathtool", [...options, `--digits=${this.digits}`, this.seed]).toString().trim().split("\n");
  }
}

// Somebody in front of a prompt.
class Person {
  static async before(purpose, identity) {
    const it = new Person();
    it.prompt = await post(`/v1/Services/${service}/Prompts`, { purpose, identity, return_url: back });
    assert.equal(it.prompt.status, "pending");
    it.page = await chromium.page(it.prompt.url);
    return it;
  }

  text = () => this.page.run("document.body.innerText");
  hasButton = (value) => this.page.run(`!!document.querySelector('button[name=action][value="${value}"]')`);

  // Presses a button once the fields are filled in, and waits for the page that comes.
  async presses(action, fields = {}) {
    for (const [name, value] of Object.entries(fields)) {
      const put = typeof value === "boolean" ? `it.checked = ${value}` : `it.value = ${JSON.stringify(value)}`;
      await this.page.run(`{ const it = document.querySelector('input[name="${name}"]'); ${put}; }`);
    }
    assert.ok(await this.hasButton(action), `no button ${action} on: ${await this.text()}`);
    await this.page.run("window.isOld = true");
    await this.page.run(`document.querySelector('button[name=action][value="${action}"]').click()`);
    for (let turn = 0; turn < 400; turn++) {
      const isThere = await this.page.run("!window.isOld && document.readyState === 'complete'").catch(() => false);
      if (isThere) return;
      await new Promise((next) => setTimeout(next, 25));
    }
    assert.fail(`nothing came after ${action}: ${await this.text()}`);
  }

  // What the application hears once the browser is back.
  async result() {
    const url = new URL(await this.page.run("location.href"));
    assert.equal(url.origin + url.pathname, back, await this.text());
    return post(`/v1/Services/${service}/Prompts/${this.prompt.sid}/Result`, { code: url.searchParams.get("code") });
  }
}

const identity = () => `person-${randomBytes(6).toString("hex")}`;

describe("hardware tokens", () => {
  test("none is offered where the operator has none to give", async () => {
    const person = await Person.before("setup", identity());
    assert.ok(await person.hasButton("choose totp"));
    assert.ok(!(await person.text()).includes("Hardware token"));
  });

  test("a token with a clock and eight digits is set up by two codes and lets in by the next", async () => {
    const [token, who] = [await Token.imported("TOTP", 8, 30), identity()];
    const person = await Person.before("setup", who);
    await person.presses("choose hardware_totp");
    assert.ok(!(await person.text()).includes("6"), `it says how many digits: ${await person.text()}`);
    const [code, next_code, later] = token.shown(30, 2);
    await person.presses("continue", { serial: "0000", code, next_code });
    assert.ok((await person.text()).includes("This serial number can’t be added"));
    await person.presses("continue", { serial: ` ${token.serial.toLowerCase()} `, code, next_code });
    await person.presses("continue", { saved: true });
    assert.ok((await person.text()).includes(token.serial));
    await person.presses("finish");
    assert.equal((await person.result()).methods[0].method, "hardware_totp");

    const again = await Person.before("login", who);
    assert.ok((await again.text()).includes("8-digit code"));
    await again.presses("continue", { code: next_code });
    assert.ok((await again.text()).includes("This code was used"));
    // The token's clock may be a step ahead.
    await again.presses("continue", { code: later });
    assert.deepEqual((await again.result()).amr, ["otp"]);
  });

  test("a token with a button is set up and used, however often it was pressed in a pocket", async () => {
    const [token, who] = [await Token.imported("HOTP", 6, 0), identity()];
    const person = await Person.before("setup", who);
    await person.presses("choose hotp");
    const [code, next_code] = token.pressed(0, 1);
    await person.presses("continue", { serial: token.serial, code: next_code, next_code: code });
    assert.ok((await person.text()).includes("This serial number can’t be added"));
    await person.presses("continue", { serial: token.serial, code, next_code });
    await person.presses("continue", { saved: true });
    await person.presses("finish");
    await person.result();

    const again = await Person.before("login", who);
    const [, ...shown] = token.pressed(1, 5);
    await again.presses("continue", { code: shown[4] });
    assert.deepEqual((await again.result()).methods.map((it) => it.method), ["hotp"]);
  });
});

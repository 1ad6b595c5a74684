// A real browser, driven over its debugging pipe (Chrome DevTools Protocol), with an authenticator in software.
// CHROMIUM names the program if it isn't `chromium`.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class Chromium {
  #answers = new Map();
  #listeners = new Map();
  #last = 0;
  #rest = "";

  static async start() {
    const it = new Chromium();
    it.profile = await mkdtemp(join(tmpdir(), "chromium-"));
    const program = process.env.CHROMIUM ?? "chromium";
    const options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
    it.process = spawn(
      program,
      [...options, "--disable-background-networking", "--remote-debugging-pipe", `--user-data-dir=${it.profile}`],
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
    );
    it.ended = once(it.process, "exit");
    it.process.stdio[4].setEncoding("utf8").on("data", (text) => it.#read(text));
    it.ended.then(() => {
      for (const { reject } of it.#answers.values()) reject(new Error("the browser has ended"));
    });
    return it;
  }

  #read(text) {
    const messages = (this.#rest + text).split("\0");
    this.#rest = messages.pop();
    for (const { id, result, error, method, params, sessionId } of messages.map((message) => JSON.parse(message))) {
      if (method) this.#listeners.get(`${sessionId} ${method}`)?.(params);
      const waiting = this.#answers.get(id);
      this.#answers.delete(id);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    }
  }

  ask(method, params = {}, sessionId = undefined) {
    const id = ++this.#last;
    const answer = new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
    this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return answer;
  }

  // A page with an authenticator of its own, which `options` describe.
  async page(url, options = {}) {
    const { browserContextId } = await this.ask("Target.createBrowserContext");
    return this.#open(url, browserContextId, options);
  }

  // Another page in the same browser: what it keeps is kept by both.
  tab(of, url) {
    return this.#open(url, of.browser, {});
  }

  async #open(url, browserContextId, options) {
    const { targetId } = await this.ask("Target.createTarget", { url: "about:blank", browserContextId });
    const { sessionId } = await this.ask("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page((method, params) => this.ask(method, params, sessionId));
    page.browser = browserContextId;
    page.on = (method, listener) => this.#listeners.set(`${sessionId} ${method}`, listener);
    await page.ask("Page.enable");
    await page.ask("Page.navigate", { url });
    await page.run("new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', done))");
    await page.ask("WebAuthn.enable");
    page.authenticator = await page.newAuthenticator(options);
    return page;
  }

  async stop() {
    this.process.kill();
    await this.ended;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Page {
  constructor(ask) {
    this.ask = ask;
  }

  async newAuthenticator(options) {
    const always = { protocol: "ctap2", transport: "internal", automaticPresenceSimulation: true };
    const usual = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
    const made = await this.ask("WebAuthn.addVirtualAuthenticator", { options: { ...always, ...usual, ...options } });
    return made.authenticatorId;
  }

  // What an expression in the page comes to, or fails with.
  async run(expression) {
    const asked = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await this.ask("Runtime.evaluate", asked);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  // What `navigator.credentials` gives for options from the server, by the browser's own reading and writing of JSON.
  create({ publicKey }) {
    return this.run(`navigator.credentials
      .create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(publicKey)}) })
      .then((made) => made.toJSON())`);
  }

  get({ publicKey }) {
    return this.run(`navigator.credentials
      .get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(publicKey)}) })
      .then((got) => got.toJSON())`);
  }
}

// The prompt's pages in a real Chromium: each of the gallery that
// `cargo run -p countersign-prompt --example gallery -- target/gallery` writes.
// GALLERY names the folder if it is another. With COUNTERSIGN_WRITE_PAGES=1 the guide's pictures are taken, too.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Chromium } from "./chromium.mjs";

const require = createRequire(import.meta.url);
const { PNG } = require("pngjs");
const readQr = require("jsqr");

const root = new URL("../../../", import.meta.url);
const gallery = process.env.GALLERY ?? fileURLToPath(new URL("target/gallery", root));
const names = (await readFile(`${gallery}/names.txt`, "utf8")).split("\n");
const languages = ["en", "da", "de", "es", "fr", "ga", "it", "nl", "pl", "pt", "pt-BR"];
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

let chromium, site, origin;
// What the pages sent, and what is answered to it.
const posts = [];
let answers = {};
// Where a page leads that is over.
let moved = {};

before(async () => {
  site = createServer(async (request, response) => {
    if (request.method === "POST") {
      let body = "";
      for await (const part of request) body += part;
      posts.push({ path: request.url, type: request.headers["content-type"], body });
      const [status, json] = answers[request.url] ?? [200, {}];
      return response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    }
    if (moved[request.url]) return response.writeHead(303, { location: moved[request.url] }).end();
    const file = `${gallery}${request.url}`;
    try {
      const [page, policy] = await Promise.all([readFile(file), readFile(`${file}.policy`, "utf8")]);
      response.setHeader("content-security-policy", policy).setHeader("referrer-policy", "no-referrer");
      response.setHeader("content-type", "text/html; charset=utf-8").end(page);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0);
  await once(site, "listening");
  origin = `http://localhost:${site.address().port}`;
  chromium = await Chromium.start();
});
after(async () => {
  await chromium?.stop();
  site?.closeAllConnections();
  site?.close();
});

const address = (name, language = "en") => `${origin}/${name}.${language}.html`;

const until = async (what, holds) => {
  for (let turn = 0; turn < 400; turn++) {
    if (await holds()) return;
    await new Promise((next) => setTimeout(next, 25));
  }
  assert.fail(`never: ${what}`);
};

// Asked again and again, since a page without script runs no listener either.
async function show(page, url) {
  await page.ask("Page.bringToFront");
  await page.ask("Page.navigate", { url });
  await until(url, () => page.run(`document.readyState === "complete"`));
}

const size = (page, width, height = 800) =>
  page.ask("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
const scheme = (page, value) =>
  page.ask("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
const key = async (page, name, code, text) => {
  const it = { key: name, code: name, windowsVirtualKeyCode: code, text };
  await page.ask("Input.dispatchKeyEvent", { type: "keyDown", ...it });
  await page.ask("Input.dispatchKeyEvent", { type: "keyUp", ...it });
};
const violations = (page, options) => page.run(`axe.run(document, ${JSON.stringify(options)}).then((found) =>
  found.violations.map((it) => it.id + ": " + it.nodes.map((node) => node.html + " " + node.failureSummary).join("; ")))`);
const fields = (post) => Object.fromEntries(new URLSearchParams(post.body));

describe("the prompt's pages", () => {
  test("axe-core finds nothing on any page, light or dark", async () => {
    const page = await chromium.page("about:blank");
    for (const name of names) {
      await scheme(page, "light");
      await show(page, address(name));
      await page.run(axe);
      assert.deepEqual(await violations(page, {}), [], `${name}, light`);
      await scheme(page, "dark");
      const runOnly = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
      assert.deepEqual(await violations(page, { runOnly }), [], `${name}, dark`);
    }
  });

  test("no page scrolls sideways at 320 pixels, in any language and either direction", async () => {
    const page = await chromium.page("about:blank");
    await size(page, 320);
    for (const name of names) {
      await show(page, address(name));
      // The others take its place, which is quicker than going to each.
      const wide = await page.run(`(async () => {
        const wide = [];
        const root = document.documentElement;
        for (const language of ${JSON.stringify(languages)}) {
          const answer = await fetch("/${name}." + language + ".html");
          document.body.innerHTML = (await answer.text()).split(/<body[^>]*>|<script>/)[1];
          for (const direction of ["ltr", "rtl"]) {
            root.dir = direction;
            if (root.scrollWidth > root.clientWidth) wide.push(language + " " + direction);
          }
        }
        return [innerWidth, getComputedStyle(document.querySelector("main")).display, ...wide];
      })()`);
      assert.deepEqual(wide, [320, "grid"], name);
    }
  });

  test("keys alone reach the main button of every page, and one sees where they are", async () => {
    const page = await chromium.page("about:blank");
    const at = `(() => {
      const it = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(it);
      const seen = it.matches("[type=checkbox]") || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
      return { main: it.matches(".main, .choice"), seen, what: it.outerHTML.slice(0, 120) };
    })()`;
    for (const name of names) {
      await show(page, address(name));
      if (!(await page.run("!!document.querySelector('.main, .choice')"))) continue;
      const passed = [];
      for (;;) {
        await key(page, "Tab", 9);
        const focus = await page.run(at);
        assert.ok(focus.seen, `${name}: no outline on ${focus.what}`);
        passed.push(focus.what);
        if (focus.main) break;
        assert.ok(passed.length < 16, `${name}: ${passed.join("\n")}`);
      }
    }
  });

  test("nothing but the page itself is asked for, and its policy refuses nothing of it", async () => {
    const page = await chromium.page("about:blank");
    const source = `window.refused = [];
      addEventListener("securitypolicyviolation", (it) => refused.push(it.violatedDirective + " " + it.blockedURI));`;
    await page.ask("Page.addScriptToEvaluateOnNewDocument", { source });
    for (const name of names) {
      await show(page, address(name));
      const found = await page.run(`({
        refused,
        others: performance.getEntriesByType("resource").map((it) => it.name).filter((it) => !it.startsWith("data:")),
        colour: getComputedStyle(document.body).backgroundColor,
      })`);
      assert.deepEqual([found.refused, found.others], [[], []], name);
      assert.notEqual(found.colour, "rgba(0, 0, 0, 0)", `${name} has no style`);
    }
  });

  test("a QR code is read back from a picture of the page, light and dark", async () => {
    const page = await chromium.page("about:blank");
    for (const colours of ["light", "dark"]) {
      await scheme(page, colours);
      await show(page, address("authenticator"));
      const { data } = await page.ask("Page.captureScreenshot", { format: "png", captureBeyondViewport: true });
      const picture = PNG.sync.read(Buffer.from(data, "base64"));
      const read = readQr(new Uint8ClampedArray(picture.data), picture.width, picture.height);
      assert.equal(read?.data, await page.run("document.querySelector('.open a').getAttribute('href')"));
    }
  });
});

describe("without script", () => {
  test("a typed code is sent by Enter, with all that goes along unseen", async () => {
    const page = await chromium.page("about:blank");
    await page.ask("Emulation.setScriptExecutionDisabled", { value: true });
    await show(page, address("code"));
    posts.length = 0;
    await until("the field has the focus", () => page.run("document.activeElement.id === 'code'"));
    await page.ask("Input.insertText", { text: "123 456" });
    await key(page, "Enter", 13, "\r");
    await until("a post", () => posts.length > 0);
    assert.deepEqual(fields(posts[0]), { csrf: "nX2b9cVw", step: "7", code: "123 456", action: "continue" });
  });

  test("the wait is written, what is read by script says so, and nothing waits for script", async () => {
    const page = await chromium.page("about:blank");
    await page.ask("Emulation.setScriptExecutionDisabled", { value: true });
    const text = async (name) => {
      await show(page, address(name));
      return page.run("document.body.innerText");
    };
    assert.match(await text("code"), /You can ask for another in 0:27\./);
    assert.match(await text("passkey-use"), /Passkeys need JavaScript/);
    assert.doesNotMatch(await text("recovery-codes"), /Print|Copy/);
    assert.match(await text("device"), /Waiting for your device/);
    const refresh = () => page.run("document.querySelector('meta[http-equiv=refresh]')?.content");
    assert.equal(await refresh(), "5");
    // Nobody's half a number is taken away.
    await text("push");
    assert.equal(await refresh(), undefined);
  });
});

describe("with script", () => {
  test("the wait runs down, its button waits with it, and its end is said", async () => {
    const page = await chromium.page("about:blank");
    await show(page, address("code"));
    const state = () => page.run(`({
      early: document.querySelector("[value=again]").getAttribute("aria-disabled"),
      clock: document.querySelector(".wait time").textContent,
      said: document.querySelector("#live").textContent,
    })`);
    posts.length = 0;
    assert.equal((await state()).early, "true");
    await page.run("document.querySelector('[value=again]').click()");
    // The page's own clock moves on; nobody waits.
    await page.run("{ const now = Date.now; Date.now = () => now() + 20_000; }");
    await until("twenty seconds later", async () => /^0:0[4-7]$/.test((await state()).clock));
    assert.equal(posts.length, 0);
    await page.run("{ const now = Date.now; Date.now = () => now() + 20_000; }");
    await until("its end", async () => (await state()).early === null);
    assert.equal((await state()).said, "You can ask for another now.");
    await page.run("document.querySelector('[value=again]').click()");
    await until("a post", () => posts.length > 0);
    assert.equal(fields(posts[0]).action, "again");
  });

  test("a button that is pressed twice sends once", async () => {
    const page = await chromium.page("about:blank");
    await show(page, address("remove"));
    posts.length = 0;
    await page.run("{ const main = document.querySelector('.main'); main.click(); main.click(); }");
    await until("a post", () => posts.length > 0);
    await until("the answer's page", () => page.run("document.readyState === 'complete' && !document.querySelector('main')"));
    assert.deepEqual(posts.map((post) => fields(post).action), ["remove YF01"]);
  });

  test("a page that waits for a device is shown anew when its step has changed", async () => {
    const page = await chromium.page("about:blank");
    for (const [name, change] of [
      ["push", "history.replaceState(null, '', '/end-denied.en.html')"],
      ["device", "history.replaceState(null, '', '/device-over.en.html')"],
    ]) {
      await show(page, address(name));
      await page.run(`${change}; window.isOld = true`);
      await until("the page anew", () => page.run("!window.isOld && document.readyState === 'complete'"));
    }
  });

  test("a device that is there is gone on with", async () => {
    const page = await chromium.page("about:blank");
    await show(page, address("device"));
    posts.length = 0;
    await page.run("history.replaceState(null, '', '/device-connected.en.html')");
    await until("a post", () => posts.length > 0);
    assert.equal(fields(posts[0]).action, "continue");
  });

  test("a page that waits for a device goes with it to the application", async () => {
    const page = await chromium.page("about:blank");
    await show(page, address("push"));
    moved = { "/push.en.html": `http://127.0.0.1:${site.address().port}/end-done.en.html` };
    await until("the application", () => page.run("location.hostname === '127.0.0.1' && document.readyState === 'complete'"));
    moved = {};
  });

  test("recovery codes are copied and downloaded as they are shown", async () => {
    const page = await chromium.page("about:blank");
    await show(page, address("recovery-codes"));
    const { shown, copied, file } = await page.run(`(async () => {
      let copied;
      navigator.clipboard.writeText = async (text) => { copied = text; };
      document.querySelector("[data-copy]").click();
      return {
        shown: [...document.querySelectorAll(".codes code")].map((it) => it.textContent),
        copied,
        file: decodeURIComponent(document.querySelector("[download]").href),
      };
    })()`);
    assert.equal(shown.length, 10);
    assert.equal(copied, shown.join("\n"));
    assert.ok(file.endsWith(`Harbour Books. Each works once.\r\n\r\n${shown.join("\r\n")}\r\n`), file);
  });
});

describe("passkeys", () => {
  const prompt = "/prompt/YP0123456789abcdef0123456789abcdef/passkey";
  const user = { id: "AQIDBA", name: "account", displayName: "Account" };
  const made = {
    rp: { id: "localhost", name: "Harbour Books" },
    user,
    challenge: "c29tZSBjaGFsbGVuZ2U",
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: [],
  };
  const sent = (path) => posts.filter((post) => post.path === path).map((post) => JSON.parse(post.body));
  const lacks = `for (const name of ["parseCreationOptionsFromJSON", "parseRequestOptionsFromJSON"])
    delete PublicKeyCredential[name];
    delete PublicKeyCredential.prototype.toJSON;`;

  for (const [browser, prepare] of [["a browser", ""], ["an older browser", lacks]]) {
    test(`a passkey is made and used with one press each in ${browser}`, async () => {
      const page = await chromium.page(address("passkey-make"));
      answers = {
        [`${prompt}/options`]: [200, { publicKey: made }],
        [`${prompt}/answer`]: [200, { next: "/passkey-use.en.html" }],
      };
      posts.length = 0;
      await page.run(prepare);
      await page.run("document.querySelector('.main').click()");
      await until("the next page", () => page.run("location.pathname === '/passkey-use.en.html' && document.readyState === 'complete'"));
      assert.deepEqual(sent(`${prompt}/options`), [{ csrf: "nX2b9cVw", step: "7" }]);
      const [{ csrf, step, remember, credential }] = sent(`${prompt}/answer`);
      assert.deepEqual([csrf, step, remember, credential.type], ["nX2b9cVw", "7", false, "public-key"]);
      const client = JSON.parse(Buffer.from(credential.response.clientDataJSON, "base64url"));
      assert.deepEqual([client.type, client.challenge, client.origin], ["webauthn.create", made.challenge, origin]);
      assert.ok(Buffer.from(credential.response.attestationObject, "base64url").length > 100);
      assert.equal(credential.rawId, credential.id);

      answers = {
        [`${prompt}/options`]: [200, { publicKey: {
          rpId: "localhost",
          challenge: "YW5vdGhlciBvbmU",
          allowCredentials: [{ type: "public-key", id: credential.id }],
          userVerification: "required",
        } }],
        [`${prompt}/answer`]: [200, { next: "/end-done.en.html" }],
      };
      posts.length = 0;
      await page.run(prepare);
      await page.run("document.querySelector('[name=remember]').click(); document.querySelector('.main').click()");
      await until("the end", () => page.run("location.pathname === '/end-done.en.html'"));
      const [used] = sent(`${prompt}/answer`);
      assert.deepEqual([used.remember, used.credential.id], [true, credential.id]);
      assert.ok(used.credential.response.signature && used.credential.response.authenticatorData);
      assert.equal(Buffer.from(used.credential.response.userHandle, "base64url").toString("hex"), "01020304");
    });
  }

  test("what goes wrong is said, and it can be tried again", async () => {
    const page = await chromium.page(address("passkey-use"));
    answers = { [`${prompt}/options`]: [429, {}] };
    const press = () => page.run("document.querySelector('.main').click()");
    await press();
    await until("a sentence", () => page.run("document.body.innerText.includes('That didn’t work. Try again')"));
    answers = { [`${prompt}/options`]: [409, { next: "/end-stale.en.html" }] };
    await press();
    await until("where it leads", () => page.run("location.pathname === '/end-stale.en.html'"));
  });

  test("opening the page asks for nothing; suggestions begin with the first movement", async () => {
    const page = await chromium.page("about:blank");
    answers = { [`${prompt}/options`]: [200, { publicKey: { rpId: "localhost", challenge: "YW5vdGhlciBvbmU" } }] };
    posts.length = 0;
    await show(page, address("passkey-use"));
    await until("the field", () => page.run("!document.querySelector('#pick').hidden"));
    assert.deepEqual(posts, []);
    for (const x of [10, 20, 30]) await page.ask("Input.dispatchMouseEvent", { type: "mouseMoved", x, y: 10 });
    await until("a challenge", () => posts.length > 0);
    assert.deepEqual(sent(`${prompt}/options`), [{ csrf: "nX2b9cVw", step: "7" }]);
  });
});

if (process.env.COUNTERSIGN_WRITE_PAGES === "1") {
  test("pictures for the guide", async () => {
    const page = await chromium.page("about:blank");
    const dark = ["choose-first", "code", "confirm-payment", "methods"];
    const alike = ["phone", "email", "authenticator", "token", "recovery", "rename"].map((name) => `${name}-wrong`);
    alike.push("token-unknown", "recovery-codes-unsaved", "end-too-many-later");
    alike.push("device-connected", "device-over", "push-early");
    for (const name of names.filter((name) => !alike.includes(name))) {
      for (const colours of dark.includes(name) ? ["light", "dark"] : ["light"]) {
        await size(page, 390, 400);
        await scheme(page, colours);
        await show(page, address(name));
        // Inter stands for a system's own letters, where it is installed.
        await page.run("document.activeElement.blur(); document.body.style.fontFamily = 'Inter, system-ui'");
        const height = Math.ceil(await page.run("document.body.scrollHeight"));
        await size(page, 390, height);
        const { data } = await page.ask("Page.captureScreenshot", { format: "png" });
        const packed = PNG.sync.write(PNG.sync.read(Buffer.from(data, "base64")), { colorType: 2, deflateLevel: 9 });
        await writeFile(new URL(`docs/guides/prompt/${name}${colours === "dark" ? "-dark" : ""}.png`, root), packed);
      }
    }
  });
}

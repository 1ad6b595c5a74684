// Applications that know nothing of Countersign, against `countersign dev --tls` with the line that it prints.
// Needs COUNTERSIGN, the program; starts its own server.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
// For localhost; the Rust tests use it too.
const PEER = fileURLToPath(new URL("../../../crates/testkit/relay/", import.meta.url));
const PACKAGE = process.env.TWILIO_PACKAGE ?? "twilio";

// As Twilio's documentation has it.
const CLASSIC = `
const accountSid = process.env.TWILIO_ACCOUNT_SID;
const authToken = process.env.TWILIO_AUTH_TOKEN;
const client = require("twilio")(accountSid, authToken);

client.verify.v2
  .services(process.env.TWILIO_SERVICE)
  .verifications.create({ to: "+15017122661", channel: "sms" })
  .then((verification) => console.log(verification.status, verification.url));

require("node:readline").createInterface({ input: process.stdin }).once("line", (code) =>
  client.verify.v2
    .services(process.env.TWILIO_SERVICE)
    .verificationChecks.create({ to: "+15017122661", code })
    .then((check) => console.log(check.status))
);
`;

const PAGES = `
const client = require("twilio")(process.env.TWILIO_ACCOUNT_SID, process.env.TWILIO_AUTH_TOKEN);
(async () => {
  const { services } = client.verify.v2;
  const made = [];
  for (let i = 0; i < 3; i++) made.push((await services.create({ friendlyName: "Paging" })).sid);
  const first = await services.page({ pageSize: 1 });
  const listed = [];
  for (let page = first; page; page = await page.nextPage()) listed.push(...page.instances.map(({ sid }) => sid));
  console.log(first.nextPageUrl, made.every((sid) => listed.includes(sid)));
})();
`;

const OTHER = `
require("node:https").get(process.argv[1], (answer) => answer.pipe(process.stdout));
`;

const ANOTHER_PRODUCT = `
const client = require("twilio")(process.env.TWILIO_ACCOUNT_SID, process.env.TWILIO_AUTH_TOKEN);
client.messages
  .create({ to: "+15017122661", from: "+15017122662", body: "Hello" })
  .catch((error) => console.log(error.status));
`;

let server, lines, url, twilio, node, directory, other;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), "countersign-"));
  // What the system trusts is this one certificate, so the bundle must hold it for the other call to work.
  const { SSL_CERT_DIR: _, ...environment } = process.env;
  const options = ["--listen", "127.0.0.1:0", "--data-dir", join(directory, "data")];
  server = spawn(process.env.COUNTERSIGN, ["dev", ...options, "--tls", "--proxy-listen", "127.0.0.1:0"], {
    env: { ...environment, SSL_CERT_FILE: join(PEER, "cert.pem") },
    stdio: ["ignore", "pipe", "ignore"],
  });
  lines = [];
  for await (const line of createInterface({ input: server.stdout })) {
    lines.push(line);
    if (line.startsWith("# Ruby:")) break;
  }
  const variables = (words) => Object.fromEntries(words.filter((word) => word.includes("=")).map(pair));
  const pair = (word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)];
  const after = (start) => lines.find((line) => line.startsWith(start)).slice(start.length).trim();
  twilio = variables(lines.filter((line) => line.startsWith("TWILIO_")));
  url = after("# Services and inbox:").replace(/\/$/, "");
  node = variables(after("# Node:").split(" "));

  const [cert, key] = ["cert.pem", "key.pem"].map((name) => readFileSync(join(PEER, name)));
  other = createServer({ cert, key }, (_, answer) => answer.end("another server's answer"));
  await once(other.listen(0, "127.0.0.1"), "listening");
});

after(async () => {
  other?.close();
  if (server?.kill()) await once(server, "exit");
  rmSync(directory, { recursive: true, force: true });
});

// An application as a developer starts it: the printed variables and no others.
function start(program, argument = "", environment = {}) {
  const application = spawn(process.execPath, ["-e", program.replaceAll('"twilio"', `"${PACKAGE}"`), argument], {
    cwd: HERE,
    env: { PATH: process.env.PATH, ...twilio, ...node, ...environment },
  });
  application.errors = "";
  application.stderr.on("data", (text) => (application.errors += text));
  return application;
}

async function output(application) {
  let text = "";
  for await (const chunk of application.stdout) text += chunk;
  return text.trim();
}

async function newestCode(to) {
  for (let tries = 0; tries < 100; tries++) {
    const { messages } = await (await fetch(`${url}/inbox/messages?${new URLSearchParams({ to })}`)).json();
    if (messages.length > 0) return messages[0].code;
    await sleep(100);
  }
  assert.fail("no message arrived within ten seconds");
}

async function runClassic(host, to, environment) {
  const application = start(CLASSIC.replaceAll("+15017122661", to), "", environment);
  const said = createInterface({ input: application.stdout })[Symbol.asyncIterator]();
  const [status, created] = ((await said.next()).value ?? "").split(" ");
  assert.equal(status, "pending", application.errors);
  assert.ok(created.startsWith(`https://${host}/v2/Services/`), created);
  application.stdin.end(`${await newestCode(to)}\n`);
  assert.equal((await said.next()).value, "approved", application.errors);
}

test("the classic sample works as it is", () => runClassic("verify.twilio.com", "+15017122661"));

test("it works with an edge and a region in the environment", () =>
  runClassic("verify.sydney.au1.twilio.com", "+15017122662", { TWILIO_EDGE: "sydney", TWILIO_REGION: "au1" }));

test("pages follow one another through the proxy", async () => {
  const application = start(PAGES);
  const [next, all] = (await output(application)).split(" ");
  assert.ok(next.startsWith("https://verify.twilio.com/v2/Services?"), application.errors);
  assert.equal(all, "true");
});

test("another https call of the application still works", async () => {
  const application = start(OTHER, `https://localhost:${other.address().port}/`);
  assert.equal(await output(application), "another server's answer", application.errors);
});

test("another product of Twilio's is refused here and not asked", async () => {
  const application = start(ANOTHER_PRODUCT);
  assert.equal(await output(application), "403", application.errors);
});

test("an application that was not given the bundle sends nothing", async () => {
  const application = start(CLASSIC, "", { NODE_EXTRA_CA_CERTS: join(PEER, "cert.pem") });
  application.stdin.end();
  assert.equal(await output(application), "");
  assert.match(application.errors, /unable to verify|UNABLE_TO_VERIFY|self.signed/i);
});

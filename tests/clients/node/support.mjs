// What the tests need around the official library: a client that cannot stray, recipients, the inbox.

import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
// Version 6 wants Node 20; Debian 12 has 18, for which version 5 is the current one.
const { default: twilio } = await import(process.env.TWILIO_PACKAGE ?? "twilio");

export const URL_OF_COUNTERSIGN = process.env.COUNTERSIGN_URL.replace(/\/+$/, "");
export const SERVICE = process.env.TWILIO_SERVICE;

// Refuses to send a request, and the credentials with it, to anybody but Countersign.
class OnlyCountersign extends twilio.RequestClient {
  request(options) {
    assert.ok(options.uri.startsWith(`${URL_OF_COUNTERSIGN}/`), `the library was led away to ${options.uri}`);
    return super.request(options);
  }
}

// The library's client, pointed at Countersign by the one line that an application needs.
export function client(authToken = process.env.TWILIO_AUTH_TOKEN) {
  const made = twilio(process.env.TWILIO_ACCOUNT_SID, authToken, { httpClient: new OnlyCountersign() });
  made.verify.baseUrl = URL_OF_COUNTERSIGN;
  return made;
}

let next = randomInt(300);

// A valid number that nothing was sent to so far.
export async function freshNumber() {
  for (;;) {
    const number = `+1501712${2700 + (next++ % 300)}`;
    if ((await inbox(number)).length === 0) return number;
  }
}

// An address that nobody else uses.
export const freshEmail = () => `person-${randomBytes(8).toString("hex")}@example.com`;

// A name for a service; names may not hold more than four digits.
export const freshName = () =>
  `Client tests ${Array.from({ length: 12 }, () => String.fromCharCode(97 + randomInt(26))).join("")}`;

// All messages to a recipient, newest first.
export async function inbox(to) {
  const response = await fetch(`${URL_OF_COUNTERSIGN}/inbox/messages?${new URLSearchParams({ to })}`);
  assert.equal(response.status, 200);
  return (await response.json()).messages;
}

// The newest message once `count` have arrived; they may need a moment.
export async function newestMessage(to, count = 1) {
  for (let tries = 0; tries < 100; tries++) {
    const messages = await inbox(to);
    if (messages.length >= count) return messages[0];
    await sleep(100);
  }
  assert.fail(`fewer than ${count} messages arrived within ten seconds`);
}

// A code of the same length that is wrong.
export const notThis = (code) =>
  String((Number(code) + 1) % 10 ** code.length).padStart(code.length, "0");

// The call is refused with this HTTP status and this code of Twilio's.
export const assertRefused = (status, code, call) =>
  assert.rejects(call, (error) => {
    assert.deepEqual({ status: error.status, code: error.code }, { status, code });
    return true;
  });

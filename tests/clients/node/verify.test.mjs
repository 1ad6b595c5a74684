// Twilio's official Node library against a running Countersign.
// Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_SERVICE, and COUNTERSIGN_TEMPLATE as ./test
// writes it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  SERVICE,
  URL_OF_COUNTERSIGN,
  assertRefused,
  client,
  freshEmail,
  freshName,
  freshNumber,
  inbox,
  newestMessage,
  notThis,
} from "./support.mjs";

const { services } = client().verify.v2;
const service = services(SERVICE);

// A service of this test's own, deleted after it.
async function newService(t, settings = {}) {
  const { sid } = await services.create({ friendlyName: freshName(), ...settings });
  t.after(() => services(sid).remove());
  return services(sid);
}

describe("codes", () => {
  test("the sample of the documentation works", async () => {
    const to = await freshNumber();
    const verification = await service.verifications.create({ to, channel: "sms" });
    assert.match(verification.sid, /^VE[0-9a-f]{32}$/);
    assert.equal(verification.status, "pending");
    assert.equal(verification.valid, false);
    assert.equal(verification.to, to);
    const message = await newestMessage(to);
    assert.equal(message.channel, "sms");
    assert.ok(message.text.includes(message.code));

    const wrong = await service.verificationChecks.create({ to, code: notThis(message.code) });
    assert.equal(wrong.status, "pending");
    assert.equal(wrong.valid, false);
    const right = await service.verificationChecks.create({ to, code: message.code });
    assert.equal(right.status, "approved");
    assert.equal(right.valid, true);
    assert.equal(right.sid, verification.sid);
  });

  test("a code is approved once", async () => {
    const to = await freshNumber();
    await service.verifications.create({ to, channel: "sms" });
    const { code } = await newestMessage(to);
    await service.verificationChecks.create({ to, code });
    await assertRefused(404, 20404, () => service.verificationChecks.create({ to, code }));
  });

  test("a code may be checked by the sid of the verification", async () => {
    const to = await freshNumber();
    const { sid } = await service.verifications.create({ to, channel: "sms" });
    const { code } = await newestMessage(to);
    const check = await service.verificationChecks.create({ verificationSid: sid, code });
    assert.equal(check.status, "approved");
  });

  test("dates become valid dates", async () => {
    const to = await freshNumber();
    const verification = await service.verifications.create({ to, channel: "sms" });
    const { code } = await newestMessage(to);
    const check = await service.verificationChecks.create({ to, code: notThis(code) });
    for (const resource of [verification, check, await service.fetch()]) {
      for (const date of [resource.dateCreated, resource.dateUpdated]) {
        assert.ok(date instanceof Date);
        assert.ok(!Number.isNaN(date.getTime()));
      }
    }
  });

  test("a call repeats the code of the message", async () => {
    const to = await freshNumber();
    const first = await service.verifications.create({ to, channel: "sms" });
    const bySms = await newestMessage(to);
    const second = await service.verifications.create({ to, channel: "call" });
    const byCall = await newestMessage(to, 2);
    assert.equal(second.sid, first.sid);
    assert.equal(byCall.code, bySms.code);
    assert.equal(byCall.channel, "call");
    assert.deepEqual(second.sendCodeAttempts.map((attempt) => attempt.channel), ["SMS", "CALL"]);
  });

  test("a code reaches an e-mail address", async () => {
    const to = freshEmail();
    const verification = await service.verifications.create({ to, channel: "email" });
    assert.equal(verification.channel, "email");
    const { channel, code } = await newestMessage(to);
    assert.equal(channel, "email");
    assert.equal((await service.verificationChecks.create({ to, code })).status, "approved");
  });

  test("a fetched verification is the one that was created", async () => {
    const to = await freshNumber();
    const created = await service.verifications.create({ to, channel: "sms" });
    const fetched = await service.verifications(created.sid).fetch();
    for (const field of ["sid", "serviceSid", "accountSid", "to", "channel", "status", "valid", "dateCreated"]) {
      assert.deepEqual(fetched[field], created[field], field);
    }
  });

  test("cancelling frees the number", async () => {
    const to = await freshNumber();
    const first = await service.verifications.create({ to, channel: "sms" });
    const { code } = await newestMessage(to);
    const cancelled = await service.verifications(first.sid).update({ status: "canceled" });
    assert.equal(cancelled.status, "canceled");
    await assertRefused(404, 20404, () => service.verificationChecks.create({ to, code }));
    const second = await service.verifications.create({ to, channel: "sms" });
    assert.notEqual(second.sid, first.sid);
    assert.equal(second.status, "pending");
  });
});

describe("rate limits", () => {
  test("rate limits and buckets live and die as the documentation says", async (t) => {
    const mine = await newService(t);
    const limit = await mine.rateLimits.create({ uniqueName: "end_user_ip", description: "By IP" });
    assert.match(limit.sid, /^RK[0-9a-f]{32}$/);
    assert.equal(limit.description, "By IP");
    assert.ok(limit.dateCreated instanceof Date);
    const { buckets } = mine.rateLimits(limit.sid);
    const bucket = await buckets.create({ max: 5, interval: 60 });
    assert.match(bucket.sid, /^BL[0-9a-f]{32}$/);
    assert.deepEqual([bucket.max, bucket.interval, bucket.rateLimitSid], [5, 60, limit.sid]);
    assert.equal((await buckets(bucket.sid).update({ max: 4 })).max, 4);
    await buckets.create({ max: 9, interval: 3600 });
    assert.deepEqual((await buckets.list({ pageSize: 1 })).map(({ interval }) => interval), [60, 3600]);
    await assertRefused(400, 60211, () => buckets.create({ max: 1, interval: 60 }));
    await assertRefused(400, 60208, () => mine.rateLimits.create({ uniqueName: "end_user_ip" }));
    await assertRefused(400, 60209, () => mine.rateLimits.create({ uniqueName: "end user ip" }));
    assert.equal((await mine.rateLimits("end_user_ip").update({ description: "IP" })).description, "IP");
    for (const uniqueName of ["device", "global"]) await mine.rateLimits.create({ uniqueName });
    const listed = await mine.rateLimits.list({ pageSize: 2 });
    assert.deepEqual(listed.map(({ uniqueName }) => uniqueName), ["end_user_ip", "device", "global"]);
    assert.equal(await buckets(bucket.sid).remove(), true);
    assert.equal(await mine.rateLimits(limit.sid).remove(), true);
    await assertRefused(404, 20404, () => mine.rateLimits(limit.sid).fetch());
  });

  test("creates beyond a bucket are refused with what was reached", async (t) => {
    const mine = await newService(t);
    const limit = await mine.rateLimits.create({ uniqueName: "end_user_ip" });
    await mine.rateLimits(limit.sid).buckets.create({ max: 2, interval: 600 });
    const create = (ip) =>
      mine.verifications.create({ to: freshEmail(), channel: "email", rateLimits: { end_user_ip: ip } });
    await create("203.0.113.7");
    await create("203.0.113.7");
    await assert.rejects(create("203.0.113.7"), (refused) => {
      assert.equal(refused.status, 429);
      assert.equal(refused.code, 20429);
      assert.equal(refused.details.rate_limit, "end_user_ip");
      return true;
    });
    await create("203.0.113.8");
  });
});

describe("refusals", () => {
  for (const to of ["+1", "5017122661", "+15005550", "someone"]) {
    test(`"${to}" is no phone number`, () =>
      assertRefused(400, 60200, () => service.verifications.create({ to, channel: "sms" })));
  }

  test("the sixth sending is refused", async () => {
    const to = await freshNumber();
    for (let sent = 1; sent <= 5; sent++) {
      const { sendCodeAttempts } = await service.verifications.create({ to, channel: "sms" });
      assert.equal(sendCodeAttempts.length, sent);
      await newestMessage(to, sent);
    }
    await assertRefused(429, 60203, () => service.verifications.create({ to, channel: "sms" }));
    assert.equal(new Set((await inbox(to)).map((message) => message.code)).size, 1);
  });

  test("the sixth check is refused even if it is right", async () => {
    const to = await freshNumber();
    await service.verifications.create({ to, channel: "sms" });
    const { code } = await newestMessage(to);
    for (let checked = 0; checked < 5; checked++) {
      const check = await service.verificationChecks.create({ to, code: notThis(code) });
      assert.equal(check.status, "pending");
    }
    await assertRefused(429, 60202, () => service.verificationChecks.create({ to, code }));
  });

  test("a check without a verification is not found", async () => {
    const to = await freshNumber();
    await assertRefused(404, 20404, () => service.verificationChecks.create({ to, code: "123456" }));
  });

  test("a wrong token is refused", async () => {
    const stranger = client("0".repeat(32)).verify.v2.services(SERVICE);
    const to = await freshNumber();
    await assertRefused(401, 20003, () => stranger.fetch());
    await assertRefused(401, 20003, () => stranger.verifications.create({ to, channel: "sms" }));
  });
});

describe("services", () => {
  test("a service lives from create to delete", async () => {
    const [name, otherName] = [freshName(), freshName()];
    const created = await services.create({ friendlyName: name, codeLength: 4 });
    assert.match(created.sid, /^VA[0-9a-f]{32}$/);
    assert.equal(created.friendlyName, name);
    assert.equal(created.codeLength, 4);
    const own = services(created.sid);
    assert.equal((await own.fetch()).friendlyName, name);
    const updated = await own.update({ friendlyName: otherName, codeLength: 8 });
    assert.equal(updated.friendlyName, otherName);
    assert.equal((await own.fetch()).codeLength, 8);
    assert.equal(await own.remove(), true);
    await assertRefused(404, 20404, () => own.fetch());
  });

  test("pages follow one another without leaving Countersign", async (t) => {
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await (await newService(t)).fetch()).sid);
    const seen = [];
    for (let page = await services.page({ pageSize: 1 }); page; page = await page.nextPage()) {
      assert.ok(page.instances.length <= 1);
      seen.push(...page.instances.map((instance) => instance.sid));
      const next = page.nextPageUrl;
      assert.ok(next === undefined || next.startsWith(`${URL_OF_COUNTERSIGN}/v2/Services?`), next);
    }
    assert.equal(new Set(seen).size, seen.length, "a service was listed twice");
    for (const sid of made) assert.ok(seen.includes(sid), `${sid} was not listed`);
  });

  test("a service decides the length of its codes", async (t) => {
    const own = await newService(t, { codeLength: 8 });
    const to = await freshNumber();
    await own.verifications.create({ to, channel: "sms" });
    const { code } = await newestMessage(to);
    assert.match(code, /^[0-9]{8}$/);
    assert.equal((await own.verificationChecks.create({ to, code })).status, "approved");
  });

  test("a code of one's own needs a service that allows it", async (t) => {
    const own = await newService(t, { customCodeEnabled: true });
    const to = await freshNumber();
    const customCode = "0042177";
    await own.verifications.create({ to, channel: "sms", customCode });
    assert.equal((await newestMessage(to)).code, customCode);
    assert.equal((await own.verificationChecks.create({ to, code: "0042178" })).status, "pending");
    assert.equal((await own.verificationChecks.create({ to, code: customCode })).status, "approved");
    const plain = await newService(t);
    await assertRefused(403, 60204, () => plain.verifications.create({ to, channel: "sms", customCode }));
  });

  test("a payment is approved for its amount and payee alone", async (t) => {
    const own = await newService(t, { psd2Enabled: true });
    const to = await freshNumber();
    const payment = { amount: "€39.99", payee: "Acme Inc." };
    const created = await own.verifications.create({ to, channel: "sms", ...payment });
    assert.deepEqual({ amount: created.amount, payee: created.payee }, payment);
    const { code } = await newestMessage(to);
    const check = async (asked) => (await own.verificationChecks.create({ to, code, ...asked })).status;
    assert.equal(await check({ ...payment, amount: "€93.99" }), "pending");
    assert.equal(await check({ ...payment, payee: "Mallory" }), "pending");
    assert.equal(await check(payment), "approved");
  });

  test("a payment needs amount and payee", async (t) => {
    const own = await newService(t, { psd2Enabled: true });
    const to = await freshNumber();
    await assertRefused(400, 60206, () => own.verifications.create({ to, channel: "sms" }));
    await assertRefused(400, 60206, () => own.verifications.create({ to, channel: "sms", amount: "€39.99" }));
  });
});

describe("operations", () => {
  const { verify } = client();
  const { verificationAttempts: attempts, verificationAttemptsSummary: summary, templates } = verify.v2;

  test("an attempt tells whom it was for and that it converted", async (t) => {
    const own = await newService(t);
    const to = await freshNumber();
    const created = await own.verifications.create({ to, channel: "sms" });
    const { code } = await newestMessage(to);
    await own.verificationChecks.create({ to, code });
    const [listed] = await attempts.list({ verificationSid: created.sid });
    assert.equal(listed.sid, created.sendCodeAttempts[0].attempt_sid);
    const fetched = await attempts(listed.sid).fetch();
    assert.deepEqual([fetched.channel, fetched.conversionStatus], ["sms", "converted"]);
    assert.deepEqual([fetched.channelData.to, fetched.channelData.country], [to, "US"]);
    assert.ok(fetched.dateCreated instanceof Date);
    await assertRefused(404, 20404, () => attempts(`VL${"0".repeat(32)}`).fetch());
  });

  test("attempts are found by each filter, page after page", async (t) => {
    const own = await newService(t);
    const { sid: verifyServiceSid } = await own.fetch();
    const to = await freshNumber();
    for (const channel of ["sms", "call", "whatsapp"]) await own.verifications.create({ to, channel });
    const hour = 3_600_000;
    for (const [filters, count] of [
      [{}, 3],
      [{ channel: "call" }, 1],
      [{ country: "US", status: "unconverted" }, 3],
      [{ status: "converted" }, 0],
      [{ channelDataTo: to, dateCreatedAfter: new Date(Date.now() - hour) }, 3],
      [{ dateCreatedBefore: new Date(Date.now() - hour) }, 0],
    ]) {
      const found = await attempts.list({ verifyServiceSid, pageSize: 2, ...filters });
      assert.equal(new Set(found.map(({ sid }) => sid)).size, count, JSON.stringify(filters));
    }
  });

  test("a summary counts what converted", async (t) => {
    const own = await newService(t);
    const { sid: verifyServiceSid } = await own.fetch();
    const to = await freshNumber();
    const { sid } = await own.verifications.create({ to, channel: "sms" });
    await own.verifications.create({ to, channel: "call" });
    await own.verifications(sid).update({ status: "approved" });
    const told = await summary().fetch({ verifyServiceSid });
    assert.deepEqual([told.totalAttempts, told.totalConverted, told.totalUnconverted], [2, 1, 1]);
    assert.equal(told.conversionRatePercentage, "50");
    const prefixed = await summary().fetch({ verifyServiceSid, destinationPrefix: to.slice(0, 7), channel: "call" });
    assert.equal(prefixed.totalAttempts, 1);
  });

  test("a template is listed and words a message", async (t) => {
    const [template] = await templates.list({ friendlyName: "Client tests" });
    assert.equal(template.sid, process.env.COUNTERSIGN_TEMPLATE);
    assert.equal(template.translations.en.status, "approved");
    const own = await newService(t);
    const to = await freshNumber();
    const asked = { to, channel: "sms", templateSid: template.sid };
    await assertRefused(400, 60224, () => own.verifications.create(asked));
    await own.verifications.create({ ...asked, templateCustomSubstitutions: JSON.stringify({ name: "Ann" }) });
    const message = await newestMessage(to);
    assert.ok(message.text.startsWith("Hello Ann, your Client tests"), message.text);
  });

  test("messaging configurations are listed and refused as Twilio would", async (t) => {
    const own = await newService(t);
    assert.deepEqual(await own.messagingConfigurations.list(), []);
    const unknown = { country: "DK", messagingServiceSid: `MG${"0".repeat(32)}` };
    await assertRefused(400, 60200, () => own.messagingConfigurations.create(unknown));
    await assertRefused(404, 20404, () => own.messagingConfigurations("DK").fetch());
  });
});

// What applications set up, through Twilio's official Node library: messaging configurations, the safe list, access tokens,
// forms, webhooks and notifications.
// Needs what verify.test.mjs does, and a server that runs with what ../config.py prints.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { assertRefused, client, freshName, freshNumber } from "./support.mjs";

const { services, safelist, forms } = client().verify.v2;
// As ../config.py has it.
const messagingServiceSid = "MG0123456789abcdef0123456789abcdef";
const freshIdentity = () => `person-${randomBytes(8).toString("hex")}`;

// A service of this test's own, deleted after it.
async function newService(t) {
  const { sid } = await services.create({ friendlyName: freshName() });
  t.after(() => services(sid).remove());
  return services(sid);
}

describe("resources", () => {
  test("a messaging configuration is made, listed, changed and deleted", async (t) => {
    const { messagingConfigurations } = await newService(t);
    const made = await messagingConfigurations.create({ country: "US", messagingServiceSid });
    assert.deepEqual([made.country, made.messagingServiceSid], ["US", messagingServiceSid]);
    assert.ok(made.dateCreated instanceof Date);
    await assertRefused(400, 60213, () => messagingConfigurations.create({ country: "US", messagingServiceSid }));
    await messagingConfigurations.create({ country: "all", messagingServiceSid });
    const listed = await messagingConfigurations.list({ pageSize: 1 });
    assert.deepEqual(listed.map(({ country }) => country), ["US", "all"]);
    assert.equal((await messagingConfigurations("US").update({ messagingServiceSid })).country, "US");
    assert.equal(await messagingConfigurations("US").remove(), true);
    await assertRefused(404, 20404, () => messagingConfigurations("US").fetch());
  });

  test("a number is put on the safe list and taken off", async () => {
    const phoneNumber = await freshNumber();
    assert.match((await safelist.create({ phoneNumber })).sid, /^GN[0-9a-f]{32}$/);
    await assertRefused(409, 60411, () => safelist.create({ phoneNumber }));
    assert.equal((await safelist(phoneNumber).fetch()).phoneNumber, phoneNumber);
    assert.equal(await safelist(phoneNumber).remove(), true);
    await assertRefused(404, 20404, () => safelist(phoneNumber).fetch());
  });

  test("an access token is given and shown once more", async (t) => {
    const { accessTokens } = await newService(t);
    const identity = freshIdentity();
    const made = await accessTokens.create({ identity, factorType: "push", ttl: 120 });
    assert.match(made.sid, /^YK[0-9a-f]{32}$/);
    assert.deepEqual([made.entityIdentity, made.factorType, made.ttl], [identity, "push", 120]);
    assert.equal((await accessTokens(made.sid).fetch()).token, made.token);
    await assertRefused(400, 60305, () => accessTokens.create({ identity: "ann", factorType: "push" }));
  });

  test("the form of push has nothing in it", async () => {
    const form = await forms("form-push").fetch();
    assert.deepEqual(form.forms, { create_factor: {}, verify_factor: {}, create_challenge: {} });
  });

  test("a webhook is made, listed, changed and deleted", async (t) => {
    const { webhooks } = await newService(t);
    const eventTypes = ["factor.deleted", "factor.verified"];
    const made = await webhooks.create({ friendlyName: "Shop", eventTypes, webhookUrl: "https://owlbank.example.com" });
    assert.match(made.sid, /^YW[0-9a-f]{32}$/);
    assert.deepEqual([made.eventTypes, made.status, made.version], [eventTypes, "enabled", "v2"]);
    const changed = await webhooks(made.sid).update({ status: "disabled", eventTypes: ["*"] });
    assert.deepEqual([changed.eventTypes, changed.status], [["*"], "disabled"]);
    assert.deepEqual((await webhooks.list()).map(({ sid }) => sid), [made.sid]);
    assert.equal(await webhooks(made.sid).remove(), true);
    await assertRefused(404, 20404, () => webhooks(made.sid).fetch());
  });

  test("nobody is notified of what has no device", async (t) => {
    const entity = (await newService(t)).entities(freshIdentity());
    const { sid } = await entity.newFactors.create({ friendlyName: "Phone", factorType: "totp" });
    await assertRefused(403, 60318, () => entity.challenges.create({ factorSid: sid }));
    const nowhere = entity.challenges(`YC${"0".repeat(32)}`);
    await assertRefused(404, 20404, () => nowhere.notifications.create({ ttl: 60 }));
  });
});

// Entities, factors and challenges through Twilio's official Node library: a login with an authenticator app.
// Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE.

import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { assertRefused, client, freshName } from "./support.mjs";

const { services } = client().verify.v2;

// A service of this test's own, deleted after it.
async function newService(t) {
  const { sid } = await services.create({ friendlyName: freshName() });
  t.after(() => services(sid).remove());
  return services(sid);
}

// A person whom nobody knows yet.
const freshIdentity = () => `person-${randomBytes(8).toString("hex")}`;

// An authenticator app in a few lines (RFC 6238): what a person scans a URI with.
class App {
  constructor(uri) {
    const query = new URL(uri).searchParams;
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...query.get("secret")].map((it) => letters.indexOf(it).toString(2).padStart(5, "0")).join("");
    this.secret = Buffer.from(bits.match(/.{8}/g).map((octet) => Number.parseInt(octet, 2)));
    this.hash = query.get("algorithm").toLowerCase();
    this.digits = Number(query.get("digits"));
    this.period = Number(query.get("period"));
  }
  code(steps = 0) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / this.period) + steps));
    const tag = createHmac(this.hash, this.secret).update(counter).digest();
    const number = tag.readUInt32BE(tag.at(-1) & 15) & 0x7fffffff;
    return String(number % 10 ** this.digits).padStart(this.digits, "0");
  }
}

// A person whose factor is verified, by a code of the step before: the present one is fresh. Two steps are allowed for,
// since the clock goes on meanwhile.
async function enrolled(service, config = {}) {
  const entity = service.entities(freshIdentity());
  const named = { friendlyName: "Ann's phone", factorType: "totp", "config.skew": 2 };
  const factor = await entity.newFactors.create({ ...named, ...config });
  const app = new App(factor.binding.uri);
  const verified = await entity.factors(factor.sid).update({ authPayload: app.code(-1) });
  assert.equal(verified.status, "verified");
  return { entity, factor, app };
}

describe("factors", () => {
  test("a login with an authenticator app is one call, and a code is good once", async (t) => {
    const { entity, factor, app } = await enrolled(await newService(t), { "config.alg": "sha512" });
    assert.deepEqual(factor.config, { alg: "sha512", skew: 2, code_length: 6, time_step: 30 });
    const authPayload = app.code();
    const approved = await entity.challenges.create({ factorSid: factor.sid, authPayload });
    assert.match(approved.sid, /^YC[0-9a-f]{32}$/);
    assert.equal(approved.status, "approved");
    assert.ok(approved.dateResponded instanceof Date);
    const again = await entity.challenges.create({ factorSid: factor.sid, authPayload });
    assert.equal(again.status, "pending");
  });

  test("a challenge waits for its answer, and is answered once", async (t) => {
    const { entity, factor, app } = await enrolled(await newService(t));
    const asked = await entity.challenges.create({
      factorSid: factor.sid,
      "details.message": "Pay 12.50?",
      "details.fields": [{ label: "Payee", value: "Shop" }],
      hiddenDetails: { order: "4711" },
    });
    assert.equal(asked.status, "pending");
    assert.deepEqual(asked.details, { message: "Pay 12.50?", fields: [{ label: "Payee", value: "Shop" }] });
    assert.deepEqual(asked.hiddenDetails, { order: "4711" });
    const challenge = entity.challenges(asked.sid);
    assert.equal((await challenge.update({ authPayload: "abcdef" })).status, "pending");
    assert.equal((await challenge.update({ authPayload: app.code() })).status, "approved");
    await assertRefused(403, 60322, () => challenge.update({ authPayload: app.code(1) }));
  });

  test("lists are walked page by page, filtered and in either order", async (t) => {
    const service = await newService(t);
    const { entity, factor } = await enrolled(service);
    const asked = [];
    for (let n = 0; n < 5; n++) asked.push((await entity.challenges.create({ factorSid: factor.sid })).sid);
    const sids = async (list, options) => (await list.list({ pageSize: 2, ...options })).map((it) => it.sid);
    assert.deepEqual(await sids(entity.challenges, { status: "pending" }), asked);
    assert.deepEqual(await sids(entity.challenges, { order: "desc", factorSid: factor.sid }), [...asked].reverse());
    assert.deepEqual(await sids(entity.challenges, { status: "expired" }), []);
    assert.deepEqual(await sids(entity.factors), [factor.sid]);
    assert.equal((await sids(service.entities)).length, 1);
  });

  test("refusals carry Twilio's codes", async (t) => {
    const service = await newService(t);
    const entity = service.entities(freshIdentity());
    await assertRefused(404, 20404, () => entity.fetch());
    const factor = await entity.newFactors.create({ friendlyName: "Phone", factorType: "totp" });
    await assertRefused(403, 60318, () => entity.challenges.create({ factorSid: factor.sid }));
    await assertRefused(400, 60369, () => entity.newFactors.create({ friendlyName: "Key", factorType: "passkeys" }));
    await assertRefused(400, 60306, () => entity.factors(factor.sid).update({ authPayload: "1" }));
    await assertRefused(409, 60301, async () => {
      const { identity } = await entity.fetch();
      return service.entities.create({ identity: identity.toUpperCase() });
    });
    assert.equal(await entity.remove(), true);
    await assertRefused(404, 20404, () => entity.factors(factor.sid).fetch());
  });
});

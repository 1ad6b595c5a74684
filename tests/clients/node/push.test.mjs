// Push factors through Twilio's official Node library, and a phone that does what an app with their SDK does.
// Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE.

import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { Phone } from "./phone.mjs";
import { assertRefused, client, freshName } from "./support.mjs";

const { services } = client().verify.v2;

// A person with a verified phone.
async function enrolled(t) {
  const { sid } = await services.create({ friendlyName: freshName() });
  t.after(() => services(sid).remove());
  const service = services(sid);
  const identity = `person-${randomBytes(8).toString("hex")}`;
  const token = await service.accessTokens.create({ identity, factorType: "push", ttl: 120 });
  assert.match(token.sid, /^YK[0-9a-f]{32}$/);
  const phone = new Phone(sid, identity);
  assert.equal((await phone.enrol(token.token)).status, 201);
  assert.equal((await new Phone(sid, identity).enrol(token.token)).status, 401, "a token makes one factor");
  assert.equal(await phone.verify(), "verified");
  return { entity: service.entities(identity), phone };
}

const ask = (entity, phone) =>
  entity.challenges.create({
    factorSid: phone.factor.sid,
    "details.message": "Pay 12.50?",
    "details.fields": [{ label: "Payee", value: "Shop" }],
    hiddenDetails: { order: "4711" },
  });

describe("push", () => {
  test("a phone enrols, is asked and says yes or no, once", async (t) => {
    const { entity, phone } = await enrolled(t);
    const factor = await entity.factors(phone.factor.sid).fetch();
    assert.deepEqual([factor.status, factor.factorType], ["verified", "push"]);
    for (const status of ["approved", "denied"]) {
      const asked = await ask(entity, phone);
      assert.equal(asked.status, "pending");
      const answered = await phone.answers(asked.sid, status);
      assert.equal((await answered.json()).status, status);
      assert.equal((await entity.challenges(asked.sid).fetch()).status, status);
      assert.equal((await (await phone.answers(asked.sid, "approved")).json()).code, 60322);
    }
  });

  test("nobody answers for it, and nobody wakes it", async (t) => {
    const { entity, phone } = await enrolled(t);
    const asked = await ask(entity, phone);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    assert.equal((await phone.answers(asked.sid, "approved", privateKey)).status, 403);
    await assertRefused(400, 60307, () => entity.challenges(asked.sid).notifications.create());
    assert.equal((await entity.challenges(asked.sid).fetch()).status, "pending");
  });
});

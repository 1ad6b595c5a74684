// Push factors through Twilio's official Node library, and a phone that does what an app with their SDK does.
// Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE.

import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { describe, test } from "node:test";
import { URL_OF_COUNTERSIGN, assertRefused, client, freshName } from "./support.mjs";

const { services } = client().verify.v2;

// A key that never leaves it, and the calls that an app makes with it.
class Phone {
  constructor(service, identity) {
    Object.assign(this, generateKeyPairSync("ec", { namedCurve: "P-256" }));
    this.path = `${URL_OF_COUNTERSIGN}/v2/Services/${service}/Entities/${identity}`;
  }

  async call(method, path, password, fields = {}) {
    const form = new URLSearchParams(fields);
    const authorization = `Basic ${Buffer.from(`token:${password}`).toString("base64")}`;
    const [url, body] = method === "POST" ? [`${this.path}/${path}`, form] : [`${this.path}/${path}?${form}`];
    return fetch(url, { method, headers: { authorization }, body });
  }

  async enrol(accessToken) {
    const point = this.publicKey.export({ type: "spki", format: "der" });
    const answer = await this.call("POST", "Factors", accessToken, {
      FriendlyName: "Ann's phone",
      FactorType: "push",
      "Binding.Alg": "ES256",
      "Binding.PublicKey": point.toString("base64"),
      "Config.AppId": "com.example.app",
      "Config.NotificationPlatform": "none",
    });
    if (answer.status === 201) this.factor = await answer.json();
    return answer;
  }

  jws(header, payload, key = this.privateKey) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ typ: "JWT", alg: "ES256", ...header })}.${part(payload)}`;
    return `${signed}.${sign("sha256", signed, { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  }

  // With a token of the phone's own, as the SDK makes it.
  async calls(method, path, fields) {
    const now = Math.floor(Date.now() / 1000);
    const header = { cty: "twilio-pba;v=1", kid: this.factor.config.credential_sid };
    return this.call(method, path, this.jws(header, { sub: this.factor.account_sid, exp: now + 600, nbf: now }), fields);
  }

  async verify() {
    const { sid } = this.factor;
    const answer = await this.calls("POST", `Factors/${sid}`, {
      AuthPayload: sign("sha256", sid, { key: this.privateKey, dsaEncoding: "der" }).toString("base64"),
    });
    return (await answer.json()).status;
  }

  async answers(challenge, status, key) {
    const shown = await this.calls("GET", `Challenges/${challenge}`);
    const fields = shown.headers.get("Twilio-Verify-Signature-Fields").split(",");
    const body = await shown.json();
    const payload = { ...Object.fromEntries(fields.map((name) => [name, body[name]])), status };
    return this.calls("POST", `Challenges/${challenge}`, { AuthPayload: this.jws({}, payload, key) });
  }
}

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

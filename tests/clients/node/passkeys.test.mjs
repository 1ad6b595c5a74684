// Passkeys through Twilio's official Node library, with a real Chromium for the browser.
// Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE, and a `chromium`.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { Chromium } from "./chromium.mjs";
import { assertRefused, client, freshName } from "./support.mjs";

const { services } = client().verify.v2;
const freshIdentity = () => `person-${randomBytes(8).toString("hex")}`;

let chromium, site, origin;

before(async () => {
  chromium = await Chromium.start();
  site = createServer((_, answer) => answer.setHeader("content-type", "text/html").end("<!doctype html><p>A shop")).listen(0);
  await once(site, "listening");
  origin = `http://localhost:${site.address().port}`;
});
after(async () => {
  await chromium?.stop();
  site?.closeAllConnections();
  site?.close();
});

// A service for this site, deleted after the test.
async function newService(t, settings = {}) {
  const { sid } = await services.create({
    friendlyName: freshName(),
    "passkeys.relyingParty.id": "localhost",
    "passkeys.relyingParty.name": "A shop",
    "passkeys.relyingParty.origins": origin,
    "passkeys.authenticatorAttachment": "any",
    "passkeys.discoverableCredentials": "required",
    "passkeys.userVerification": "required",
    ...settings,
  });
  t.after(() => services(sid).remove());
  return services(sid);
}

const newFactor = (service, identity) => service.newFactors.create({ friendly_name: "Laptop", identity });

// A person with a passkey in this page's authenticator.
async function enrolled(service, page) {
  const identity = freshIdentity();
  const made = await newFactor(service, identity);
  const verified = await service.newVerifyFactors.update(await page.create(made.options));
  assert.equal(verified.status, "verified");
  return { identity, factor: verified };
}

describe("passkeys in Chromium", () => {
  test("a passkey is made, and lets its person in by name and without", async (t) => {
    const [service, page] = [await newService(t), await chromium.page(origin)];
    const identity = freshIdentity();
    const made = await newFactor(service, identity);
    assert.match(made.sid, /^YF[0-9a-f]{32}$/);
    assert.deepEqual([made.status, made.binding, made.factorType], ["unverified", null, "passkeys"]);
    assert.equal(made.config.relying_party.origins[0], origin);
    const answer = await page.create(made.options);
    const verified = await service.newVerifyFactors.update(answer);
    assert.deepEqual([verified.sid, verified.status, verified.identity], [made.sid, "verified", identity]);
    await assertRefused(404, 60390, () => service.newVerifyFactors.update(answer));

    // By name: the browser is told which passkeys will do.
    const named = await service.newChallenge().create({ identity });
    assert.deepEqual([named.status, named.identity, named.factorSid], ["pending", identity, made.sid]);
    assert.deepEqual(named.options.publicKey.allowCredentials.map(({ id }) => id), [answer.id]);
    const signed = await page.get(named.options);
    const approved = await service.approveChallenge.update(signed);
    assert.deepEqual([approved.sid, approved.status, approved.factorSid], [named.sid, "approved", made.sid]);
    await assertRefused(403, 60322, () => service.approveChallenge.update(signed));

    // Without: the authenticator finds it, and its answer tells who it is.
    const open = await service.newChallenge().create({});
    assert.deepEqual([open.entitySid, open.identity, open.factorSid], ["", "", ""]);
    const found = await service.approveChallenge.update(await page.get(open.options));
    assert.deepEqual([found.status, found.identity, found.factorSid], ["approved", identity, made.sid]);
    const kept = await service.entities(identity).challenges(open.sid).fetch();
    assert.equal(kept.status, "approved");
    const [listed] = await service.entities(identity).factors.list();
    assert.deepEqual([listed.sid, listed.status, listed.factorType], [made.sid, "verified", "passkeys"]);
  });

  test("an authenticator is not registered twice for one person", async (t) => {
    const [service, page] = [await newService(t), await chromium.page(origin)];
    const { identity } = await enrolled(service, page);
    const again = await newFactor(service, identity);
    assert.equal(again.options.publicKey.excludeCredentials.length, 1);
    await assert.rejects(() => page.create(again.options), /InvalidStateError/);
  });

  test("a ceremony that is cancelled leaves nothing, and can be begun anew", async (t) => {
    const [service, page] = [await newService(t), await chromium.page(origin)];
    const identity = freshIdentity();
    const made = await newFactor(service, identity);
    const unlocks = (isUserVerified) =>
      page.ask("WebAuthn.setUserVerified", { authenticatorId: page.authenticator, isUserVerified });
    // The person doesn't unlock the authenticator.
    await unlocks(false);
    await assert.rejects(() => page.create(made.options), /NotAllowedError/);
    assert.equal((await service.entities(identity).factors(made.sid).fetch()).status, "unverified");
    // The page gives up while the browser waits for a touch.
    await unlocks(true);
    await page.ask("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId: page.authenticator, enabled: false });
    await assert.rejects(
      () =>
        page.run(`navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(made.options.publicKey)}),
          signal: AbortSignal.timeout(200),
        })`),
      /TimeoutError|AbortError/,
    );
    await page.ask("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId: page.authenticator, enabled: true });
    const verified = await service.newVerifyFactors.update(await page.create(made.options));
    assert.equal(verified.status, "verified");
    // A login that was given up doesn't stand in the way of the next.
    const { options } = await service.newChallenge().create({ identity });
    await unlocks(false);
    await assert.rejects(() => page.get(options), /NotAllowedError/);
    await unlocks(true);
    const approved = await service.approveChallenge.update(await page.get(options));
    assert.equal(approved.status, "approved");
  });

  test("a copy of a passkey is found out by its counter", async (t) => {
    const [service, page] = [await newService(t), await chromium.page(origin)];
    const { identity } = await enrolled(service, page);
    const login = async (at) => {
      const { options } = await service.newChallenge().create({});
      return service.approveChallenge.update(await at.get(options));
    };
    await login(page);
    const { credentials } = await page.ask("WebAuthn.getCredentials", { authenticatorId: page.authenticator });
    const thief = await chromium.page(origin);
    await thief.ask("WebAuthn.addCredential", { authenticatorId: thief.authenticator, credential: credentials[0] });
    await login(page);
    await assertRefused(403, 60324, () => login(thief));
    assert.deepEqual([(await login(page)).status, (await login(page)).identity], ["approved", identity]);
  });

  test("another site on the same machine gets nothing", async (t) => {
    const service = await newService(t, { "passkeys.relyingParty.origins": "https://localhost" });
    const page = await chromium.page(origin);
    const made = await newFactor(service, freshIdentity());
    const answer = await page.create(made.options);
    await assertRefused(400, 60380, () => service.newVerifyFactors.update(answer));
  });
});

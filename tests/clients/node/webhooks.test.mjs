// Webhooks through Twilio's official Node library: made by its client, and told so that its own validator believes it.
// Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE, and a server that may post to this machine.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { assertRefused, client, freshName, freshNumber, newestMessage } from "./support.mjs";

const { default: twilio } = await import(process.env.TWILIO_PACKAGE ?? "twilio");
const { services } = client().verify.v2;

// An endpoint on this machine, the address that a webhook gets, and what it is told.
async function endpoint(t) {
  const told = [];
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(pieces).toString()));
    told.push({ fields, signature: request.headers["x-twilio-signature"] });
    response.end();
    server.emit("told");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const hears = async (many) => {
    while (told.length < many) await once(server, "told", { signal: AbortSignal.timeout(60_000) });
    return told;
  };
  return { url: `http://127.0.0.1:${server.address().port}/events?shop=1`, hears };
}

async function newService(t) {
  const { sid } = await services.create({ friendlyName: freshName() });
  t.after(() => services(sid).remove());
  return services(sid);
}

describe("webhooks", () => {
  test("the library's validator believes what is told and nothing else", async (t) => {
    const [service, { url, hears }, to] = [await newService(t), await endpoint(t), await freshNumber()];
    const eventTypes = ["*", "verification.*"];
    await service.webhooks.create({ friendlyName: "Shop", eventTypes, webhookUrl: url });
    const { sid } = await service.verifications.create({ to, channel: "sms" });
    const { code } = await newestMessage(to);
    const checked = await service.verificationChecks.create({ to, code });
    assert.equal(checked.status, "approved");
    const entity = service.entities(`person-${sid.slice(-8)}`);
    await entity.newFactors.create({ friendlyName: "Ann's phone & tablet = ü", factorType: "totp" });
    const told = [...(await hears(4))];
    // The message may have been written down as sent after its code was checked.
    const types = told.map(({ fields }) => fields.type).sort();
    const verifications = ["verification.approved", "verification.created", "verification.sent"];
    assert.deepEqual(types, ["factor.created", ...verifications]);
    for (const { fields, signature } of told) {
      const isOurs = (token, address, body) => twilio.validateRequest(token, signature, address, body);
      const token = process.env.TWILIO_AUTH_TOKEN;
      assert.ok(isOurs(token, url, fields));
      assert.ok(!isOurs(token, `${url}x`, fields));
      assert.ok(!isOurs(token, url, { ...fields, type: "verification.canceled" }));
      assert.ok(!isOurs("another token", url, fields));
      assert.ok(!Object.values(fields).includes(code), "the code is told");
      if (fields.type === "factor.created") continue;
      assert.deepEqual([fields.verification_sid, fields.to, fields.channel], [sid, to, "sms"]);
    }
  });

  test("an event that there isn't is refused, and the star means Twilio's own", async (t) => {
    const { webhooks } = await newService(t);
    const shop = { friendlyName: "Shop", webhookUrl: "https://owlbank.example.com" };
    const made = await webhooks.create({ ...shop, eventTypes: ["*"] });
    assert.deepEqual(made.eventTypes, ["*"]);
    await assertRefused(400, 60306, () => webhooks.create({ ...shop, eventTypes: ["verification.no"] }));
  });
});

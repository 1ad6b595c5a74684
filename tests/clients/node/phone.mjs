// A phone that does what an app with Twilio's SDK does.

import { generateKeyPairSync, sign } from "node:crypto";
import { URL_OF_COUNTERSIGN } from "./support.mjs";

// A key that never leaves it, and the calls that an app makes with it.
export class Phone {
  constructor(service, identity, url = URL_OF_COUNTERSIGN) {
    Object.assign(this, generateKeyPairSync("ec", { namedCurve: "P-256" }));
    this.path = `${url}/v2/Services/${service}/Entities/${identity}`;
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

  // The questions that wait for it.
  async waiting() {
    const { challenges } = await (await this.calls("GET", "Challenges", { Status: "pending" })).json();
    return challenges;
  }

  async answers(challenge, status, key) {
    const shown = await this.calls("GET", `Challenges/${challenge}`);
    const fields = shown.headers.get("Twilio-Verify-Signature-Fields").split(",");
    const body = await shown.json();
    const payload = { ...Object.fromEntries(fields.map((name) => [name, body[name]])), status };
    return this.calls("POST", `Challenges/${challenge}`, { AuthPayload: this.jws({}, payload, key) });
  }
}

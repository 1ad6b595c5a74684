// Writes twilio.json and verify.json beside this file: what of Twilio's own OpenAPI documents we speak.
//
// The documents come out of Twilio's package @twilio/cli-core (MIT), which carries those of twilio/twilio-oai. Only the
// package itself is fetched, not what it depends on. Of them, the paths below are kept.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = "@twilio/cli-core@9.0.0";
const SHA512 = "FPHm5gXAUwM2oATmQi3AGYPFz4Urg5G5/vDkpUu5WqNuwueQaS93HwXjdX1OM+miuq0LMimdfbXDTLEp4Nsjfg==";
const DOCUMENTS = {
  "twilio.json": {
    document: "package/src/services/twilio-api/twilio_api_v2010.json",
    paths: ["Messages.json", "Calls.json", "Balance.json"].map(
      (name) => `/2010-04-01/Accounts/{AccountSid}/${name}`,
    ),
  },
  "verify.json": {
    document: "package/src/services/twilio-api/twilio_verify_v2.json",
    paths: [
      "/v2/Services/{Sid}",
      "/v2/Services/{ServiceSid}/Verifications",
      "/v2/Services/{ServiceSid}/Verifications/{Sid}",
      "/v2/Services/{ServiceSid}/VerificationCheck",
    ],
  },
};

const here = dirname(fileURLToPath(import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "countersign-twilio-"));
try {
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", PACKAGE, "--json", "--pack-destination", scratch], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const archive = join(scratch, packed.filename.replace("@", "").replace("/", "-"));
  const found = createHash("sha512").update(readFileSync(archive)).digest("base64");
  if (found !== SHA512) throw new Error(`${PACKAGE} is not the package that was looked at: ${found}`);
  for (const [name, { document: file, paths }] of Object.entries(DOCUMENTS)) {
    execFileSync("tar", ["xzf", archive, "-C", scratch, file]);
    const document = JSON.parse(readFileSync(join(scratch, file), "utf8"));
    document.paths = Object.fromEntries(
      paths.map((path) => {
        const item = document.paths[path];
        if (!item) throw new Error(`${path} is gone from Twilio's document`);
        return [path, item];
      }),
    );
    writeFileSync(join(here, name), JSON.stringify(document));
  }
} finally {
  rmSync(scratch, { recursive: true });
}

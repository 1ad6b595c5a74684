"""Push factors through Twilio's official Python library, and a phone that does what an app with their SDK does.

Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE.
"""

import base64
import json
import secrets
import time
import unittest

import jwt
import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from support import URL, fresh_name
from test_verify import Case


class Phone:
    """A key that never leaves it, and the calls that an app makes with it."""

    def __init__(self, service_sid, identity):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.path = f"{URL}/v2/Services/{service_sid}/Entities/{identity}"
        self.factor = None

    def call(self, method, path, password, **form):
        named = {"data": form} if method == "POST" else {"params": form}
        return requests.request(method, f"{self.path}/{path}", auth=("token", password), timeout=30, **named)

    def enrol(self, access_token, **more):
        point = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        form = {
            "FriendlyName": "Ann's phone",
            "FactorType": "push",
            "Binding.Alg": "ES256",
            "Binding.PublicKey": base64.b64encode(point).decode(),
            "Config.AppId": "com.example.app",
            "Config.NotificationPlatform": "none",
            "Config.SdkVersion": "1.0.0",
            **more,
        }
        answer = self.call("POST", "Factors", access_token, **form)
        if answer.status_code == 201:
            self.factor = answer.json()
        return answer

    def password(self):
        """A token of the phone's own, as the SDK makes it."""
        now = int(time.time())
        header = {"cty": "twilio-pba;v=1", "kid": self.factor["config"]["credential_sid"]}
        claims = {"sub": self.factor["account_sid"], "exp": now + 600, "nbf": now}
        return jwt.encode(claims, self.key, algorithm="ES256", headers=header)

    def calls(self, method, path, **form):
        return self.call(method, path, self.password(), **form)

    def verify(self):
        sid = self.factor["sid"]
        proof = self.key.sign(sid.encode(), ec.ECDSA(hashes.SHA256()))
        return self.calls("POST", f"Factors/{sid}", AuthPayload=base64.b64encode(proof).decode())

    def waiting(self):
        """The challenges that wait for it."""
        listed = self.calls("GET", "Challenges", FactorSid=self.factor["sid"], Status="pending", PageSize=20)
        return [it["sid"] for it in listed.json()["challenges"]]

    def sees(self, challenge):
        """A challenge as it shows it, and which of its members it is to sign."""
        answer = self.calls("GET", f"Challenges/{challenge}")
        return answer.json(), answer.headers["Twilio-Verify-Signature-Fields"].split(",")

    def answers(self, challenge, status, key=None):
        shown, fields = self.sees(challenge)
        payload = {name: shown[name] for name in fields} | {"status": status}
        signed = jwt.encode(payload, key or self.key, algorithm="ES256")
        return self.calls("POST", f"Challenges/{challenge}", AuthPayload=signed)


class Push(Case):
    def enrolled(self):
        made = self.services.create(friendly_name=fresh_name())
        self.addCleanup(self.services(made.sid).delete)
        service = self.services(made.sid)
        identity = f"person-{secrets.token_hex(8)}"
        entity = service.entities.create(identity=identity)
        token = service.access_tokens.create(
            identity=identity, factor_type="push", factor_friendly_name="Ann's own", ttl=120
        )
        self.assertRegex(token.sid, "^YK[0-9a-f]{32}$")
        self.assertEqual((token.entity_identity, token.ttl), (entity.identity, 120))
        phone = Phone(made.sid, identity)
        enrolled = phone.enrol(token.token)
        self.assertEqual(enrolled.status_code, 201, enrolled.text)
        # What the application chose counts; a token makes one factor.
        factor = enrolled.json()
        self.assertEqual((factor["friendly_name"], factor["status"]), ("Ann's own", "unverified"))
        self.assertEqual(Phone(made.sid, identity).enrol(token.token).status_code, 401)
        self.assertEqual(phone.verify().json()["status"], "verified")
        return service.entities(identity), phone

    def ask(self, entity, phone):
        return entity.challenges.create(
            factor_sid=phone.factor["sid"],
            details_message="Pay 12.50?",
            details_fields=[{"label": "Payee", "value": "Shop"}],
            hidden_details={"order": "4711"},
        )

    def test_a_phone_enrols_and_says_yes(self):
        entity, phone = self.enrolled()
        factor = entity.factors(phone.factor["sid"]).fetch()
        self.assertEqual((factor.status, factor.factor_type), ("verified", "push"))
        self.assertEqual(factor.config["notification_platform"], "none")
        asked = self.ask(entity, phone)
        self.assertEqual((asked.status, asked.details["message"]), ("pending", "Pay 12.50?"))
        self.assertEqual(phone.waiting(), [asked.sid])
        self.assertEqual(phone.answers(asked.sid, "approved").json()["status"], "approved")
        approved = entity.challenges(asked.sid).fetch()
        self.assertEqual(approved.status, "approved")
        self.assertIsNotNone(approved.date_responded)
        self.assertEqual(phone.waiting(), [])
        again = phone.answers(asked.sid, "denied")
        self.assertEqual((again.status_code, again.json()["code"]), (403, 60322))

    def test_a_phone_says_no(self):
        entity, phone = self.enrolled()
        asked = self.ask(entity, phone)
        self.assertEqual(phone.answers(asked.sid, "denied").json()["status"], "denied")
        self.assertEqual(entity.challenges(asked.sid).fetch().status, "denied")

    def test_nobody_answers_for_it(self):
        entity, phone = self.enrolled()
        asked = self.ask(entity, phone)
        wrong = phone.answers(asked.sid, "approved", key=ec.generate_private_key(ec.SECP256R1()))
        self.assertEqual(wrong.status_code, 403, wrong.text)
        _, other = self.enrolled()
        # Another person's phone, with its own token, at this person's challenge.
        other.path = phone.path
        self.assertIn(other.calls("GET", f"Challenges/{asked.sid}").status_code, (401, 404))
        self.assertEqual(entity.challenges(asked.sid).fetch().status, "pending")

    def test_a_browser_gives_its_subscription(self):
        entity, phone = self.enrolled()
        point = phone.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        text = lambda octets: base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
        keys = {"p256dh": text(point), "auth": text(secrets.token_bytes(16))}
        subscription = {"endpoint": "https://push.example.com/1", "expirationTime": None, "keys": keys}
        form = {"Config.NotificationPlatform": "webpush", "Config.NotificationToken": json.dumps(subscription)}
        changed = phone.calls("POST", f"Factors/{phone.factor['sid']}", **form)
        self.assertEqual(changed.status_code, 200, changed.text)
        kept = json.loads(entity.factors(phone.factor["sid"]).fetch().config["notification_token"])
        self.assertEqual((kept["endpoint"], kept["keys"]), (subscription["endpoint"], keys))
        # Nobody speaks to browsers here: the app asks by itself.
        asked = self.ask(entity, phone)
        self.assert_refused(400, 60307, entity.challenges(asked.sid).notifications.create)
        self.assertEqual(phone.answers(asked.sid, "approved").json()["status"], "approved")


if __name__ == "__main__":
    unittest.main()

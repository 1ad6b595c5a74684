"""Passkeys through Twilio's official Python library, with an authenticator in software.

Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE.
"""

import base64
import hashlib
import json
import secrets
import struct
import unittest

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from test_factors import fresh_identity
from test_verify import Case
from twilio.rest.verify.v2.service.approve_challenge import ApproveChallengeList
from twilio.rest.verify.v2.service.new_challenge import NewChallengeList
from twilio.rest.verify.v2.service.new_factor import NewFactorList
from twilio.rest.verify.v2.service.new_verify_factor import NewVerifyFactorList

ORIGIN = "https://example.com"


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def cbor(it):
    """As much of RFC 8949 as an attestation needs."""

    def head(kind, number):
        return bytes([kind << 5 | number]) if number < 24 else bytes([kind << 5 | 25]) + struct.pack(">H", number)

    match it:
        case int():
            return head(0, it) if it >= 0 else head(1, -1 - it)
        case bytes():
            return head(2, len(it)) + it
        case str():
            return head(3, len(it)) + it.encode()
        case dict():
            return head(5, len(it)) + b"".join(cbor(key) + cbor(value) for key, value in it.items())


class Authenticator:
    """An authenticator and the browser before it."""

    def __init__(self):
        self.id, self.key, self.handle = secrets.token_bytes(32), ec.generate_private_key(ec.SECP256R1()), None

    def data(self, flags, attested=b""):
        return hashlib.sha256(b"example.com").digest() + bytes([flags]) + bytes(4) + attested

    def client_data(self, kind, options):
        return json.dumps({"type": kind, "challenge": options["publicKey"]["challenge"], "origin": ORIGIN}).encode()

    def answer(self, response):
        # Twilio's own example has `rawId` in hex.
        named = {"id": base64url(self.id), "rawId": self.id.hex(), "type": "public-key"}
        return {**named, "authenticatorAttachment": "platform", "response": response}

    def creates(self, options):
        self.handle = options["publicKey"]["user"]["id"]
        point = self.key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor(key)
        said = {"fmt": "none", "attStmt": {}, "authData": self.data(0x45, attested)}
        client = self.client_data("webauthn.create", options)
        return self.answer({"attestationObject": base64url(cbor(said)), "clientDataJSON": base64url(client)})

    def gets(self, options):
        data, client = self.data(0x05), self.client_data("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"authenticatorData": data, "clientDataJSON": client, "signature": signature}
        return self.answer({**{name: base64url(it) for name, it in response.items()}, "userHandle": self.handle})


class Passkeys(Case):
    def test_a_passkey_is_made_and_lets_its_person_in(self):
        service = self.new_service()
        identity, authenticator = fresh_identity(), Authenticator()
        config = {
            "relying_party": {"id": "example.com", "name": "Example", "origins": [ORIGIN]},
            "authenticator_attachment": "platform",
            "discoverable_credentials": "preferred",
            "user_verification": "preferred",
        }
        asked = {"friendly_name": "Laptop", "identity": identity, "config": config}
        made = service.new_factors.create(NewFactorList.CreateNewPasskeysFactorRequest(asked))
        self.assertEqual((made.status, made.binding, made.config), ("unverified", None, config))
        answer = authenticator.creates(made.options)
        request = NewVerifyFactorList.VerifyPasskeysFactorRequest(answer)
        verified = service.new_verify_factors.update(request)
        self.assertEqual((verified.sid, verified.status), (made.sid, "verified"))
        self.assert_refused(404, 60390, lambda: service.new_verify_factors.update(request))

        asked = NewChallengeList.CreatePasskeysChallengeRequest({"identity": identity})
        challenge = service.new_challenge().create(asked)
        self.assertEqual((challenge.status, challenge.factor_sid), ("pending", made.sid))
        signed = ApproveChallengeList.ApprovePasskeysChallengeRequest(authenticator.gets(challenge.options))
        approved = service.approve_challenge.update(signed)
        self.assertEqual((approved.sid, approved.status, approved.identity), (challenge.sid, "approved", identity))
        self.assert_refused(403, 60322, lambda: service.approve_challenge.update(signed))

    def test_what_nobody_says_is_named(self):
        asked = {"friendly_name": "Laptop", "identity": fresh_identity(), "config": {"relying_party": {"id": "a.test"}}}
        request = NewFactorList.CreateNewPasskeysFactorRequest(asked)
        self.assert_refused(400, 60393, lambda: self.new_service().new_factors.create(request))


if __name__ == "__main__":
    unittest.main()

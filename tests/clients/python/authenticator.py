"""An authenticator in software and the browser before it: what makes passkeys and signs with them."""

import base64
import hashlib
import json
import secrets
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

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

"""A browser's half of Web Push, made of http_ece, cryptography and PyJWT.

For each line of JSON on standard input it writes one: for `{}` a new subscription's keys; for a message that was posted to
it, what the message says, and whose it is.
"""

import base64
import json
import os
import sys

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def text_of(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets_of(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


key, secret = None, None
for line in sys.stdin:
    asked = json.loads(line)
    if not asked:
        key, secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        told = {"p256dh": text_of(point), "auth": text_of(secret)}
    else:
        body = base64.b64decode(asked["body"])
        text = http_ece.decrypt(body, private_key=key, auth_secret=secret, version="aes128gcm")
        scheme, parameters = asked["authorization"].split(" ", 1)
        assert scheme == "vapid", scheme
        fields = dict(part.strip().split("=", 1) for part in parameters.split(","))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets_of(fields["k"]))
        # The tests' clock stands in 2023.
        claims = jwt.decode(
            fields["t"], public, algorithms=["ES256"], audience=asked["audience"], options={"verify_exp": False}
        )
        told = {"text": json.loads(text), "key": fields["k"], "claims": claims}
    print(json.dumps(told), flush=True)

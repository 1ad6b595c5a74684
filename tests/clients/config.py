"""Prints the configuration that the clients' server runs with: what `dev` alone doesn't bring.

A messaging service for text messages, which arrive in the inbox all the same, and somebody who tells devices: nobody
answers at its address, which is as good as a platform that has trouble.
"""

import json

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

key = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
account = {
    "type": "service_account",
    "project_id": "client-tests",
    "private_key_id": "1",
    "private_key": key.decode(),
    "client_email": "client-tests@example.com",
    "token_uri": "http://127.0.0.1:9/token",
}
print(f"""
[[messaging_services]]
sid = "MG0123456789abcdef0123456789abcdef"
providers = ["line"]

[[providers]]
name = "line"
kind = "simulated"
channels = ["sms"]
latency_millis = 0

[[providers]]
name = "devices"
kind = "fcm"
url = "http://127.0.0.1:9"
service_account = {json.dumps(json.dumps(account))}
""")

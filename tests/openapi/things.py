"""How the things are made that made-up requests are about, and values that can be right.

A new resource needs a line in MADE, and its parameters one each in LIKELY where schemathesis alone wouldn't hit on a value
that is taken.
"""

import base64
import datetime
import hashlib
import hmac
import re
import struct
import sys
import time
from pathlib import Path

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

sys.path.append(str(Path(__file__).parent.parent / "clients/python"))
from authenticator import ORIGIN, Authenticator  # noqa: E402

CODE = "274905"
# Where prompts send browsers back to.
BACK = "http://localhost:3000/done"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# As the server's configuration has it: tests/clients/config.py.
MESSAGING_SERVICE = "MG0123456789abcdef0123456789abcdef"
COUNTRIES = (
    "AD AE AL AM AR AT AU AZ BA BD BE BG BH BO BR BW BY CA CH CL CM CN CO CR CY CZ DE DK DO EC EE EG ES FI FR GB GE GH GR "
    "GT HK HR HU ID IE IL IN IS IT JP KE KR LT LU LV MX NG NL NO NZ PE PH PL PT RO RS SE SG SI SK TH TR TW UA US UY VN ZA"
).split()


def totp(secret=SECRET):
    """What an authenticator app shows for a secret now (RFC 6238)."""
    tag = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = tag[-1] & 15
    return str((struct.unpack(">I", tag[at : at + 4])[0] & 0x7FFFFFFF) % 10**6).zfill(6)


def in_ten_minutes():
    """A moment in ISO 8601."""
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%SZ")


def of_totp():
    """The form of an authenticator app whose secret is known."""
    return {"FriendlyName": "Phone", "FactorType": "totp", "Binding.Secret": SECRET}


def of_push(key):
    """The form of a device with this key."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "FriendlyName": "Phone",
        "FactorType": "push",
        "Binding.Alg": "ES256",
        "Binding.PublicKey": base64.b64encode(public).decode(),
        "Config.AppId": "com.example.app",
        "Config.NotificationPlatform": "fcm",
        "Config.NotificationToken": "t" * 32,
    }


def posted(form, name="sid"):
    """Makes the nth thing by a POST of `form(n)` and names it by this member of the answer."""
    return lambda world, collection, n: world.post(collection, form(n))[name]


def attempt(world, collection, n):
    """A send of a code."""
    service = world.find("get", "/v2/Services/{Sid}")["Sid"]
    form = {"To": f"+1501715{2000 + n}", "Channel": "sms"}
    return world.post(f"/v2/Services/{service}/Verifications", form)["send_code_attempts"][0]["attempt_sid"]


def verified(world, factors):
    """The SID of a new factor whose code was given."""
    factor = world.post(factors, of_totp())["sid"]
    assert world.post(f"{factors}/{factor}", {"AuthPayload": totp()})["status"] == "verified"
    return factor


def challenge(world, collection, n):
    """A challenge that waits, of a factor that was never asked for."""
    factor = verified(world, collection.replace("/Challenges", "/Factors"))
    return world.post(collection, {"FactorSid": factor})["sid"]


def push_challenge(world, collection, n):
    """A challenge that waits for a device."""
    factors, key = collection.replace("/Challenges", "/Factors"), ec.generate_private_key(ec.SECP256R1())
    factor = world.post(factors, of_push(key))["sid"]
    signature = base64.b64encode(key.sign(factor.encode(), ec.ECDSA(SHA256()))).decode()
    assert world.post(f"{factors}/{factor}", {"AuthPayload": signature})["status"] == "verified"
    return world.post(collection, {"FactorSid": factor, "Details.Message": "Log in?"})["sid"]


def a_service(world, collection, n):
    """A service that sends browsers of prompts back."""
    service = world.find("get", "/v2/Services/{Sid}")["Sid"]
    world.post(f"/v1/Services/{service}/PromptSettings", json={"return_urls": [BACK]})
    return service


def an_entity(world, collection, n):
    """Somebody, who is made where Twilio has people."""
    return world.post(collection.replace("/v1/", "/v2/", 1), {"Identity": f"browsing-{n:04}"})["identity"]


def asked_prompt(world, here):
    """What a prompt is made with."""
    return {"purpose": "setup", "identity": f"prompted-{next(world.count):04}", "return_url": BACK}


def prompt(world, collection, n):
    """A prompt, whose link is kept."""
    made = world.post(collection, json=asked_prompt(world, {}))
    world.kept[made["sid"]] = made["url"]
    return made["sid"]


def result(world, here):
    """The code that a browser comes back with in which somebody has set up an authenticator app."""
    link = world.kept.pop(here.get("Sid"), None)
    if link is None:
        return None
    browser = requests.Session()
    page = browser.get(link, timeout=30)

    def press(action, **fields):
        hidden = {name: re.search(f'name="{name}" value="([^"]*)"', page.text)[1] for name in ("csrf", "step")}
        form = {**hidden, "action": action, **fields}
        return browser.post(page.url.split("?")[0], data=form, timeout=30, allow_redirects=action != "finish")

    page = press("choose totp")
    page = press("continue", code=totp(re.search(r"secret=([A-Z2-7]+)", page.text)[1]))
    page = press("continue", saved="yes")
    return {"code": re.search(r"[?&]code=(\w+)", press("finish").headers["location"])[1]}


# A collection with `{}` for names: what makes its nth thing and gives the name that paths have for it.
SERVICE = {
    "FriendlyName": "Schema",
    "CustomCodeEnabled": "true",
    "Passkeys.RelyingParty.Id": "example.com",
    "Passkeys.RelyingParty.Name": "Example",
    "Passkeys.RelyingParty.Origins": ORIGIN,
    "Passkeys.AuthenticatorAttachment": "any",
    "Passkeys.DiscoverableCredentials": "preferred",
    "Passkeys.UserVerification": "preferred",
}
ENTITY = "/v2/Services/{}/Entities"
MADE = {
    "/v2/Services": posted(lambda n: SERVICE),
    "/v2/Services/{}/Verifications": posted(
        lambda n: {"To": f"+1501713{2000 + n}", "Channel": "sms", "CustomCode": CODE}
    ),
    "/v2/Services/{}/RateLimits": posted(lambda n: {"UniqueName": f"limit-{n}"}),
    "/v2/Services/{}/RateLimits/{}/Buckets": posted(lambda n: {"Max": "4", "Interval": str(n)}),
    "/v2/Services/{}/MessagingConfigurations": posted(
        lambda n: {"Country": COUNTRIES[n % len(COUNTRIES)], "MessagingServiceSid": MESSAGING_SERVICE}, "country"
    ),
    "/v2/Services/{}/AccessTokens": posted(lambda n: {"Identity": f"person-{n:04}", "FactorType": "push"}),
    "/v2/Services/{}/Webhooks": posted(
        lambda n: {"FriendlyName": "Schema", "EventTypes": "*", "WebhookUrl": "http://127.0.0.1:9/hook"}
    ),
    ENTITY: posted(lambda n: {"Identity": f"person-{n:04}"}, "identity"),
    f"{ENTITY}/{{}}/Factors": posted(lambda n: of_totp()),
    f"{ENTITY}/{{}}/Challenges": challenge,
    "/v2/SafeList/Numbers": posted(lambda n: {"PhoneNumber": f"+1501714{2000 + n}"}, "phone_number"),
    "/v2/Attempts": attempt,
    "/v1/Services": a_service,
    "/v1/Services/{}/Prompts": prompt,
    "/v1/Services/{}/Entities": an_entity,
    "/v2/Forms": lambda world, collection, n: "form-push",
}
# What a path ends in: things of their own for what lies under them.
UNDER = {
    "Notifications": push_challenge,
    "Result": prompt,
}


def a_verified_factor(world, here):
    """One of the person in the path; a new one after twenty uses, for a factor may be challenged fifty times an hour."""
    if not {"ServiceSid", "Identity"} <= here.keys():
        return None
    factors = f"/v2/Services/{here['ServiceSid']}/Entities/{here['Identity']}/Factors"
    factor, used = world.kept.get(factors, (None, 20))
    if used == 20:
        factor, used = verified(world, factors), 0
    world.kept[factors] = factor, used + 1
    return factor


def registration(world, here):
    """A browser's answer to the options of a new passkey."""
    if "ServiceSid" not in here:
        return None
    passkeys, device = f"/v2/Services/{here['ServiceSid']}/Passkeys", Authenticator()
    asked = {"friendly_name": "Laptop", "identity": f"person-{next(world.count):04}"}
    made = world.post(f"{passkeys}/Factors", json=asked)
    world.kept[passkeys] = device, made["identity"]
    return device.creates(made["options"])


def a_passkey(world, here):
    """An authenticator with a verified passkey of the service in the path, and whose it is."""
    passkeys = f"/v2/Services/{here['ServiceSid']}/Passkeys"
    if (passkeys, "verified") not in world.kept:
        world.post(f"{passkeys}/VerifyFactor", json=registration(world, here))
        world.kept[passkeys, "verified"] = world.kept[passkeys]
    return world.kept[passkeys, "verified"]


def login(world, here):
    """A browser's answer to the options of a login."""
    if "ServiceSid" not in here:
        return None
    device, identity = a_passkey(world, here)
    passkeys = f"/v2/Services/{here['ServiceSid']}/Passkeys"
    return device.gets(world.post(f"{passkeys}/Challenges", json={"identity": identity})["options"])


def whose_passkey(world, here):
    """Somebody who has one."""
    return a_passkey(world, here)[1] if "ServiceSid" in here else None


# The last word of a path: whole bodies that are right, which single made-up members then spoil at times.
WHOLE = {
    "Factors": lambda world, here: of_push(ec.generate_private_key(ec.SECP256R1())) if "Identity" in here else None,
    "VerifyFactor": registration,
    "ApproveChallenge": login,
    "Prompts": asked_prompt,
    "Result": result,
}

PASSKEY = {
    "relying_party": {"id": "example.com", "name": "Example", "origins": [ORIGIN]},
    "authenticator_attachment": "platform",
    "discoverable_credentials": "required",
    "user_verification": "required",
}
# A parameter, of the paths that end in a word or of all: values of which one is taken, or what gives one for a path.
LIKELY = {
    "FriendlyName": ["Acme", "Owl Bank", "Schema"],
    "To": [f"+1501712{2000 + n}" for n in range(60)],
    "PageSize": [1, 20, 1000],
    "CodeLength": [4, 6, 10],
    "VerificationTtl": [120, 600, 86400],
    "PhoneNumber": [f"+1501712{2000 + n}" for n in range(300)],
    "Channel": ["sms", "sms", "call", "auto"],
    "CustomCode": [CODE],
    "Code": [CODE, CODE, "000000"],
    "Status": ["canceled", "approved"],
    "UniqueName": [f"name-{n}" for n in range(10000)],
    "Max": ["1", "5", "1000000"],
    "Interval": [1, 60, 2592000, *range(100, 1000)],
    "Locale": ["en", "de", "pt-BR"],
    "Tags": ['{"team":"a"}'],
    "RateLimits": ["{}"],
    "Country": [*COUNTRIES, "all"],
    ("Attempts", "Country"): ["US", "DK"],
    ("Summary", "Country"): ["US", "DK"],
    ("Attempts", "Channel"): ["sms", "call", "email"],
    ("Summary", "Channel"): ["sms", "call", "email"],
    ("Attempts", "Status"): ["converted", "unconverted"],
    "DestinationPrefix": ["+1501712", "+1"],
    "ChannelData.To": [f"+1501713{2000 + n}" for n in range(60)],
    "MessagingServiceSid": [MESSAGING_SERVICE],
    "Identity": [f"somebody-{n}" for n in range(10000)],
    "FactorType": ["totp"],
    ("AccessTokens", "FactorType"): ["push"],
    "Ttl": [60, 300],
    "FactorSid": a_verified_factor,
    "AuthPayload": lambda world, here: totp(),
    "ExpirationDate": lambda world, here: in_ten_minutes(),
    "Details.Message": ["Log in to Owl Bank?"],
    "Details.Fields": [['{"label":"From","value":"Lisbon"}'], ['{"label":"a","value":"b"}'] * 2],
    "HiddenDetails": ['{"ip":"192.0.2.1"}', "{}"],
    "Metadata": ['{"os":"Android"}', "{}"],
    "Config.TimeStep": [20, 30, 60],
    "Config.Skew": [0, 1, 2],
    "Config.CodeLength": [3, 6, 8],
    "Config.Alg": ["sha1", "sha256", "sha512"],
    "EventTypes": [["*"], ["factor.created", "challenge.approved"]],
    "WebhookUrl": ["http://127.0.0.1:9/hook", "https://127.0.0.1:9/?a=b"],
    ("Webhooks", "Status"): ["enabled", "disabled"],
    "Version": ["v1", "v2"],
    "friendly_name": ["Laptop"],
    "identity": [f"somebody-{n}" for n in range(10000)],
    ("Challenges", "identity"): whose_passkey,
    "config": [PASSKEY, {}],
    # Of every two there is a way through, and each leaves what a result is made with.
    "methods": [["totp", "passkeys", "phone"]],
    "setup_methods": [["totp", "passkeys"]],
    "login_methods": [["totp", "passkeys"]],
    "confirm_methods": [["totp", "passkeys", "recovery_codes"]],
    "two_methods": [["login"], ["setup", "confirm"], []],
}
# The last word of a path: a parameter that names a thing, and where such things are.
ABOUT = {
    "VerificationCheck": ("VerificationSid", "/v2/Services/{ServiceSid}/Verifications/{Sid}"),
}
# Parameters that turn most requests into refusals, so that they are left out more often than not.
RARE = {
    "Amount", "AppHash", "ChannelConfiguration", "DeviceIp", "Payee", "SendDigits", "TemplateSid", "VerificationSid",
    "RateLimits", "TemplateCustomSubstitutions", "CustomFriendlyName", "SkipSmsToLandlines", "DefaultTemplateSid",
    "Push", "Totp", "Whatsapp", "Passkeys", "Binding", "factor_sid", "VerifyServiceSid",
}  # fmt: skip

# The last word of a path: parameters that are mostly there, required or not.
ALSO = {
    "Verifications": ["To", "Channel", "CustomCode"],
    "VerificationCheck": ["To", "Code"],
    "Challenges": ["FactorSid"],
}

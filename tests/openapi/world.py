"""What made-up requests are about: things that are really there, and values that can be right.

A new resource needs a line in MADE (what a create of it takes), and its parameters one each in LIKELY where schemathesis
alone wouldn't hit on a value that is taken.
"""

import itertools
import re

CODE = "274905"

# The collection with `{}` for names: the form that makes its nth thing, and the answer's member that names it in paths.
MADE = {
    "/v2/Services": (lambda n: {"FriendlyName": "Schema", "CustomCodeEnabled": "true"}, "sid"),
    "/v2/Services/{}/Verifications": (
        lambda n: {"To": f"+1501713{2000 + n}", "Channel": "sms", "CustomCode": CODE},
        "sid",
    ),
    "/v2/Services/{}/RateLimits": (lambda n: {"UniqueName": f"limit-{n}"}, "sid"),
    "/v2/Services/{}/RateLimits/{}/Buckets": (lambda n: {"Max": "4", "Interval": str(n)}, "sid"),
    "/v2/SafeList/Numbers": (lambda n: {"PhoneNumber": f"+1501714{2000 + n}"}, "phone_number"),
}

# The parameter: values of which one is taken.
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
}
# The last word of a path: a parameter that names a thing, and where such things are.
ABOUT = {
    "VerificationCheck": ("VerificationSid", "/v2/Services/{ServiceSid}/Verifications/{Sid}"),
}
# Parameters that turn most requests into refusals, so that they are left out more often than not.
RARE = {
    "Amount", "AppHash", "ChannelConfiguration", "DeviceIp", "Payee", "SendDigits", "TemplateSid", "VerificationSid",
    "RateLimits", "TemplateCustomSubstitutions", "CustomFriendlyName", "SkipSmsToLandlines", "DefaultTemplateSid",
    "Push", "Totp", "Whatsapp", "Passkeys",
}  # fmt: skip

# What a collection is refused with that holds as many things as it may; then the world is made anew.
FULL = {"400/60207", "400/60210"}

# The last word of a path: parameters that are mostly there, required or not.
ALSO = {
    "Verifications": ["To", "Channel", "CustomCode"],
    "VerificationCheck": ["To", "Code"],
}


def anonymous(path):
    """`path` with `{}` for its parameters' names, which differ between documents."""
    return re.sub(r"\{[^}]*\}", "{}", path)


class Full(Exception):
    """A collection holds as many things as it may."""


class World:
    """Makes what is asked about, once; for deletions and changes others than the rest is about."""

    def __init__(self, url, session, which):
        self.url, self.session, self.made = url, session, {}
        # Worlds beside each other on one server make different things.
        self.count = itertools.count(1 + 1000 * which)

    def path(self, method, path, dice):
        """Values for the parameters in `path`."""
        try:
            return self.find(method, path, dice)
        except Full:
            self.made.clear()
            return self.find(method, path, dice)

    def find(self, method, path, dice):
        """The same; at its end where a collection is full."""
        found, so_far, pieces = {}, "", path.strip("/").split("/")
        for place, piece in enumerate(pieces):
            if not piece.startswith("{"):
                so_far += f"/{piece}"
                continue
            last = place + 1 == len(pieces)
            use = method.lower() if last and method.lower() != "get" else ""
            known = self.made.get((so_far, use))
            if known is None or (use and dice.random() < 0.25):
                known = self.made[so_far, use] = self.make(so_far, path)
            found[piece.strip("{}")] = known
            so_far += f"/{known}"
        return found

    def likely(self, path, body, dice):
        """`body` with values that can be taken, for most of its parameters."""
        last = path.split("/")[-1]
        changed = {name: dice.choice(LIKELY[name]) for name in ALSO.get(last, ())}
        for name, value in body.items():
            if name.split(".")[0] in RARE and dice.random() < 0.95:
                continue
            values = LIKELY.get(name)
            changed[name] = dice.choice(values) if values and dice.random() < 0.95 else value
        if last in ABOUT and dice.random() < 0.3:
            name, named = ABOUT[last]
            changed[name] = list(self.path("delete", named, dice).values())[-1]
        return changed

    def make(self, collection, path):
        """One thing in `collection`."""
        kind = "/".join("{}" if re.match(r"[A-Z]{2}[0-9a-f]{32}$", piece) else piece for piece in collection.split("/"))
        assert kind in MADE, f"{path} needs a thing in {kind}: say in MADE how one is made"
        form, name = MADE[kind]
        answer = self.session.post(self.url + collection, data=form(next(self.count)), timeout=30)
        if answer.status_code == 400 and f"400/{answer.json()['code']}" in FULL:
            raise Full
        assert answer.ok, f"{collection}: {answer.status_code} {answer.text}"
        return answer.json()[name]

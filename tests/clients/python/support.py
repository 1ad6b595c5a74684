"""What the tests need around the official library: a client that cannot stray, recipients, the inbox."""

import json
import os
import random
import secrets
import string
import time
import urllib.parse
import urllib.request

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

URL = os.environ["COUNTERSIGN_URL"].rstrip("/")
SERVICE = os.environ["TWILIO_SERVICE"]
NUMBERS = (f"+1501712{2400 + i % 300}" for i in range(random.randrange(300), 10**6))


class OnlyCountersign(TwilioHttpClient):
    """Refuses to send a request, and the credentials with it, to anybody else."""

    def request(self, method, url, *arguments, **named):
        if not url.startswith(URL + "/"):
            raise AssertionError(f"the library was led away to {url}")
        return super().request(method, url, *arguments, **named)


def client(auth_token=None):
    """The library's client, pointed at Countersign by the one line that an application needs."""
    twilio = Client(
        os.environ["TWILIO_ACCOUNT_SID"],
        auth_token or os.environ["TWILIO_AUTH_TOKEN"],
        http_client=OnlyCountersign(timeout=30),
    )
    twilio.verify.base_url = URL
    return twilio


def fresh_number():
    """A valid number that nothing was sent to so far."""
    return next(number for number in NUMBERS if not inbox(number))


def fresh_email():
    """An address that nobody else uses."""
    return f"person-{secrets.token_hex(8)}@example.com"


def fresh_name():
    """A name for a service; names may not hold more than four digits."""
    return "Client tests " + "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))


def inbox(to):
    """All messages to `to`, newest first."""
    query = urllib.parse.urlencode({"to": to})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{URL}/inbox/messages?{query}", timeout=10) as response:
        return json.load(response)["messages"]


def newest_message(to, count=1):
    """The newest message once `count` have arrived; they may need a moment."""
    for _ in range(100):
        messages = inbox(to)
        if len(messages) >= count:
            return messages[0]
        time.sleep(0.1)
    raise AssertionError(f"fewer than {count} messages arrived within ten seconds")


def not_this(code):
    """A code of the same length that is wrong."""
    return str((int(code) + 1) % 10 ** len(code)).zfill(len(code))

"""The three calls that a second step needs when Countersign's own pages do the asking.

Make a prompt, send the browser to its address, exchange the code that the browser comes back with. As in verify.py one
rule governs the file: only an exchange that says `approved` is an approval. That a browser came back is none, and neither
is a prompt that reads `completed`.
"""

import dataclasses
import json

import verify


@dataclasses.dataclass(frozen=True)
class Made:
    """A prompt: its name, and the address that its person's browser is to open."""

    sid: str
    url: str


class NotEnrolled(Exception):
    """The person has no second step yet."""


class Unavailable(Exception):
    """There is no prompt: Countersign said no, or nothing."""


class Prompts(verify.Service):
    """The prompts of a service. `return_url` is where browsers come back to; the service has to know it."""

    def __init__(self, *service, return_url, timeout=10.0):
        super().__init__(*service, version="v1", timeout=timeout)
        self._return_url = return_url

    def register(self):
        """Tell the service where browsers come back to. Once; here at each start, since ports change while developing."""
        status, body = self._send("GET", "PromptSettings")
        known = body.get("return_urls", [])
        if status == 200 and self._return_url not in known:
            status, _ = self._json("PromptSettings", {"return_urls": [*known, self._return_url]})
        if status != 200:
            raise Unavailable

    def create(self, purpose, identity, name, state):
        """Make a prompt for `login` or `setup`. `name` is what authenticator apps show; `state` comes back with the browser."""
        asked = {"purpose": purpose, "identity": identity, "account_name": name, "state": state}
        status, body = self._json("Prompts", asked | {"return_url": self._return_url})
        match (status, body.get("status")):
            case (201, "not_enrolled"):
                raise NotEnrolled
            case (201, "pending"):
                return Made(body["sid"], body["url"])
        raise Unavailable

    def approved_by(self, sid, code, identity, state):
        """The methods by which this person did what prompt `sid` asked, in the browser that brought `code`; none unless it is
        approved. It is answered once."""
        status, body = self._json(f"Prompts/{sid}/Result", {"code": code})
        told = (body.get("status"), body.get("identity"), body.get("state"))
        if status != 200 or told != ("approved", identity, state):
            return []
        return [shown["method"] for shown in body["methods"]]

    def _json(self, resource, members):
        return self._send("POST", resource, json.dumps(members).encode(), "application/json")

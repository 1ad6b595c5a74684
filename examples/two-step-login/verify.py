"""The two calls that a second step needs: send a code, check a code.

Everything here is plain HTTP with a form body and Basic authentication, so any client will do. One rule governs
the file: only an answer that says `approved` is an approval. A time-out, a refusal, a redirect, a body that is not
the JSON we expect: each of them means that nobody gets in.
"""

import base64
import enum
import http.client
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

# A real answer has under 1 KiB; more than this is not from the server that we mean.
LONGEST_ANSWER = 64 * 1024


class Start(enum.Enum):
    """What became of the wish to send a code."""

    SENT = enum.auto()
    BAD_NUMBER = enum.auto()
    NOT_REACHABLE = enum.auto()
    TOO_MANY_SENDS = enum.auto()
    TOO_MANY_CHECKS = enum.auto()
    TOO_FAST = enum.auto()
    UNAVAILABLE = enum.auto()


class Check(enum.Enum):
    """What became of a code that somebody typed."""

    APPROVED = enum.auto()
    WRONG = enum.auto()
    NO_CODE = enum.auto()
    TOO_MANY_CHECKS = enum.auto()
    UNAVAILABLE = enum.auto()


class Service:
    """A service: its address, its SID and the account that may use it."""

    def __init__(self, base_url, account_sid, auth_token, service_sid, version="v2", timeout=10.0):
        self._service_url = f"{base_url.rstrip('/')}/{version}/Services/{service_sid}"
        credentials = f"{account_sid}:{auth_token}".encode()
        self._authorization = "Basic " + base64.b64encode(credentials).decode()
        self._timeout = timeout
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)

    def _send(self, method, resource, body=None, kind=None):
        """The HTTP status and the JSON object that came back; (0, {}) when there was no such answer."""
        headers = {"Authorization": self._authorization, "Accept": "application/json"}
        if kind:
            headers["Content-Type"] = kind
        request = urllib.request.Request(f"{self._service_url}/{resource}", body, headers, method=method)
        try:
            try:
                response = self._opener.open(request, timeout=self._timeout)
            except urllib.error.HTTPError as refusal:
                response = refusal
            with response:
                status, text = response.status, response.read(LONGEST_ANSWER + 1)
            if len(text) > LONGEST_ANSWER:
                return self._no_answer(resource, "too long")
            body = json.loads(text)
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as problem:
            return self._no_answer(resource, type(problem).__name__)
        if not isinstance(body, dict):
            return self._no_answer(resource, "not a JSON object")
        if status >= 400:
            _log(f"{resource} was refused: status {status}, code {body.get('code')!r}")
        return status, body

    def _no_answer(self, resource, reason):
        _log(f"{resource} got no answer: {reason}")
        return 0, {}


class Verify(Service):
    """Verifications of a service."""

    def start(self, to, channel):
        """Send a code to `to` (E.164) by `channel` ("sms" or "call"). A second start repeats the same code."""
        status, body = self._post("Verifications", {"To": to, "Channel": channel})
        match (status, body.get("code")):
            case (200 | 201, _) if body.get("status") == "pending":
                return Start.SENT
            case (400, 60200):
                return Start.BAD_NUMBER
            case (403, _):
                return Start.NOT_REACHABLE
            case (429, 60203):
                return Start.TOO_MANY_SENDS
            case (429, 60202):
                return Start.TOO_MANY_CHECKS
            case (429, _):
                return Start.TOO_FAST
        return Start.UNAVAILABLE

    def check(self, to, code):
        """Ask whether `code` is the one that was sent to `to`. Only `Check.APPROVED` lets anybody in."""
        status, body = self._post("VerificationCheck", {"To": to, "Code": code})
        match (status, body.get("code")):
            case (200 | 201, _) if body.get("status") == "approved":
                return Check.APPROVED
            case (200 | 201, _) if body.get("status") == "pending":
                return Check.WRONG
            case (400, 60200):  # the number was accepted by `start`, so it is the code that has a wrong form
                return Check.WRONG
            case (404, 20404):  # expired, used already, or never sent: the server says the same for all three
                return Check.NO_CODE
            case (429, 60202):
                return Check.TOO_MANY_CHECKS
        return Check.UNAVAILABLE

    def _post(self, resource, form):
        return self._send("POST", resource, urllib.parse.urlencode(form).encode(), "application/x-www-form-urlencoded")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuses redirects: urllib would carry our credentials to wherever they point."""

    def redirect_request(self, *_):
        return None


def _log(sentence):
    """For the operator. No number and no code is ever part of it."""
    print(f"verify: {sentence}", file=sys.stderr, flush=True)

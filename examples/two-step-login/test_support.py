"""What the tests need around them: the application as a process, a browser, a phone to read codes from."""

import base64
import http.client
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

APP = pathlib.Path(__file__).parent / "app.py"
NUMBERS = (f"+1501712{2000 + i % 400}" for i in range(random.randrange(400), 10**6))


class RunningApp:
    """app.py on a port that the system chose, in front of the Verify server at `verify_base_url`."""

    def __init__(self, verify_base_url, database=None, timeout=10):
        self._folder = tempfile.TemporaryDirectory() if database is None else None
        self.database = database or os.path.join(self._folder.name, "accounts.db")
        command = [sys.executable, str(APP), "--listen", "127.0.0.1:0", "--database", self.database]
        self._process = subprocess.Popen(
            command + ["--verify-timeout", str(timeout)],
            env=os.environ | {"VERIFY_BASE_URL": verify_base_url},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        listening = self._process.stdout.readline()
        if not listening:
            raise RuntimeError("app.py did not start; run it by hand to see why")
        self.address = listening.split("http://")[1].strip()

    def stop(self):
        """End the process and forget its accounts."""
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()
        if self._folder:
            self._folder.cleanup()


class Visitor:
    """A browser with one cookie. It follows redirects and sends the CSRF token of the page it last saw."""

    def __init__(self, app, name):
        self.name = name
        self.visit(app)

    def visit(self, app):
        """Go to a server, with nothing remembered of another."""
        if getattr(self, "_address", None) != app.address:
            self._address, self.cookie, self.csrf = app.address, "", ""

    def get(self, path):
        """Open a page."""
        self._request("GET", path)

    def look(self, path):
        """The text of a page."""
        self.get(path)
        return self.text

    def post(self, path, **form):
        """Send a form."""
        body = urllib.parse.urlencode(form | {"csrf": self.csrf})
        self._request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(self._address, timeout=30)
        connection.request(method, path, body, {"Cookie": f"two_step_session={self.cookie}"} | (headers or {}))
        response = connection.getresponse()
        self.status, self.path, self.text = response.status, path, response.read().decode()
        connection.close()
        if set_cookie := response.headers.get("Set-Cookie"):
            self.set_cookie = set_cookie
            self.cookie = set_cookie.split("=", 1)[1].split(";")[0]
        if token := re.search(r'name="csrf" value="([^"]+)"', self.text):
            self.csrf = token[1]
        if response.status == 303:
            self.get(response.headers["Location"])


class Phone:
    """A phone that nothing was sent to so far; Countersign's inbox plays its screen and its ear."""

    def __init__(self):
        self.number = next(number for number in NUMBERS if not _inbox(number))
        self._seen = 0

    def next_code(self, channel=None):
        """The code of the message or call that must come now; it may need a moment to arrive."""
        for _ in range(100):
            messages = _inbox(self.number)
            if len(messages) > self._seen:
                self._seen = len(messages)
                if channel not in (None, messages[0]["channel"]):
                    raise AssertionError(f"expected {channel}, got {messages[0]['channel']}")
                return messages[0]["code"]
            time.sleep(0.1)
        raise AssertionError("no message arrived within ten seconds")


def not_this(code):
    """A code of the same length that is wrong."""
    return str((int(code) + 1) % 10 ** len(code)).zfill(len(code))


def check_directly(number, code):
    """Check a code past the application, as something else with the same service would; gives the status."""
    environment = os.environ
    credentials = f"{environment['TWILIO_ACCOUNT_SID']}:{environment['TWILIO_AUTH_TOKEN']}".encode()
    request = urllib.request.Request(
        f"{environment['VERIFY_BASE_URL']}/v2/Services/{environment['TWILIO_SERVICE']}/VerificationCheck",
        data=urllib.parse.urlencode({"To": number, "Code": code}).encode(),
        headers={"Authorization": "Basic " + base64.b64encode(credentials).decode()},
    )
    return _json(request)["status"]


def _inbox(number):
    """All messages to a number, newest first."""
    query = urllib.parse.urlencode({"to": number})
    return _json(f"{os.environ['VERIFY_BASE_URL']}/inbox/messages?{query}")["messages"]


def _json(request):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as response:
        return json.load(response)

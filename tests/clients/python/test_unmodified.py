"""Applications that know nothing of Countersign, against `countersign dev --tls` with the line that it prints.

Needs COUNTERSIGN, the program; starts its own servers.
"""

import http.server
import json
import os
import shlex
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse
import urllib.request
from pathlib import Path

COUNTERSIGN = os.environ["COUNTERSIGN"]
# For localhost; the Rust tests use it too.
CERTIFICATE = Path(__file__).parents[3] / "crates/testkit/relay/cert.pem"

# As Twilio's documentation has it.
CLASSIC = """
import os
from twilio.rest import Client

account_sid = os.environ["TWILIO_ACCOUNT_SID"]
auth_token = os.environ["TWILIO_AUTH_TOKEN"]
client = Client(account_sid, auth_token)

verification = client.verify.v2.services(os.environ["TWILIO_SERVICE"]).verifications.create(
    to="+15017122661", channel="sms"
)
print(verification.status, verification.url, flush=True)

verification_check = client.verify.v2.services(os.environ["TWILIO_SERVICE"]).verification_checks.create(
    to="+15017122661", code=input()
)
print(verification_check.status)
"""

PAGES = """
import os
from twilio.rest import Client

client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
made = [client.verify.v2.services.create(friendly_name="Paging").sid for _ in range(3)]
listed = [service.sid for service in client.verify.v2.services.stream(page_size=1)]
page = client.verify.v2.services.page(page_size=1)
print(page.next_page_url)
print(set(made) <= set(listed) and len(set(listed)) == len(listed))
"""

OTHER = """
import sys, requests
print(requests.get(sys.argv[1], timeout=30).text)
"""


class Countersign:
    """A server of the test's own, and what it printed for Python."""

    def __init__(self, directory, *options):
        self.log = open(Path(directory) / "log", "w+")
        # What the system trusts is this one certificate, so the bundle must hold it for the other call to work.
        trusted = {key: value for key, value in os.environ.items() if key != "SSL_CERT_DIR"}
        trusted["SSL_CERT_FILE"] = str(CERTIFICATE)
        self.process = subprocess.Popen(
            [COUNTERSIGN, "dev", "--listen", "127.0.0.1:0", "--data-dir", Path(directory) / "data"]
            + ["--tls", "--proxy-listen", "127.0.0.1:0", *options],
            stdout=subprocess.PIPE, stderr=self.log, env=trusted, text=True,
        )
        self.twilio, self.python = {}, {}
        for line in self.process.stdout:
            if line.startswith("TWILIO_"):
                name, value = line.strip().split("=", 1)
                self.twilio[name] = value
            elif line.startswith("# Services and inbox: "):
                self.url = line.split(": ", 1)[1].strip().rstrip("/")
            elif line.startswith("# Python:"):
                words = shlex.split(line.split(":", 1)[1])
                self.python = dict(word.split("=", 1) for word in words if "=" in word)
            elif line.startswith("# Ruby:"):
                return
        raise AssertionError(Path(self.log.name).read_text())

    def proxy(self):
        host, port = self.python["HTTPS_PROXY"].removeprefix("http://").split(":")
        return host, int(port)

    def start(self, program, *arguments, **environment):
        """An application as a developer starts it: the printed variables and no others."""
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            env={"PATH": os.environ["PATH"], **self.twilio, **self.python, **environment},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )

    def newest_code(self, to):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(100):
            with opener.open(f"{self.url}/inbox/messages?{urllib.parse.urlencode({'to': to})}") as answer:
                messages = json.load(answer)["messages"]
            if messages:
                return messages[0]["code"]
            threading.Event().wait(0.1)
        raise AssertionError("no message arrived within ten seconds")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.process.stdout.close()
        self.log.close()


class Elsewhere(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"another server's answer")

    def log_message(self, *_):
        pass


def elsewhere():
    """Another HTTPS server, at a port of its own."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_name("key.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Unmodified(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.other = elsewhere()
        cls.addClassCleanup(cls.other.server_close)
        cls.addClassCleanup(cls.other.shutdown)
        port = cls.other.server_address[1]
        cls.other_url = f"https://localhost:{port}/"
        cls.open = cls.server("--tunnel-others", "--tunnel-port", str(port))
        cls.strict = cls.server()

    @classmethod
    def server(cls, *options):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        server = Countersign(directory.name, *options)
        cls.addClassCleanup(server.stop)
        return server

    def run_classic(self, server, host, **environment):
        with server.start(CLASSIC, **environment) as application:
            first = application.stdout.readline().split()
            self.assertEqual(first[:1], ["pending"], first or application.stderr.read())
            self.assertTrue(first[1].startswith(f"https://{host}/v2/Services/"), first)
            code = server.newest_code("+15017122661")
            rest, errors = application.communicate(code + "\n", timeout=60)
            self.assertEqual(rest, "approved\n", errors)

    def test_the_classic_sample_works_as_it_is(self):
        self.run_classic(self.strict, "verify.twilio.com")

    def test_it_works_with_an_edge_and_a_region_in_the_environment(self):
        self.run_classic(self.open, "verify.sydney.au1.twilio.com", TWILIO_EDGE="sydney", TWILIO_REGION="au1")

    def test_pages_follow_one_another_through_the_proxy(self):
        output, errors = self.strict.start(PAGES).communicate(timeout=60)
        self.assertEqual(output.split()[1:], ["True"], errors)
        self.assertTrue(output.startswith("https://verify.twilio.com/v2/Services?"), output)

    def test_another_https_call_of_the_application_still_works_when_others_are_tunnelled(self):
        output, errors = self.open.start(OTHER, self.other_url).communicate(timeout=60)
        self.assertEqual(output, "another server's answer\n", errors)

    def test_a_call_elsewhere_is_otherwise_refused_with_the_reason(self):
        for url in [self.other_url, "https://api.twilio.com/"]:
            application = self.strict.start(OTHER, url)
            output, errors = application.communicate(timeout=60)
            self.assertNotEqual(application.returncode, 0)
            self.assertIn("403", errors)
            self.assertIn("is not Verify: start countersign dev with --tunnel-others", errors)

    def test_an_application_that_was_not_given_the_bundle_sends_nothing(self):
        application = self.strict.start(CLASSIC, REQUESTS_CA_BUNDLE=str(CERTIFICATE))
        _, errors = application.communicate(timeout=60)
        self.assertNotEqual(application.returncode, 0)
        self.assertIn("CERTIFICATE_VERIFY_FAILED", errors)

    def tls(self, connect, greeted, trusted):
        """Asks the proxy for one name and greets another; the protocol that was agreed on."""
        context = ssl.create_default_context(cafile=trusted)
        # As Python 3.13 has it by default: RFC 5280 to the letter.
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        with socket.create_connection(self.strict.proxy(), timeout=60) as plain:
            plain.sendall(f"CONNECT {connect}:443 HTTP/1.1\r\nHost: {connect}:443\r\n\r\n".encode())
            self.assertIn(b" 200 ", plain.recv(4096))
            with context.wrap_socket(plain, server_hostname=greeted) as secure:
                return secure.version()

    def test_a_certificate_is_for_the_name_that_was_asked_for_and_no_other(self):
        bundle = self.strict.python["REQUESTS_CA_BUNDLE"]
        self.assertEqual(self.tls("verify.twilio.com", "verify.twilio.com", bundle), "TLSv1.3")
        for connect, greeted in [
            ("verify.twilio.com", "verify.us1.twilio.com"),
            ("verify.us1.twilio.com", "verify.twilio.com"),
            ("verify.twilio.com", "example.com"),
        ]:
            with self.assertRaises(ssl.SSLError, msg=greeted):
                self.tls(connect, greeted, bundle)

    def test_one_runs_authority_is_nothing_to_another_run(self):
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.tls("verify.twilio.com", "verify.twilio.com", self.open.python["REQUESTS_CA_BUNDLE"])


if __name__ == "__main__":
    unittest.main()

"""Webhooks through Twilio's official Python library: made by its client, and told so that its own validator believes it.

Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE, and a server that may post to this machine.
"""

import contextlib
import http.server
import os
import secrets
import threading
import unittest
import urllib.parse

from support import fresh_number, newest_message
from test_verify import Case
from twilio.request_validator import RequestValidator


class Endpoint(http.server.BaseHTTPRequestHandler):
    """Remembers what it is told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = dict(urllib.parse.parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        self.server.told.append((fields, self.headers["X-Twilio-Signature"]))
        with self.server.news:
            self.server.news.notify_all()
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def endpoint():
    """An endpoint on this machine, with the address that a webhook gets."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.told, server.news = [], threading.Condition()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}/events?shop=1"
    finally:
        server.shutdown()
        server.server_close()


class Webhooks(Case):
    def test_the_librarys_validator_believes_what_is_told_and_nothing_else(self):
        service = self.new_service()
        with endpoint() as (server, url):
            service.webhooks.create(friendly_name="Shop", event_types=["*"], webhook_url=url)
            person, name = service.entities(secrets.token_hex(8)), "Ann's phone & tablet = \u00fc"
            factor = person.new_factors.create(friendly_name=name, factor_type="totp")
            self.assertTrue(person.factors(factor.sid).delete())
            with server.news:
                self.assertTrue(server.news.wait_for(lambda: len(server.told) == 2, timeout=60))
        types = [fields["type"] for fields, _ in server.told]
        self.assertEqual(types, ["factor.created", "factor.deleted"])
        validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
        for fields, signature in server.told:
            self.assertEqual((fields["factor_sid"], fields["factor_friendly_name"]), (factor.sid, name))
            self.assertTrue(validator.validate(url, fields, signature))
            self.assertFalse(validator.validate(url + "x", fields, signature))
            self.assertFalse(validator.validate(url, {**fields, "type": "factor.verified"}, signature))
            self.assertFalse(RequestValidator("another token").validate(url, fields, signature))

    def test_the_librarys_validator_believes_what_is_told_of_a_verification(self):
        service, to = self.new_service(), fresh_number()
        with endpoint() as (server, url):
            service.webhooks.create(friendly_name="Shop", event_types=["verification.*"], webhook_url=url)
            verification = service.verifications.create(to=to, channel="sms")
            code = newest_message(to)["code"]
            self.assertEqual(service.verification_checks.create(to=to, code=code).status, "approved")
            with server.news:
                self.assertTrue(server.news.wait_for(lambda: len(server.told) == 3, timeout=60))
        # The message may have been written down as sent after its code was checked.
        types = sorted(fields["type"] for fields, _ in server.told)
        self.assertEqual(types, ["verification.approved", "verification.created", "verification.sent"])
        validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
        for fields, signature in server.told:
            self.assertEqual((fields["verification_sid"], fields["to"]), (verification.sid, to))
            self.assertNotIn(code, fields.values())
            self.assertTrue(validator.validate(url, fields, signature))
            self.assertFalse(validator.validate(url, {**fields, "to": "+15017122661"}, signature))

    def test_the_client_makes_lists_changes_and_deletes_webhooks(self):
        webhooks = self.new_service().webhooks
        types, url = ["factor.deleted", "factor.verified"], "https://owlbank.example.com"
        made = webhooks.create(friendly_name="name", event_types=types, webhook_url=url)
        self.assertEqual((made.status, made.version, made.webhook_method), ("enabled", "v2", "POST"))
        self.assertEqual((made.event_types, made.webhook_url), (types, url))
        changed = made.update(status="disabled", event_types=["*"])
        self.assertEqual((changed.status, changed.event_types), ("disabled", ["*"]))
        self.assertEqual([it.sid for it in webhooks.list()], [made.sid])
        self.assertTrue(made.delete())
        self.assert_refused(404, 20404, webhooks(made.sid).fetch)
        self.assert_refused(
            400, 60306, webhooks.create, friendly_name="x", event_types=["no.event"], webhook_url=url
        )


if __name__ == "__main__":
    unittest.main()

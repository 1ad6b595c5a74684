"""Entities, factors and challenges through Twilio's official Python library: a login with an authenticator app.

Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE.
"""

import base64
import hashlib
import hmac
import secrets
import struct
import time
import unittest
import urllib.parse

from test_verify import Case


class App:
    """An authenticator app in ten lines (RFC 6238): what a person scans a URI with."""

    def __init__(self, uri):
        parsed = urllib.parse.urlsplit(uri)
        query = dict(urllib.parse.parse_qsl(parsed.query))
        secret = query["secret"]
        self.secret = base64.b32decode(secret + "=" * (-len(secret) % 8))
        self.hash = getattr(hashlib, query["algorithm"].lower())
        self.digits, self.period = int(query["digits"]), int(query["period"])
        self.label = urllib.parse.unquote(parsed.path.lstrip("/"))

    def code(self, steps=0):
        step = int(time.time()) // self.period + steps
        tag = hmac.new(self.secret, struct.pack(">Q", step), self.hash).digest()
        at = tag[-1] & 15
        number = struct.unpack(">I", tag[at : at + 4])[0] & 0x7FFFFFFF
        return str(number % 10**self.digits).zfill(self.digits)

    def wrong(self):
        shown = {self.code(steps) for steps in range(-4, 5)}
        return next(code for code in (str(n).zfill(self.digits) for n in range(10)) if code not in shown)


def fresh_identity():
    """A person whom nobody knows yet."""
    return f"person-{secrets.token_hex(8)}"


class Factors(Case):
    def enrolled(self, service, **config):
        """A person whose factor is verified, by a code of the step before: the present one is fresh.

        Two steps are allowed for, since the clock goes on meanwhile.
        """
        entity = service.entities(fresh_identity())
        made = {"friendly_name": "Ann's phone", "factor_type": "totp", "config_skew": 2, **config}
        factor = entity.new_factors.create(**made)
        app = App(factor.binding["uri"])
        verified = entity.factors(factor.sid).update(auth_payload=app.code(-1))
        self.assertEqual(verified.status, "verified")
        return entity, factor, app

    def test_the_sample_of_the_documentation_works(self):
        service = self.new_service()
        identity = fresh_identity()
        made = service.entities.create(identity=identity)
        self.assertRegex(made.sid, "^YE[0-9a-f]{32}$")
        self.assertEqual(made.identity, identity)
        self.assert_refused(409, 60301, service.entities.create, identity=identity.upper())

        entity = service.entities(identity)
        factor = entity.new_factors.create(friendly_name="Ann's phone", factor_type="totp", config_skew=2)
        self.assertRegex(factor.sid, "^YF[0-9a-f]{32}$")
        self.assertEqual((factor.status, factor.factor_type), ("unverified", "totp"))
        self.assertEqual(factor.config, {"alg": "sha1", "skew": 2, "code_length": 6, "time_step": 30})
        app = App(factor.binding["uri"])
        self.assertTrue(app.label.endswith(":Ann's phone"), app.label)

        wrong = entity.factors(factor.sid).update(auth_payload=app.wrong())
        self.assertEqual(wrong.status, "unverified")
        verified = entity.factors(factor.sid).update(auth_payload=app.code(-1))
        self.assertEqual(verified.status, "verified")

        code = app.code()
        approved = entity.challenges.create(factor_sid=factor.sid, auth_payload=code)
        self.assertRegex(approved.sid, "^YC[0-9a-f]{32}$")
        self.assertEqual((approved.status, approved.responded_reason), ("approved", "none"))
        self.assertEqual((approved.factor_sid, approved.identity), (factor.sid, identity))
        again = entity.challenges.create(factor_sid=factor.sid, auth_payload=code)
        self.assertEqual(again.status, "pending")

    def test_a_challenge_waits_for_its_answer(self):
        entity, factor, app = self.enrolled(self.new_service(), config_alg="sha256", config_code_length=8)
        asked = entity.challenges.create(
            factor_sid=factor.sid,
            details_message="Pay 12.50?",
            details_fields=[{"label": "Payee", "value": "Shop"}],
            hidden_details={"order": "4711"},
        )
        self.assertEqual((asked.status, asked.date_responded), ("pending", None))
        self.assertEqual(asked.details["fields"], [{"label": "Payee", "value": "Shop"}])
        self.assertEqual(asked.hidden_details, {"order": "4711"})
        challenge = entity.challenges(asked.sid)
        self.assertEqual(challenge.update(auth_payload=app.wrong()).status, "pending")
        self.assertEqual(challenge.update(auth_payload=app.code()).status, "approved")
        self.assert_refused(403, 60322, challenge.update, auth_payload=app.code(1))
        self.assertEqual(challenge.fetch().status, "approved")

    def test_five_wrong_codes_use_a_challenge_up(self):
        entity, factor, app = self.enrolled(self.new_service())
        challenge = entity.challenges(entity.challenges.create(factor_sid=factor.sid).sid)
        for _ in range(5):
            self.assertEqual(challenge.update(auth_payload=app.wrong()).status, "pending")
        self.assert_refused(429, 60308, challenge.update, auth_payload=app.code())

    def test_an_unverified_factor_is_not_asked_for(self):
        entity = self.new_service().entities(fresh_identity())
        factor = entity.new_factors.create(friendly_name="Phone", factor_type="totp")
        self.assert_refused(403, 60318, entity.challenges.create, factor_sid=factor.sid)
        for _ in range(5):
            entity.factors(factor.sid).update(auth_payload="abcdef")
        self.assert_refused(429, 60310, entity.factors(factor.sid).update, auth_payload="abcdef")

    def test_lists_are_walked_page_by_page(self):
        service = self.new_service()
        entity, factor, _ = self.enrolled(service)
        asked = [entity.challenges.create(factor_sid=factor.sid).sid for _ in range(5)]
        walked = [challenge.sid for challenge in entity.challenges.stream(page_size=2)]
        self.assertEqual(walked, asked)
        walked = [it.sid for it in entity.challenges.stream(page_size=2, order="desc", status="pending")]
        self.assertEqual(walked, asked[::-1])
        self.assertEqual(entity.challenges.list(status="approved"), [])
        more = [entity.new_factors.create(friendly_name="Phone", factor_type="totp").sid for _ in range(3)]
        self.assertEqual([it.sid for it in entity.factors.stream(page_size=2)], [factor.sid, *more])
        for _ in range(2):
            service.entities.create(identity=fresh_identity())
        self.assertEqual(len(list(service.entities.stream(page_size=2))), 3)

    def test_what_is_deleted_is_gone(self):
        entity, factor, app = self.enrolled(self.new_service())
        self.assertEqual(entity.factors(factor.sid).update(friendly_name="Tablet").friendly_name, "Tablet")
        self.assertTrue(entity.factors(factor.sid).delete())
        self.assert_refused(404, 20404, entity.factors(factor.sid).fetch)
        self.assert_refused(404, 20404, entity.challenges.create, factor_sid=factor.sid, auth_payload=app.code())
        self.assertTrue(entity.delete())
        self.assert_refused(404, 20404, entity.fetch)

if __name__ == "__main__":
    unittest.main()

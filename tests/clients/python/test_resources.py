"""What applications set up, through Twilio's official Python library: messaging configurations, the safe list, access
tokens, forms and notifications.

Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE, and a server that runs with what config.py
prints.
"""

import datetime
import unittest

from support import client, fresh_number, newest_message
from test_factors import Factors, fresh_identity
from test_verify import Case

# As config.py has it.
MESSAGING_SERVICE = "MG0123456789abcdef0123456789abcdef"


class Resources(Case):
    def test_a_messaging_configuration_is_made_listed_changed_and_deleted(self):
        service, to = self.new_service(), fresh_number()
        configurations = service.messaging_configurations
        made = configurations.create(country="US", messaging_service_sid=MESSAGING_SERVICE)
        self.assertEqual((made.country, made.messaging_service_sid), ("US", MESSAGING_SERVICE))
        self.assertIsInstance(made.date_created, datetime.datetime)
        self.assert_refused(
            400, 60213, configurations.create, country="US", messaging_service_sid=MESSAGING_SERVICE
        )
        configurations.create(country="all", messaging_service_sid=MESSAGING_SERVICE)
        listed = [it.country for it in configurations.stream(page_size=1)]
        self.assertEqual(listed, ["US", "all"])
        self.assertEqual(configurations("US").update(messaging_service_sid=MESSAGING_SERVICE).country, "US")
        self.assertEqual(configurations("US").fetch().service_sid, service.fetch().sid)
        service.verifications.create(to=to, channel="sms")
        self.assertEqual(newest_message(to)["channel"], "sms")
        self.assertTrue(configurations("US").delete())
        self.assert_refused(404, 20404, configurations("US").fetch)

    def test_a_number_is_put_on_the_safe_list_and_taken_off(self):
        safe_list, number = client().verify.v2.safelist, fresh_number()
        made = safe_list.create(phone_number=number)
        self.assertRegex(made.sid, "^GN[0-9a-f]{32}$")
        self.assert_refused(409, 60411, safe_list.create, phone_number=number)
        self.assertEqual(safe_list(number).fetch().phone_number, number)
        self.assertTrue(safe_list(number).delete())
        self.assert_refused(404, 20404, safe_list(number).fetch)

    def test_an_access_token_is_given_and_shown_once_more(self):
        tokens, identity = self.new_service().access_tokens, fresh_identity()
        made = tokens.create(identity=identity, factor_type="push", factor_friendly_name="Ann's phone", ttl=120)
        self.assertRegex(made.sid, "^YK[0-9a-f]{32}$")
        self.assertEqual((made.entity_identity, made.factor_type, made.ttl), (identity, "push", 120))
        self.assertEqual(tokens(made.sid).fetch().token, made.token)
        self.assert_refused(400, 60305, tokens.create, identity="ann", factor_type="push")

    def test_the_form_of_push_has_nothing_in_it(self):
        form = client().verify.v2.forms("form-push").fetch()
        self.assertEqual(form.form_type, "form-push")
        self.assertEqual(form.forms, {"create_factor": {}, "verify_factor": {}, "create_challenge": {}})

    def test_nobody_is_notified_of_what_has_no_device(self):
        entity, factor, _ = Factors.enrolled(self, self.new_service())
        challenge = entity.challenges.create(factor_sid=factor.sid)
        self.assert_refused(400, 60307, entity.challenges(challenge.sid).notifications.create, ttl=60)


if __name__ == "__main__":
    unittest.main(defaultTest="Resources")

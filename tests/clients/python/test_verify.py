"""Twilio's official Python library against a running Countersign.

Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_SERVICE, and COUNTERSIGN_TEMPLATE as ./test writes it.
"""

import datetime
import os
import unittest

from twilio.base.exceptions import TwilioRestException

from support import SERVICE, URL, client, fresh_email, fresh_name, fresh_number, inbox, newest_message, not_this


TEMPLATE = os.environ["COUNTERSIGN_TEMPLATE"]


def attempts(*sid):
    """An account's attempts, or one of them."""
    of_account = client().verify.v2.verification_attempts
    return of_account(*sid) if sid else of_account


class Case(unittest.TestCase):
    def setUp(self):
        self.services = client().verify.v2.services
        self.service = self.services(SERVICE)

    def assert_refused(self, status, code, call, /, **named):
        with self.assertRaises(TwilioRestException) as caught:
            call(**named)
        self.assertEqual((caught.exception.status, caught.exception.code), (status, code))

    def new_service(self, **settings):
        """A service of this test's own, deleted after it."""
        made = self.services.create(friendly_name=fresh_name(), **settings)
        self.addCleanup(self.services(made.sid).delete)
        return self.services(made.sid)


class Codes(Case):
    def test_the_sample_of_the_documentation_works(self):
        to = fresh_number()
        verification = self.service.verifications.create(to=to, channel="sms")
        self.assertRegex(verification.sid, "^VE[0-9a-f]{32}$")
        self.assertEqual((verification.status, verification.valid), ("pending", False))
        self.assertEqual((verification.to, verification.channel), (to, "sms"))
        message = newest_message(to)
        self.assertEqual(message["channel"], "sms")
        self.assertIn(message["code"], message["text"])

        wrong = self.service.verification_checks.create(to=to, code=not_this(message["code"]))
        self.assertEqual((wrong.status, wrong.valid), ("pending", False))
        right = self.service.verification_checks.create(to=to, code=message["code"])
        self.assertEqual((right.status, right.valid), ("approved", True))
        self.assertEqual(right.sid, verification.sid)

    def test_a_code_is_approved_once(self):
        to = fresh_number()
        self.service.verifications.create(to=to, channel="sms")
        code = newest_message(to)["code"]
        self.service.verification_checks.create(to=to, code=code)
        self.assert_refused(404, 20404, self.service.verification_checks.create, to=to, code=code)

    def test_a_code_may_be_checked_by_the_sid_of_the_verification(self):
        to = fresh_number()
        verification = self.service.verifications.create(to=to, channel="sms")
        code = newest_message(to)["code"]
        check = self.service.verification_checks.create(verification_sid=verification.sid, code=code)
        self.assertEqual(check.status, "approved")

    def test_dates_become_datetimes_in_utc(self):
        to = fresh_number()
        verification = self.service.verifications.create(to=to, channel="sms")
        check = self.service.verification_checks.create(to=to, code=not_this(newest_message(to)["code"]))
        service = self.service.fetch()
        for date in (
            *(verification.date_created, verification.date_updated),
            *(check.date_created, check.date_updated),
            *(service.date_created, service.date_updated),
        ):
            self.assertIsInstance(date, datetime.datetime)
            self.assertEqual(date.utcoffset(), datetime.timedelta(0))

    def test_a_call_repeats_the_code_of_the_message(self):
        to = fresh_number()
        first = self.service.verifications.create(to=to, channel="sms")
        by_sms = newest_message(to)
        second = self.service.verifications.create(to=to, channel="call")
        by_call = newest_message(to, count=2)
        self.assertEqual((first.sid, by_sms["code"]), (second.sid, by_call["code"]))
        self.assertEqual((second.channel, by_call["channel"]), ("call", "call"))
        self.assertEqual([attempt["channel"] for attempt in second.send_code_attempts], ["SMS", "CALL"])

    def test_a_code_reaches_an_email_address(self):
        to = fresh_email()
        verification = self.service.verifications.create(to=to, channel="email")
        self.assertEqual((verification.to, verification.channel), (to, "email"))
        message = newest_message(to)
        self.assertEqual(message["channel"], "email")
        check = self.service.verification_checks.create(to=to, code=message["code"])
        self.assertEqual(check.status, "approved")

    def test_a_fetched_verification_is_the_one_that_was_created(self):
        to = fresh_number()
        created = self.service.verifications.create(to=to, channel="sms")
        fetched = self.service.verifications(created.sid).fetch()
        for field in ("sid", "service_sid", "account_sid", "to", "channel", "status", "valid", "date_created"):
            self.assertEqual(getattr(fetched, field), getattr(created, field), field)

    def test_cancelling_frees_the_number(self):
        to = fresh_number()
        first = self.service.verifications.create(to=to, channel="sms")
        code = newest_message(to)["code"]
        cancelled = self.service.verifications(first.sid).update(status="canceled")
        self.assertEqual(cancelled.status, "canceled")
        self.assert_refused(404, 20404, self.service.verification_checks.create, to=to, code=code)
        second = self.service.verifications.create(to=to, channel="sms")
        self.assertNotEqual(first.sid, second.sid)
        self.assertEqual(second.status, "pending")


class RateLimits(Case):
    def test_rate_limits_and_buckets_live_and_die_as_the_documentation_says(self):
        service = self.new_service()
        limit = service.rate_limits.create(unique_name="end_user_ip", description="By IP")
        self.assertRegex(limit.sid, "^RK[0-9a-f]{32}$")
        self.assertEqual((limit.unique_name, limit.description), ("end_user_ip", "By IP"))
        self.assertIsInstance(limit.date_created, datetime.datetime)
        buckets = service.rate_limits(limit.sid).buckets
        bucket = buckets.create(max=5, interval=60)
        self.assertRegex(bucket.sid, "^BL[0-9a-f]{32}$")
        self.assertEqual((bucket.max, bucket.interval, bucket.rate_limit_sid), (5, 60, limit.sid))
        self.assertEqual(buckets(bucket.sid).update(max=4).max, 4)
        self.assertEqual(buckets(bucket.sid).fetch().max, 4)
        buckets.create(max=9, interval=3600)
        self.assertEqual([one.interval for one in buckets.list(page_size=1)], [60, 3600])
        self.assert_refused(400, 60211, buckets.create, max=1, interval=60)
        self.assert_refused(400, 60208, service.rate_limits.create, unique_name="end_user_ip")
        self.assert_refused(400, 60209, service.rate_limits.create, unique_name="end user ip")
        self.assertEqual(service.rate_limits("end_user_ip").update(description="IP").description, "IP")
        for name in ("device", "global"):
            service.rate_limits.create(unique_name=name)
        self.assertEqual(
            [one.unique_name for one in service.rate_limits.stream(page_size=2)], ["end_user_ip", "device", "global"]
        )
        self.assertTrue(buckets(bucket.sid).delete())
        self.assertTrue(service.rate_limits(limit.sid).delete())
        self.assert_refused(404, 20404, service.rate_limits(limit.sid).fetch)

    def test_creates_beyond_a_bucket_are_refused_with_what_was_reached(self):
        service = self.new_service()
        limit = service.rate_limits.create(unique_name="end_user_ip")
        service.rate_limits(limit.sid).buckets.create(max=2, interval=600)
        create = lambda ip: service.verifications.create(
            to=fresh_email(), channel="email", rate_limits={"end_user_ip": ip}
        )
        create("203.0.113.7")
        create("203.0.113.7")
        with self.assertRaises(TwilioRestException) as caught:
            create("203.0.113.7")
        refused = caught.exception
        self.assertEqual((refused.status, refused.code), (429, 20429))
        self.assertEqual((refused.details["rate_limit"], refused.details["max"]), ("end_user_ip", 2))
        create("203.0.113.8")


class Refusals(Case):
    def test_what_is_no_phone_number_is_refused(self):
        for to in ("+1", "5017122661", "+15005550", "someone"):
            with self.subTest(to=to):
                self.assert_refused(400, 60200, self.service.verifications.create, to=to, channel="sms")

    def test_the_sixth_sending_is_refused(self):
        to = fresh_number()
        for sent in range(1, 6):
            verification = self.service.verifications.create(to=to, channel="sms")
            newest_message(to, count=sent)
        self.assertEqual(len(verification.send_code_attempts), 5)
        self.assert_refused(429, 60203, self.service.verifications.create, to=to, channel="sms")
        self.assertEqual(len({message["code"] for message in inbox(to)}), 1)

    def test_the_sixth_check_is_refused_even_if_it_is_right(self):
        to = fresh_number()
        self.service.verifications.create(to=to, channel="sms")
        code = newest_message(to)["code"]
        for _ in range(5):
            check = self.service.verification_checks.create(to=to, code=not_this(code))
            self.assertEqual(check.status, "pending")
        self.assert_refused(429, 60202, self.service.verification_checks.create, to=to, code=code)

    def test_a_check_without_a_verification_is_not_found(self):
        self.assert_refused(404, 20404, self.service.verification_checks.create, to=fresh_number(), code="123456")

    def test_a_wrong_token_is_refused(self):
        stranger = client(auth_token="0" * 32).verify.v2.services(SERVICE)
        self.assert_refused(401, 20003, stranger.fetch)
        self.assert_refused(401, 20003, stranger.verifications.create, to=fresh_number(), channel="sms")


class Services(Case):
    def test_a_service_lives_from_create_to_delete(self):
        name, other_name = fresh_name(), fresh_name()
        created = self.services.create(friendly_name=name, code_length=4)
        self.assertRegex(created.sid, "^VA[0-9a-f]{32}$")
        self.assertEqual((created.friendly_name, created.code_length), (name, 4))
        service = self.services(created.sid)
        self.assertEqual(service.fetch().friendly_name, name)
        updated = service.update(friendly_name=other_name, code_length=8)
        self.assertEqual((updated.friendly_name, updated.code_length), (other_name, 8))
        self.assertEqual(service.fetch().code_length, 8)
        self.assertIs(service.delete(), True)
        self.assert_refused(404, 20404, service.fetch)

    def test_pages_follow_one_another_without_leaving_countersign(self):
        made = {self.new_service().fetch().sid for _ in range(3)}
        page, seen = self.services.page(page_size=1), []
        while page:
            records = list(page)
            self.assertLessEqual(len(records), 1)
            seen += [record.sid for record in records]
            if page.next_page_url:
                self.assertTrue(page.next_page_url.startswith(URL + "/v2/Services?"), page.next_page_url)
            page = page.next_page()
        self.assertEqual(len(seen), len(set(seen)), "a service was listed twice")
        self.assertLessEqual(made, set(seen))

    def test_an_iteration_over_all_services_finds_each(self):
        made = {self.new_service().fetch().sid for _ in range(3)}
        self.assertLessEqual(made, {service.sid for service in self.services.stream(page_size=2)})

    def test_a_service_decides_the_length_of_its_codes(self):
        service, to = self.new_service(code_length=8), fresh_number()
        service.verifications.create(to=to, channel="sms")
        code = newest_message(to)["code"]
        self.assertRegex(code, "^[0-9]{8}$")
        self.assertEqual(service.verification_checks.create(to=to, code=code).status, "approved")

    def test_a_code_of_ones_own_needs_a_service_that_allows_it(self):
        service, to = self.new_service(custom_code_enabled=True), fresh_number()
        service.verifications.create(to=to, channel="sms", custom_code="0042177")
        self.assertEqual(newest_message(to)["code"], "0042177")
        self.assertEqual(service.verification_checks.create(to=to, code="0042178").status, "pending")
        self.assertEqual(service.verification_checks.create(to=to, code="0042177").status, "approved")
        plain = self.new_service().verifications.create
        self.assert_refused(403, 60204, plain, to=fresh_number(), channel="sms", custom_code="0042177")

    def test_a_payment_is_approved_for_its_amount_and_payee_alone(self):
        service, to = self.new_service(psd2_enabled=True), fresh_number()
        payment = {"amount": "€39.99", "payee": "Acme Inc."}
        created = service.verifications.create(to=to, channel="sms", **payment)
        self.assertEqual((created.amount, created.payee), ("€39.99", "Acme Inc."))
        right = {"to": to, "code": newest_message(to)["code"]}
        dearer = service.verification_checks.create(**right, amount="€93.99", payee="Acme Inc.")
        self.assertEqual((dearer.status, dearer.valid), ("pending", False))
        elsewhere = service.verification_checks.create(**right, amount="€39.99", payee="Mallory")
        self.assertEqual(elsewhere.status, "pending")
        self.assertEqual(service.verification_checks.create(**right, **payment).status, "approved")

    def test_a_payment_needs_amount_and_payee(self):
        create = self.new_service(psd2_enabled=True).verifications.create
        self.assert_refused(400, 60206, create, to=fresh_number(), channel="sms")
        self.assert_refused(400, 60206, create, to=fresh_number(), channel="sms", amount="€39.99")


class Operations(Case):
    def test_an_attempt_tells_whom_it_was_for_and_that_it_converted(self):
        to, service = fresh_number(), self.new_service()
        created = service.verifications.create(to=to, channel="sms")
        code = newest_message(to)["code"]
        service.verification_checks.create(to=to, code=code)
        [listed] = attempts().list(verification_sid=created.sid)
        self.assertEqual(listed.sid, created.send_code_attempts[0]["attempt_sid"])
        fetched = attempts(listed.sid).fetch()
        self.assertEqual((fetched.channel, fetched.conversion_status), ("sms", "converted"))
        self.assertEqual((fetched.channel_data["to"], fetched.channel_data["country"]), (to, "US"))
        self.assertIsInstance(fetched.date_created, datetime.datetime)
        self.assert_refused(404, 20404, attempts("VL" + "0" * 32).fetch)

    def test_attempts_are_found_by_each_filter(self):
        to, service = fresh_number(), self.new_service()
        sid = service.fetch().sid
        for channel in ("sms", "call", "whatsapp"):
            service.verifications.create(to=to, channel=channel)
        now = datetime.datetime.now(datetime.timezone.utc)
        hour = datetime.timedelta(hours=1)
        for filters, count in (
            ({}, 3),
            ({"channel": "call"}, 1),
            ({"country": "US", "status": "unconverted"}, 3),
            ({"status": "converted"}, 0),
            ({"channel_data_to": to, "date_created_after": now - hour, "date_created_before": now + hour}, 3),
            ({"date_created_before": now - hour}, 0),
        ):
            found = list(attempts().stream(verify_service_sid=sid, page_size=2, **filters))
            self.assertEqual(len({attempt.sid for attempt in found}), count, filters)

    def test_a_summary_counts_what_converted(self):
        service = self.new_service()
        sid = service.fetch().sid
        for channel in ("sms", "sms", "call"):
            service.verifications.create(to=fresh_number(), channel=channel)
        to = fresh_number()
        created = service.verifications.create(to=to, channel="sms")
        service.verifications(created.sid).update(status="approved")
        told = client().verify.v2.verification_attempts_summary().fetch(verify_service_sid=sid)
        self.assertEqual((told.total_attempts, told.total_converted, told.total_unconverted), (4, 1, 3))
        self.assertEqual(told.conversion_rate_percentage, "25")
        summary = client().verify.v2.verification_attempts_summary()
        self.assertEqual(summary.fetch(verify_service_sid=sid, channel="call").total_attempts, 1)
        self.assertEqual(summary.fetch(verify_service_sid=sid, destination_prefix=to[:7]).total_converted, 1)

    def test_a_template_is_listed_and_words_a_message(self):
        [template] = client().verify.v2.templates.list(friendly_name="Client tests")
        self.assertEqual(template.sid, TEMPLATE)
        self.assertEqual(template.channels, ["sms"])
        self.assertEqual(template.translations["en"]["status"], "approved")
        to, service = fresh_number(), self.new_service()
        create = service.verifications.create
        self.assert_refused(400, 60224, create, to=to, channel="sms", template_sid=TEMPLATE)
        create(to=to, channel="sms", template_sid=TEMPLATE, template_custom_substitutions='{"name":"Ann"}')
        message = newest_message(to)
        self.assertTrue(message["text"].startswith("Hello Ann, your Client tests"), message["text"])
        self.assertIn(message["code"], message["text"])

    def test_messaging_configurations_are_listed_and_refused_as_twilio_would(self):
        service = self.new_service()
        self.assertEqual(service.messaging_configurations.list(), [])
        unknown = {"country": "DK", "messaging_service_sid": "MG" + "0" * 32}
        self.assert_refused(400, 60200, service.messaging_configurations.create, **unknown)
        self.assert_refused(404, 20404, service.messaging_configurations("DK").fetch)


if __name__ == "__main__":
    unittest.main()

"""Passkeys through Twilio's official Python library, with an authenticator in software.

Needs COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE.
"""

import unittest

from authenticator import ORIGIN, Authenticator
from test_factors import fresh_identity
from test_verify import Case
from twilio.rest.verify.v2.service.approve_challenge import ApproveChallengeList
from twilio.rest.verify.v2.service.new_challenge import NewChallengeList
from twilio.rest.verify.v2.service.new_factor import NewFactorList
from twilio.rest.verify.v2.service.new_verify_factor import NewVerifyFactorList


class Passkeys(Case):
    def test_a_passkey_is_made_and_lets_its_person_in(self):
        service = self.new_service()
        identity, authenticator = fresh_identity(), Authenticator()
        config = {
            "relying_party": {"id": "example.com", "name": "Example", "origins": [ORIGIN]},
            "authenticator_attachment": "platform",
            "discoverable_credentials": "preferred",
            "user_verification": "preferred",
        }
        asked = {"friendly_name": "Laptop", "identity": identity, "config": config}
        made = service.new_factors.create(NewFactorList.CreateNewPasskeysFactorRequest(asked))
        self.assertEqual((made.status, made.binding, made.config), ("unverified", None, config))
        answer = authenticator.creates(made.options)
        request = NewVerifyFactorList.VerifyPasskeysFactorRequest(answer)
        verified = service.new_verify_factors.update(request)
        self.assertEqual((verified.sid, verified.status), (made.sid, "verified"))
        self.assert_refused(404, 60390, lambda: service.new_verify_factors.update(request))

        asked = NewChallengeList.CreatePasskeysChallengeRequest({"identity": identity})
        challenge = service.new_challenge().create(asked)
        self.assertEqual((challenge.status, challenge.factor_sid), ("pending", made.sid))
        signed = ApproveChallengeList.ApprovePasskeysChallengeRequest(authenticator.gets(challenge.options))
        approved = service.approve_challenge.update(signed)
        self.assertEqual((approved.sid, approved.status, approved.identity), (challenge.sid, "approved", identity))
        self.assert_refused(403, 60322, lambda: service.approve_challenge.update(signed))

    def test_what_nobody_says_is_named(self):
        asked = {"friendly_name": "Laptop", "identity": fresh_identity(), "config": {"relying_party": {"id": "a.test"}}}
        request = NewFactorList.CreateNewPasskeysFactorRequest(asked)
        self.assert_refused(400, 60393, lambda: self.new_service().new_factors.create(request))


if __name__ == "__main__":
    unittest.main()

"""Drives app.py over HTTP, with codes from a running Countersign.

Needs VERIFY_BASE_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SERVICE of a Countersign whose inbox is open.
"""

import http.server
import json
import os
import secrets
import socket
import threading
import unittest

from test_support import Phone, RunningApp, Visitor, check_directly, not_this

PASSWORD = "correct horse"


def setUpModule():
    global app
    app = RunningApp(os.environ["VERIFY_BASE_URL"])
    unittest.addModuleCleanup(app.stop)


def new_name():
    return "person-" + secrets.token_hex(6)


def registered(server=None):
    """A visitor with an account, logged in."""
    visitor = Visitor(server or app, new_name())
    visitor.get("/register")
    visitor.post("/register", name=visitor.name, password=PASSWORD)
    return visitor


def protected():
    """A visitor whose account requires a code, logged out again, and the phone."""
    visitor, phone = registered(), Phone()
    ask_code_to(visitor, phone.number)
    visitor.post("/phone/code", code=phone.next_code())
    if phone.number[-4:] not in visitor.look("/account"):
        raise AssertionError("the set-up did not work")
    visitor.post("/logout")
    return visitor, phone


def ask_code_to(visitor, number, channel="sms"):
    """Begin the set-up of a phone."""
    visitor.get("/phone")
    visitor.post("/phone", phone=number, channel=channel)


def give_password(visitor, server=None):
    """The first step of a log-in."""
    visitor.visit(server or app)
    visitor.get("/login")
    visitor.post("/login", name=visitor.name, password=PASSWORD)
    return visitor


class Case(unittest.TestCase):
    def assert_in(self, visitor):
        visitor.get("/account")
        self.assertEqual((visitor.status, visitor.path), (200, "/account"))
        self.assertIn(f"Hello, {visitor.name}", visitor.text)

    def assert_not_in(self, visitor):
        for path in ("/account", "/phone", "/phone/code"):
            visitor.get(path)
            self.assertIn(visitor.path, ("/login", "/login/code"), f"{path} was opened")
            self.assertNotIn("Hello", visitor.text)


class SetUp(Case):
    def test_a_phone_is_required_only_after_its_code_was_typed(self):
        visitor, phone = registered(), Phone()
        ask_code_to(visitor, phone.number)
        self.assertEqual(visitor.path, "/phone/code")
        code = phone.next_code()
        visitor.post("/phone/code", code=not_this(code))
        self.assertIn("That code was not right, try again.", visitor.text)
        self.assertIn("Only your password", visitor.look("/account"))
        visitor.get("/phone/code")
        visitor.post("/phone/code", code=code)
        self.assertEqual(visitor.path, "/account")
        self.assertIn(phone.number[-4:], visitor.text)

    def test_a_number_mistyped_at_set_up_locks_nobody_out(self):
        visitor = registered()
        ask_code_to(visitor, Phone().number)
        visitor.post("/logout")
        give_password(visitor)
        self.assert_in(visitor)

    def test_the_old_number_stays_until_the_new_one_is_proved(self):
        visitor, old = protected()
        give_password(visitor)
        visitor.post("/login/code", code=old.next_code())
        new = Phone()
        ask_code_to(visitor, new.number, "call")
        code = new.next_code(channel="call")
        self.assertIn(old.number[-4:], visitor.look("/account"))
        visitor.get("/phone/code")
        visitor.post("/phone/code", code=code)
        self.assertIn(new.number[-4:], visitor.text)
        self.assertIn("by a call", visitor.text)

    def test_a_number_in_the_form_of_the_code_is_ignored(self):
        attacker, own, foreign = registered(), Phone(), Phone().number
        ask_code_to(attacker, own.number)
        attacker.post("/phone/code", code=own.next_code(), phone=foreign, to=foreign, To=foreign)
        self.assertIn(own.number[-4:], attacker.look("/account"))
        self.assertNotIn(foreign[-4:], attacker.text)

    def test_what_is_no_phone_number_is_refused_with_the_reason(self):
        visitor = registered()
        for typed in ("", "hello", "5017122661", "+15005550", "+1<script>"):
            with self.subTest(typed=typed):
                visitor.get("/phone")
                visitor.post("/phone", phone=typed, channel="sms")
                self.assertEqual((visitor.path, visitor.status), ("/phone", 422))
                self.assertIn("not a phone number that we can reach", visitor.text)
                self.assertNotIn("<script>", visitor.text)


class LogIn(Case):
    def test_the_password_alone_opens_nothing(self):
        visitor, _phone = protected()
        give_password(visitor)
        self.assertEqual(visitor.path, "/login/code")
        self.assert_not_in(visitor)

    def test_a_wrong_code_may_be_tried_again_and_the_right_one_lets_in(self):
        visitor, phone = protected()
        give_password(visitor)
        code = phone.next_code()
        visitor.post("/login/code", code=not_this(code))
        self.assertIn("That code was not right, try again.", visitor.text)
        self.assert_not_in(visitor)
        visitor.get("/login/code")
        visitor.post("/login/code", code=f" {code[:3]}-{code[3:]} ")
        self.assert_in(visitor)

    def test_call_me_instead_reads_out_the_same_code(self):
        visitor, phone = protected()
        give_password(visitor)
        by_sms = phone.next_code(channel="sms")
        visitor.post("/login/code/send", channel="call")
        self.assertIn("We are calling you.", visitor.text)
        self.assertEqual(phone.next_code(channel="call"), by_sms)
        visitor.post("/login/code", code=by_sms)
        self.assert_in(visitor)

    def test_no_code_at_all_lets_nobody_in(self):
        visitor, _phone = protected()
        give_password(visitor)
        for form in ({}, {"code": ""}, {"code": "   "}, {"status": "approved", "valid": "true"}):
            with self.subTest(form=form):
                visitor.get("/login/code")
                visitor.post("/login/code", **form)
                self.assert_not_in(visitor)

    def test_the_code_of_another_person_lets_nobody_in(self):
        (mallory, _), (alice, her_phone) = protected(), protected()
        give_password(mallory)
        give_password(alice)
        her_code, hers = her_phone.next_code(), her_phone.number
        mallory.post("/login/code", code=her_code, phone=hers, to=hers, To=hers)
        self.assert_not_in(mallory)
        alice.post("/login/code", code=her_code)
        self.assert_in(alice)

    def test_a_code_lets_in_once(self):
        visitor, phone = protected()
        give_password(visitor)
        used = phone.next_code()
        visitor.post("/login/code", code=used)
        self.assert_in(visitor)
        visitor.post("/logout")
        give_password(visitor)
        new = phone.next_code()
        visitor.post("/login/code", code=used if used != new else not_this(new))
        self.assertIn("That code was not right", visitor.text)
        self.assert_not_in(visitor)

    def test_a_code_that_is_gone_is_explained_and_a_new_one_offered(self):
        visitor, phone = protected()
        give_password(visitor)
        code = phone.next_code()
        self.assertEqual(check_directly(phone.number, code), "approved")  # used up behind the application's back
        visitor.post("/login/code", code=code)
        self.assertIn("Ask for a new one", visitor.text)
        self.assertIn("Send it again", visitor.text)
        self.assert_not_in(visitor)
        visitor.get("/login/code")
        visitor.post("/login/code/send", channel="sms")
        visitor.post("/login/code", code=phone.next_code())
        self.assert_in(visitor)

    def test_the_sixth_code_is_refused_even_if_it_is_right(self):
        visitor, phone = protected()
        give_password(visitor)
        code = phone.next_code()
        for _ in range(5):
            visitor.post("/login/code", code=not_this(code))
            self.assertIn("That code was not right", visitor.text)
        visitor.post("/login/code", code=code)
        self.assertEqual(visitor.status, 429)
        self.assertIn("too many tries", visitor.text)
        self.assertIn("Wait ten minutes", visitor.text)
        self.assert_not_in(visitor)

    def test_the_sixth_sending_is_refused_and_the_last_code_still_works(self):
        visitor, phone = protected()
        give_password(visitor)
        code = phone.next_code()
        for _ in range(4):  # the log-in was the first sending
            visitor.post("/login/code/send", channel="sms")
            self.assertIn("We sent you a text message", visitor.text)
            self.assertEqual(phone.next_code(), code)
        visitor.post("/login/code/send", channel="sms")
        self.assertEqual(visitor.status, 429)
        self.assertIn("Enter the code from the latest message", visitor.text)
        visitor.post("/login/code", code=code)
        self.assert_in(visitor)


class Sessions(Case):
    def test_the_cookie_changes_at_each_step_up(self):
        visitor, phone = protected()
        visitor.cookie = "planted-by-somebody"
        visitor.get("/login")
        anonymous = visitor.cookie
        give_password(visitor)
        half = visitor.cookie
        visitor.post("/login/code", code=phone.next_code())
        full = visitor.cookie
        self.assertEqual(len({"planted-by-somebody", anonymous, half, full}), 4)
        self.assert_in(visitor)
        for old in (anonymous, half):
            visitor.cookie = old
            visitor.get("/login/code")
            self.assertEqual(visitor.path, "/login")

    def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(self):
        visitor = Visitor(app, "nobody")
        visitor.get("/login")
        self.assertIn("; HttpOnly; SameSite=Lax", visitor.set_cookie)

    def test_a_form_without_its_token_changes_nothing(self):
        visitor, phone = protected()
        give_password(visitor)
        code, token = phone.next_code(), visitor.csrf
        for wrong in ("", "x" * len(token), token[:-1], "ü"):
            with self.subTest(token=wrong):
                visitor.csrf = wrong
                visitor.post("/login/code", code=code)
                self.assertEqual(visitor.status, 403)
        self.assert_not_in(visitor)
        visitor.get("/login/code")
        visitor.post("/login/code", code=code)
        self.assert_in(visitor)

    def test_after_logging_out_the_cookie_opens_nothing(self):
        visitor = registered()
        cookie = visitor.cookie
        visitor.post("/logout")
        visitor.cookie = cookie
        self.assert_not_in(visitor)

    def test_the_sixth_guess_of_a_password_is_not_looked_at(self):
        visitor = registered()
        visitor.post("/logout")
        for _ in range(5):
            visitor.get("/login")
            visitor.post("/login", name=visitor.name, password="wrong")
            self.assertEqual(visitor.status, 422)
        visitor.post("/login", name=visitor.name, password=PASSWORD)
        self.assertEqual(visitor.status, 429)
        self.assertIn("Wait five minutes", visitor.text)
        self.assert_not_in(visitor)


class Broken(http.server.BaseHTTPRequestHandler):
    """A Verify server that accepts every start and gives `answer` (status, type, body) to every check."""

    answer = None
    hanging = threading.Event()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        status, kind, body = (201, "application/json", b'{"status":"pending"}')
        if self.path.endswith("/VerificationCheck"):
            if self.answer is None:
                self.hanging.wait(60)
                return
            status, kind, body = self.answer
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Location", "/v2/approved")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer = (200, "application/json", APPROVED)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(APPROVED)

    def log_message(self, *_):
        pass


APPROVED = json.dumps({"status": "approved", "valid": True}).encode()
PENDING = (200, "application/json", b'{"status":"pending","valid":true}')


class WithoutAnAnswer(Case):
    """The accounts are the same; only the Verify server behind the application differs."""

    @classmethod
    def setUpClass(cls):
        fake = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Broken)
        threading.Thread(target=fake.serve_forever, daemon=True).start()
        cls.addClassCleanup(fake.server_close)
        cls.addClassCleanup(fake.shutdown)
        cls.addClassCleanup(Broken.hanging.set)
        address = f"http://127.0.0.1:{fake.server_port}"
        cls.broken = RunningApp(address, database=app.database, timeout=1)
        cls.addClassCleanup(cls.broken.stop)
        cls.person, _ = protected()

    def attempt(self, answer):
        """A right password and some code, with this answer to the check."""
        Broken.answer = answer
        give_password(self.person, self.broken)
        self.assertEqual(self.person.path, "/login/code")
        self.person.post("/login/code", code="123456")

    def test_this_bench_lets_in_who_is_approved(self):
        self.attempt((200, "application/json", APPROVED))
        self.assert_in(self.person)

    def test_only_approved_lets_anybody_in(self):
        kind = "application/json"
        answers = {
            "pending": PENDING,
            "500": (500, kind, APPROVED),
            "401": (401, kind, APPROVED),
            "404": (404, kind, APPROVED),
            "redirect": (302, kind, APPROVED),
            "permanent redirect": (308, kind, APPROVED),
            "HTML": (200, "text/html", b"<h1>approved</h1>"),
            "empty": (200, kind, b""),
            "cut off": (200, kind, APPROVED[:-1]),
            "a string": (200, kind, b'"approved"'),
            "a list": (200, kind, b"[" + APPROVED + b"]"),
            "deep": (200, kind, b"[" * 60_000),
            "not UTF-8": (200, kind, b'{"status":"\xff"}'),
            "capitals": (200, kind, b'{"status":"APPROVED"}'),
            "valid only": (200, kind, b'{"valid":true}'),
            "null": (200, kind, b'{"status":null,"code":[]}'),
            "number": (200, kind, b'{"status":1}'),
            "too long": (200, kind, APPROVED + b" " * 100_000),
        }
        for name, answer in answers.items():
            with self.subTest(answer=name):
                self.attempt(answer)
                self.assertIn(self.person.status, (422, 503))
                self.assert_not_in(self.person)

    def test_a_server_that_does_not_answer_lets_nobody_in(self):
        self.attempt(None)
        self.assertEqual(self.person.status, 503)
        self.assertIn("We could not check the code just now.", self.person.text)
        self.assert_not_in(self.person)

    def test_a_server_that_is_not_there_lets_nobody_in(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        alone = RunningApp(f"http://127.0.0.1:{port}", database=app.database, timeout=1)
        self.addCleanup(alone.stop)
        give_password(self.person, alone)
        self.assertIn("We could not send a code just now.", self.person.text)
        self.person.post("/login/code", code="123456")
        self.assertEqual(self.person.status, 503)
        self.assertIn("We could not check the code just now.", self.person.text)
        self.assert_not_in(self.person)


if __name__ == "__main__":
    unittest.main()

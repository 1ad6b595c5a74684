#!/usr/bin/env python3
"""A small web application with accounts and passwords, and a phone as second step.

The second step is two calls to a Verify service (verify.py). This file is the contents page: which paths there are,
who may come to them, and what happens there.
"""

import argparse
import functools
import http.server
import os
import re

import pages
from accounts import Accounts, NameTaken
from guesses import Guesses
from prompt import Prompts
from server import Page, Redirect, handler_class
from sessions import Sessions, Stage
from verify import Check, Start, Verify

CHANNELS = ("sms", "call")
ANYBODY = frozenset(Stage)
HALF = frozenset([Stage.HALF])
FULL = frozenset([Stage.FULL])


class App:
    """The handlers, and what they work with."""

    def __init__(self, accounts, verify):
        self.accounts, self.verify = accounts, verify
        self.sessions, self.guesses = Sessions(), Guesses()
        self.routes = {
            ("GET", "/"): (ANYBODY, self.home),
            ("GET", "/register"): (ANYBODY, self.register_form),
            ("POST", "/register"): (ANYBODY, self.register),
            ("GET", "/login"): (ANYBODY, self.login_form),
            ("POST", "/login"): (ANYBODY, self.login),
            ("POST", "/logout"): (ANYBODY, self.logout),
            ("GET", "/login/code"): (HALF, self.login_code_form),
            ("POST", "/login/code"): (HALF, self.login_code),
            ("POST", "/login/code/send"): (HALF, self.login_code_send),
            ("GET", "/account"): (FULL, self.account),
            ("GET", "/phone"): (FULL, self.phone_form),
            ("POST", "/phone"): (FULL, self.phone),
            ("GET", "/phone/code"): (FULL, self.phone_code_form),
            ("POST", "/phone/code"): (FULL, self.phone_code),
            ("POST", "/phone/code/send"): (FULL, self.phone_code_send),
        }

    def home(self, request):
        return Redirect("/account") if request.session.stage is Stage.FULL else Page(pages.home())

    # Accounts and passwords

    def register_form(self, request):
        return Page(pages.register(request.session.csrf))

    def register(self, request):
        name, password = _name(request.form), request.form.get("password", "")
        show = functools.partial(pages.register, request.session.csrf, name)
        if not 1 <= len(name) <= 64 or not name.isprintable():
            return Page(show("Choose a name with 1 to 64 characters."), 422)
        if not 8 <= len(password) <= 1024:
            return Page(show("Choose a password with at least 8 characters."), 422)
        try:
            user = self.accounts.register(name, password)
        except NameTaken:
            return Page(show("Somebody has this name already. Choose another."), 422)
        return self._step_up(request, Stage.FULL, user)

    def login_form(self, request):
        return Redirect("/account") if request.session.stage is Stage.FULL else Page(pages.login(request.session.csrf))

    def login(self, request):
        name, password = _name(request.form)[:64], request.form.get("password", "")[:1024]
        show = functools.partial(pages.login, request.session.csrf, name)
        if not self.guesses.spend(request.address, name):
            return Page(show("Too many tries. Wait five minutes, then try again."), 429)
        user = self.accounts.with_password(name, password)
        if user is None:
            return Page(show("Name and password do not fit."), 422)
        self.guesses.forgive(request.address, name)
        return self.after_password(request, user)

    def after_password(self, request, user):
        """The right password opens half of the door, and all of it where there is no phone yet."""
        if user.phone is None:
            return self._step_up(request, Stage.FULL, user)
        answer = self._step_up(request, Stage.HALF, user)
        return self._login_send(request, user.channel) if request.session.stage is Stage.HALF else answer

    def logout(self, request):
        self.sessions.end(request.session)
        request.session = self.sessions.begin()
        return Redirect("/login")

    # The second step of a log-in. The number is the one that the account requires at this moment.

    def login_code_form(self, request):
        notice = request.session.take_notice()
        return self._login_code_page(request, notice=notice)

    def login_code(self, request):
        user = self.accounts.find(request.session.user_id)
        outcome = self.verify.check(user.phone, _code(request.form))
        if outcome is Check.APPROVED:
            return self._step_up(request, Stage.FULL, user)
        return self._login_code_page(request, problem=pages.SAY[outcome], status=_status(outcome))

    def login_code_send(self, request):
        return self._login_send(request, _channel(request.form))

    def _login_send(self, request, channel):
        sent, words = self._send(self.accounts.find(request.session.user_id).phone, channel)
        request.session.pending_channel = channel
        if sent is not Start.SENT:
            return self._login_code_page(request, problem=words, status=_status(sent))
        request.session.notice = words
        return Redirect("/login/code")

    def _login_code_page(self, request, problem="", notice="", status=200):
        session, user = request.session, self.accounts.find(request.session.user_id)
        to = pages.masked(user.phone)
        return Page(pages.code(session.csrf, "/login/code", to, session.pending_channel, problem, notice), status)

    # The account, and setting up its phone. The new number waits in the session until its code was approved.

    def account(self, request):
        session, user = request.session, self.accounts.find(request.session.user_id)
        return Page(pages.account(session.csrf, user, session.take_notice()))

    def phone_form(self, request):
        return Page(pages.phone(request.session.csrf))

    def phone(self, request):
        typed, channel = request.form.get("phone", "")[:64], _channel(request.form)
        number = re.sub(r"[\s().-]", "", typed)
        sent, words = Start.BAD_NUMBER, pages.SAY[Start.BAD_NUMBER]
        if re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
            sent, words = self._send(number, channel)
        if sent not in (Start.SENT, Start.TOO_MANY_SENDS):
            return Page(pages.phone(request.session.csrf, typed, channel, words), _status(sent))
        request.session.pending_phone, request.session.pending_channel = number, channel
        if sent is Start.TOO_MANY_SENDS:  # nothing was sent, but the last code still works
            return self._phone_code_page(request, problem=words, status=_status(sent))
        request.session.notice = words
        return Redirect("/phone/code")

    def phone_code_form(self, request):
        if request.session.pending_phone is None:
            return Redirect("/phone")
        notice = request.session.take_notice()
        return self._phone_code_page(request, notice=notice)

    def phone_code(self, request):
        number, channel = request.session.pending_phone, request.session.pending_channel
        if number is None:
            return Redirect("/phone")
        outcome = self.verify.check(number, _code(request.form))
        if outcome is not Check.APPROVED:
            return self._phone_code_page(request, problem=pages.SAY[outcome], status=_status(outcome))
        self.accounts.require_phone(request.session.user_id, number, channel)
        request.session.pending_phone = None
        request.session.notice = "Your phone is now the second step of every log-in."
        return Redirect("/account")

    def phone_code_send(self, request):
        if request.session.pending_phone is None:
            return Redirect("/phone")
        channel = _channel(request.form)
        sent, words = self._send(request.session.pending_phone, channel)
        request.session.pending_channel = channel
        if sent is not Start.SENT:
            return self._phone_code_page(request, problem=words, status=_status(sent))
        request.session.notice = words
        return Redirect("/phone/code")

    def _phone_code_page(self, request, problem="", notice="", status=200):
        session = request.session
        to, channel = session.pending_phone, session.pending_channel
        return Page(pages.code(session.csrf, "/phone/code", to, channel, problem, notice), status)

    # Shared

    def _send(self, to, channel):
        """The outcome and the sentence that tells the person about it."""
        outcome = self.verify.start(to, channel)
        return outcome, pages.SENT[channel] if outcome is Start.SENT else pages.SAY[outcome]

    def _step_up(self, request, stage, user):
        """The only way to a higher stage: a new session under a new name."""
        session = self.sessions.step_up(request.session, stage, user.id)
        if session is None:  # logged out, or answered twice, while the check was under way
            return Redirect("/login")
        request.session = session
        return Redirect("/login/code" if stage is Stage.HALF else "/account")


def _name(form):
    return form.get("name", "").strip()


def _code(form):
    return re.sub(r"[\s-]", "", form.get("code", ""))


def _channel(form):
    return form.get("channel") if form.get("channel") in CHANNELS else "sms"


def _status(outcome):
    """The HTTP status of the page that tells about an outcome."""
    if outcome in (Start.UNAVAILABLE, Check.UNAVAILABLE):
        return 503
    if outcome in (Start.TOO_MANY_SENDS, Start.TOO_MANY_CHECKS, Start.TOO_FAST, Check.TOO_MANY_CHECKS):
        return 429
    return 422


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--listen", default="127.0.0.1:5000", metavar="ADDRESS:PORT")
    parser.add_argument("--database", default="two-step-login.db", metavar="FILE")
    parser.add_argument("--verify-timeout", default=10.0, type=float, metavar="SECONDS")
    parser.add_argument(
        "--second-step", choices=("codes", "prompt"), default="codes",
        help="whose pages ask for it: our own with codes, or Countersign's with every method",
    )
    parser.add_argument("--public-url", metavar="URL", help="where browsers find this application; with --second-step prompt")
    parser.add_argument("--secure-cookie", action="store_true", help="for a site that is served over https")
    options = parser.parse_args()
    settings = {name: os.environ.get(name) for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_SERVICE")}
    if missing := [name for name, value in settings.items() if not value]:
        parser.error(f"set {' and '.join(missing)} in the environment")
    base_url = os.environ.get("VERIFY_BASE_URL", "http://127.0.0.1:4010")
    os.umask(0o077)  # the database is for this user alone
    host, _, port = options.listen.rpartition(":")
    with http.server.ThreadingHTTPServer((host.strip("[]"), int(port)), None) as server:
        here = f"http://{host}:{server.server_port}"
        accounts, service = Accounts(options.database), (base_url, *settings.values())
        forms_lead_to = []
        if options.second_step == "codes":
            app = App(accounts, Verify(*service, timeout=options.verify_timeout))
        else:
            import prompt_app

            return_url = (options.public_url or here).rstrip("/") + prompt_app.RETURN
            prompts = Prompts(*service, return_url=return_url, timeout=options.verify_timeout)
            prompts.register()
            app, forms_lead_to = prompt_app.PromptApp(accounts, prompts), [base_url.rstrip("/")]
        server.RequestHandlerClass = handler_class(app.routes, app.sessions, options.secure_cookie, forms_lead_to)
        print(f"Listening on {here}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()

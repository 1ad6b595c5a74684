"""The same application with Countersign's pages for the second step, and no page of that of its own.

There is no phone in its database and no code in its forms: it asks for a prompt, and believes an exchange. Which methods
there are, how they are set up, and what happens when somebody lost a phone, is Countersign's.
"""

import secrets

import pages
from app import ANYBODY, FULL, App
from prompt import NotEnrolled, Unavailable
from server import Page, Redirect
from sessions import Stage

RETURN = "/second-step/return"
# Who comes back from a login is half in, who comes back from their account is in.
BACK = frozenset([Stage.HALF, Stage.FULL])


class PromptApp(App):
    """The handlers that differ."""

    def __init__(self, accounts, prompts):
        super().__init__(accounts, verify=None)
        self.prompts = prompts
        codes = [route for route in self.routes if route[1].startswith(("/phone", "/login/code"))]
        for route in codes:
            del self.routes[route]
        self.routes |= {
            ("GET", "/login/code"): (frozenset([Stage.HALF]), self.waiting),
            ("POST", "/login/code"): (frozenset([Stage.HALF]), self.ask_again),
            ("POST", "/second-step"): (FULL, self.second_step),
            ("GET", RETURN): (BACK, self.come_back),
            ("GET", "/second-step/lost"): (ANYBODY, self.lost),
        }

    def after_password(self, request, user):
        """The right password opens half of the door. Only who has no second step yet is let in by it."""
        answer = self._step_up(request, Stage.HALF, user)
        if request.session.stage is not Stage.HALF:
            return answer
        return self._ask(request, user, "login")

    def second_step(self, request):
        return self._ask(request, self.accounts.find(request.session.user_id), "setup")

    def waiting(self, request):
        """Who comes by here left the prompt: they may open another."""
        return Page(pages.second_step(request.session.csrf, notice=request.session.take_notice()))

    def ask_again(self, request):
        return self._ask(request, self.accounts.find(request.session.user_id), "login")

    def come_back(self, request):
        """The browser brings a code. The prompt is the one that this session asked for, and its purpose too: a set-up that
        went well lets nobody in."""
        session, user = request.session, self.accounts.find(request.session.user_id)
        asked, session.prompt = session.prompt, None
        if asked is None:
            return Redirect("/second-step/lost")
        sid, state = asked
        code = request.query.get("code", "")
        fits = secrets.compare_digest(request.query.get("state", "").encode(), state.encode())
        approved = fits and code and self.prompts.approved_by(sid, code, _identity(user), state)
        if session.stage is Stage.FULL:
            session.notice = "Your second step is as you left it."
            return Redirect("/account")
        if approved:
            answer = self._step_up(request, Stage.FULL, user)
            if "recovery_codes" in approved:
                # They lost what they had: the codes are few, and the next loss would lock them out.
                request.session.notice = "You used a recovery code. Set up another second step now."
            return answer
        session.notice = "You are not logged in yet: the second step was not completed."
        return Redirect("/login/code")

    def lost(self, request):
        return Page(pages.lost(), 400)

    def account(self, request):
        session, user = request.session, self.accounts.find(request.session.user_id)
        return Page(pages.account_with_prompt(session.csrf, user, session.take_notice()))

    def _ask(self, request, user, purpose):
        state = secrets.token_urlsafe(16)
        try:
            made = self.prompts.create(purpose, _identity(user), user.name, state)
        except NotEnrolled:
            return self._step_up(request, Stage.FULL, user)
        except Unavailable:
            if request.session.stage is Stage.FULL:
                request.session.notice = "We could not ask for that just now. Try again in a moment."
                return Redirect("/account")
            return Page(pages.second_step(request.session.csrf, problem=pages.NOT_NOW), 503)
        request.session.prompt = (made.sid, state)
        return Redirect(made.url)


def _identity(user):
    """The person's name at Countersign: one that never changes and tells nothing."""
    return f"user-{user.id:08}"

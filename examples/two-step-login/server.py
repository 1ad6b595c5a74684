"""The plumbing between sockets and the functions in app.py: cookie, session, stage, CSRF token, headers.

A handler is a function that takes a `Request` and returns a `Page` or a `Redirect`. By the time it runs, its stage
was reached and, for a POST, the CSRF token was right.
"""

import dataclasses
import hmac
import http.cookies
import http.server
import pathlib
import re
import traceback
import urllib.parse

import pages
from sessions import Session, Stage

COOKIE = "two_step_session"
LONGEST_FORM = 16 * 1024
STYLE = (pathlib.Path(__file__).parent / "style.css").read_bytes()

# Where a browser belongs that has come to a page of another stage.
HOME = {Stage.ANONYMOUS: "/login", Stage.HALF: "/login/code", Stage.FULL: "/account"}

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action {}; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@dataclasses.dataclass
class Request:
    """What a handler sees. A handler that steps up puts the new session here, and the browser gets its name."""

    session: Session
    form: dict[str, str]
    query: dict[str, str]
    address: str


@dataclasses.dataclass(frozen=True)
class Page:
    """HTML to show."""

    html: str
    status: int = 200


@dataclasses.dataclass(frozen=True)
class Redirect:
    """Where to go on, with GET."""

    location: str


class FormRefused(Exception):
    """The body is too long or not a form."""


def handler_class(routes, sessions, secure_cookie, forms_lead_to=()):
    """The class that http.server wants. `routes` maps (method, path) to (stages allowed, handler). What a form is answered
    with may be a redirect: browsers follow one to our own pages and to the origins in `forms_lead_to`, nowhere else.
    """
    policy = HEADERS["Content-Security-Policy"].format(" ".join(("'self'", *forms_lead_to)))
    always = HEADERS | {"Content-Security-Policy": policy}

    class Handler(http.server.BaseHTTPRequestHandler):
        timeout = 30  # seconds that a silent browser may keep a thread
        server_version = "two-step-login"
        sys_version = ""

        def log_request(self, code="-", size="-"):
            """Without the query: what a browser brings back from a prompt is for us alone."""
            self.log_message('"%s %s" %s', self.command, urllib.parse.urlsplit(self.path).path, int(code))

        def do_GET(self):
            self._answer("GET")

        def do_POST(self):
            self._answer("POST")

        def _answer(self, method):
            path, query = urllib.parse.urlsplit(self.path)[2:4]
            if (method, path) == ("GET", "/style.css"):
                return self._send(200, STYLE, {"Content-Type": "text/css; charset=utf-8"})
            if (method, path) not in routes:
                return self._show(Page(pages.not_found(), 404))
            stages, handle = routes[method, path]
            session = sessions.find(self._cookie()) or sessions.begin()
            request = Request(session, {}, dict(urllib.parse.parse_qsl(query)), self.client_address[0])
            if method == "POST":
                try:
                    request.form = self._form()
                except FormRefused:
                    return self._show(Page(pages.form_refused(), 400), request)
                if not hmac.compare_digest(request.form.get("csrf", "").encode(), session.csrf.encode()):
                    return self._show(Page(pages.form_too_old(HOME[session.stage]), 403), request)
            if session.stage not in stages:
                return self._show(Redirect(HOME[session.stage]), request)
            try:
                answer = handle(request)
            except Exception:  # a fault of ours: told in full to the operator, and briefly to the person
                traceback.print_exc()
                answer = Page(pages.broken(), 500)
            return self._show(answer, request)

        def _form(self):
            length = self.headers.get("Content-Length", "")
            kind = self.headers.get_content_type()
            if not re.fullmatch("[0-9]{1,5}", length) or int(length) > LONGEST_FORM:
                raise FormRefused
            if kind != "application/x-www-form-urlencoded":
                raise FormRefused
            try:
                text = self.rfile.read(int(length)).decode()
                return dict(urllib.parse.parse_qsl(text, keep_blank_values=True, max_num_fields=20))
            except ValueError as problem:
                raise FormRefused from problem

        def _cookie(self):
            try:
                morsel = http.cookies.SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
            except http.cookies.CookieError:
                return ""
            return morsel.value if morsel else ""

        def _show(self, answer, request=None):
            headers = {}
            if request and request.session.id != self._cookie():
                secure = "; Secure" if secure_cookie else ""
                headers["Set-Cookie"] = f"{COOKIE}={request.session.id}; Path=/; HttpOnly; SameSite=Lax{secure}"
            if isinstance(answer, Redirect):
                return self._send(303, b"", headers | {"Location": answer.location})
            headers["Content-Type"] = "text/html; charset=utf-8"
            return self._send(answer.status, answer.html.encode(), headers)

        def _send(self, status, body, headers):
            self.send_response(status)
            for name, value in (always | headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler

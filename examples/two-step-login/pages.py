"""The pages, as HTML that works without JavaScript. Every value that came from outside goes through `_`."""

from html import escape as _

from verify import Check, Start

# What a person is told, and what they can do about it.
SAY = {
    Start.BAD_NUMBER: "That is not a phone number that we can reach. Check it, with its country code.",
    Start.NOT_REACHABLE: "We could not reach this number that way. Try the other way, or another number.",
    Start.TOO_MANY_SENDS: "We have sent the code several times already. Enter the code from the latest message or "
    "call. If nothing has arrived, wait ten minutes and ask again.",
    Start.TOO_MANY_CHECKS: "There were too many tries, so the code is blocked. Wait ten minutes, then ask for a new one.",
    Start.TOO_FAST: "That was a little fast. Wait a minute, then ask again.",
    Start.UNAVAILABLE: "We could not send a code just now. Try again in a moment.",
    Check.WRONG: "That code was not right, try again.",
    Check.NO_CODE: "This code has expired or was used already. Ask for a new one below.",
    Check.TOO_MANY_CHECKS: "There were too many tries, so the code is blocked. Wait ten minutes, then ask for a new one.",
    Check.UNAVAILABLE: "We could not check the code just now. Try again in a moment.",
}

SENT = {
    "sms": "We sent you a text message with a code.",
    "call": "We are calling you. Listen for the code.",
}


NOT_NOW = "We could not ask for your second step just now. Try again in a moment."


def home():
    return _page("Two-step login", '<p><a href="/login">Log in</a> or <a href="/register">make an account</a>.</p>')


def register(csrf, name="", problem=""):
    return _page(
        "Make an account",
        _form("/register", csrf, _name(name) + _password("new-password", "At least 8 characters."), "Make account")
        + '<p>You have one already? <a href="/login">Log in</a>.</p>',
        problem,
    )


def login(csrf, name="", problem=""):
    return _page(
        "Log in",
        _form("/login", csrf, _name(name) + _password("current-password"), "Log in")
        + '<p>New here? <a href="/register">Make an account</a>.</p>',
        problem,
    )


def account(csrf, user, notice=""):
    if user.phone:
        way = {"sms": "by text message", "call": "by a call"}[user.channel]
        step = f"<p>Log-in asks for a code, sent {way} to {_(masked(user.phone))}.</p>"
        link = "Change the number"
    else:
        step = "<p>Only your password protects this account.</p>"
        link = "Add a phone as second step"
    return _page(
        f"Hello, {user.name}",
        f'{step}<p><a href="/phone">{link}</a></p>' + _form("/logout", csrf, "", "Log out", quiet=True),
        notice=notice,
    )


def phone(csrf, number="", channel="sms", problem=""):
    choices = "".join(
        f'<label class="choice"><input type="radio" name="channel" value="{value}"'
        f'{" checked" if value == channel else ""}> {words}</label>'
        for value, words in (("sms", "Send me a text message"), ("call", "Call me and read it out"))
    )
    fields = (
        '<label for="phone">Phone number</label>'
        '<p class="hint" id="phone-hint">With country code, for example +1 501 712 2661.</p>'
        f'<input id="phone" name="phone" type="tel" autocomplete="tel" required value="{_(number)}"'
        f' aria-describedby="phone-hint{" problem" if problem else ""}"{_invalid(problem)}>'
        f"<fieldset><legend>How shall the code reach you?</legend>{choices}</fieldset>"
    )
    return _page(
        "Your phone",
        "<p>We send a code to this number. It becomes your second step once you have typed the code.</p>"
        + _form("/phone", csrf, fields, "Send the code")
        + '<p><a href="/account">Not now</a></p>',
        problem,
    )


def code(csrf, where, to, channel, problem="", notice=""):
    """The page that asks for the code; `where` is /login/code or /phone/code."""
    fields = (
        '<label for="code">Code</label>'
        '<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="16"'
        f' spellcheck="false" autofocus{_invalid(problem)}'
        f'{" aria-describedby=problem" if problem else ""}>'
    )
    other, words = ("sms", "Text me instead") if channel == "call" else ("call", "Call me instead")
    again = "Call me again" if channel == "call" else "Send it again"
    return _page(
        "Enter the code",
        f"<p>It goes to {_(to)}.</p>"
        + _form(where, csrf, fields, "Continue")
        + '<div class="row">'
        + _form(f"{where}/send", csrf, _hidden("channel", channel), again, quiet=True)
        + _form(f"{where}/send", csrf, _hidden("channel", other), words, quiet=True)
        + "</div>"
        + (
            '<p><a href="/phone">Use another number</a></p>'
            if where == "/phone/code"
            else _form("/logout", csrf, "", "Start over", quiet=True)
        ),
        problem,
        notice,
    )


def account_with_prompt(csrf, user, notice=""):
    """The account where Countersign's pages show the second step."""
    return _page(
        f"Hello, {user.name}",
        "<p>A second step protects your account when somebody finds your password.</p>"
        + _form("/second-step", csrf, "", "Set up the second step")
        + _form("/logout", csrf, "", "Log out", quiet=True),
        notice=notice,
    )


def second_step(csrf, problem="", notice=""):
    """For who gave the password and is not in."""
    return _page(
        "Second step",
        "<p>Your account asks for a second step after the password.</p>"
        + _form("/login/code", csrf, "", "Continue")
        + _form("/logout", csrf, "", "Start over", quiet=True),
        problem,
        notice,
    )


def lost():
    return _page("This page was opened already", '<p>Nothing was changed. <a href="/">Go to the start</a></p>')


def not_found():
    return _page("There is no such page", '<p><a href="/">Go to the start</a></p>')


def broken():
    return _page("Something went wrong here", '<p>It is not your fault. <a href="/">Go to the start</a></p>')


def form_refused():
    return _page("We could not read that form", '<p><a href="/">Go to the start</a></p>')


def form_too_old(back):
    return _page("This form is too old", f'<p>Nothing was changed. <a href="{_(back)}">Go back and try again</a>.</p>')


def masked(phone_number):
    """A number as its owner knows it and a stranger does not."""
    return "•••\N{NO-BREAK SPACE}" + phone_number[-4:]


def _page(title, body, problem="", notice=""):
    told = f'<p class="problem" id="problem" role="alert">{_(problem)}</p>' if problem else ""
    told += f'<p class="notice" role="status">{_(notice)}</p>' if notice else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{'Problem: ' if problem else ''}{_(title)}</title>"
        f'<link rel="stylesheet" href="/style.css"></head>\n<body><main><h1>{_(title)}</h1>\n{told}{body}</main></body></html>\n'
    )


def _form(action, csrf, fields, button, quiet=False):
    kind = ' class="quiet"' if quiet else ""
    return (
        f'<form method="post" action="{action}">{_hidden("csrf", csrf)}{fields}'
        f"<button{kind}>{_(button)}</button></form>\n"
    )


def _hidden(name, value):
    return f'<input type="hidden" name="{name}" value="{_(value)}">'


def _name(value):
    return (
        '<label for="name">Name</label>'
        f'<input id="name" name="name" autocomplete="username" required maxlength="64" value="{_(value)}">'
    )


def _password(autocomplete, hint=""):
    described = ' aria-describedby="password-hint"' if hint else ""
    return (
        '<label for="password">Password</label>'
        + (f'<p class="hint" id="password-hint">{_(hint)}</p>' if hint else "")
        + f'<input id="password" name="password" type="password" autocomplete="{autocomplete}" required{described}>'
    )


def _invalid(problem):
    return ' aria-invalid="true"' if problem else ""

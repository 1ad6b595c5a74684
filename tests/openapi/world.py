"""What made-up requests are about: things that are really there, and values that can be right. things.py has them."""

import itertools
import random
import re

from things import ABOUT, ALSO, LIKELY, MADE, RARE, UNDER, WHOLE

# What a collection is refused with that holds as many things as it may; then the world is made anew.
FULL = {60207, 60210, "Maximum number of webhooks reached"}
# What one is refused with that has this very thing.
THERE = {60213}


def anonymous(path):
    """`path` with `{}` for its parameters' names, which differ between documents."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def last_word(path):
    """The last word of a path that is no name."""
    return [piece for piece in path.split("/") if not piece.startswith("{")][-1]


class Full(Exception):
    """A collection holds as many things as it may."""


class World:
    """Makes what is asked about, once; for deletions and changes others than the rest is about."""

    def __init__(self, url, session, which):
        self.url, self.session, self.made, self.kept = url, session, {}, {}
        # Worlds beside each other on one server make different things.
        self.count = itertools.count(1 + 1000 * which)

    def begin_anew(self):
        """Leaves everything behind that was made."""
        self.made.clear()
        self.kept.clear()

    def path(self, method, path, dice):
        """Values for the parameters in `path`."""
        try:
            return self.find(method, path, dice)
        except Full:
            self.begin_anew()
            return self.find(method, path, dice)

    def find(self, method, path, dice=random):
        """The same; at its end where a collection is full."""
        found, so_far, kind, pieces = {}, "", "", path.strip("/").split("/")
        for place, piece in enumerate(pieces):
            if not piece.startswith("{"):
                so_far, kind = f"{so_far}/{piece}", f"{kind}/{piece}"
                continue
            assert kind in MADE, f"{path} needs a thing in {kind}: say in MADE how one is made"
            below = pieces[place + 1 :]
            if below and below[0] in UNDER:
                maker, use = UNDER[below[0]], below[0]
            else:
                maker, use = MADE[kind], method.lower() if not below and method.lower() != "get" else ""
            known = self.made.get((so_far, use))
            if known is None or (use and dice.random() < 0.25):
                known = self.made[so_far, use] = maker(self, so_far, next(self.count))
            found[piece.strip("{}")] = known
            so_far, kind = f"{so_far}/{known}", f"{kind}/{{}}"
        return found

    def likely(self, path, query, here, dice):
        """`query` with values that can be taken, for most of its parameters; `here` are those in the path."""
        try:
            return self.guess(last_word(path), query, query, here, dice)
        except Full:
            self.begin_anew()
            return query

    def body(self, path, body, here, dice):
        """The same for a body, and at times one that is right as a whole but for one parameter."""
        last = last_word(path)
        is_create = path.endswith(last)
        try:
            whole = WHOLE[last](self, here) if is_create and last in WHOLE and dice.random() < 0.4 else None
            if whole is not None:
                spoiled = dice.choice(sorted(body)) if body and dice.random() < 0.4 else None
                return {**whole, **({spoiled: body[spoiled]} if spoiled else {})}
            return self.guess(last, [*(ALSO.get(last, ()) if is_create else ()), *body], body, here, dice)
        except Full:
            self.begin_anew()
            return body

    def guess(self, last, names, body, here, dice):
        """Values for these names; at its end where a collection is full."""
        changed = {}
        for name in names:
            if name.split(".")[0] in RARE and dice.random() < 0.95:
                continue
            value = self.value(last, name, here, dice) if dice.random() < 0.95 else None
            if value is not None or name in body:
                changed[name] = body[name] if value is None else value
        if last in ABOUT and dice.random() < 0.3:
            name, named = ABOUT[last]
            changed[name] = list(self.path("delete", named, dice).values())[-1]
        return changed

    def value(self, last, name, here, dice):
        """What a parameter may be; none where nobody says."""
        values = LIKELY.get((last, name), LIKELY.get(name))
        if values is None:
            return None
        return values(self, here) if callable(values) else dice.choice(values)

    def post(self, path, data=None, json=None):
        """What a request that has to succeed is answered."""
        answer = self.session.post(self.url + path, data=data, json=json, timeout=30)
        if is_refused_with(answer, FULL | THERE):
            raise Full
        assert answer.ok, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()


def is_refused_with(answer, these):
    """Whether it has one of these codes or messages."""
    if answer.status_code < 400:
        return False
    body = answer.json()
    return body.get("code") in these or body.get("message") in these

"""Server-side sessions. The browser holds a random name for one and nothing else.

A session has a stage. `HALF` is a person who gave the right password and still owes the code; that stage opens the
pages of the second step and nothing more. Every step up gets a new name, so a name that somebody planted in a
browser beforehand is worth nothing afterwards.
"""

import dataclasses
import enum
import secrets
import threading
import time


class Stage(enum.Enum):
    """How far a browser has come; the value is for how many seconds the session lives."""

    ANONYMOUS = 30 * 60
    HALF = 15 * 60
    FULL = 8 * 60 * 60


@dataclasses.dataclass
class Session:
    """`pending_phone` is the number that a set-up is proving; `prompt` is the prompt that this browser was sent to, and the
    state it has to come back with. Both are kept here and never read from a form."""

    id: str
    csrf: str
    stage: Stage
    ends: float
    user_id: int | None = None
    pending_phone: str | None = None
    pending_channel: str | None = None
    prompt: tuple[str, str] | None = None
    notice: str = ""

    def take_notice(self):
        """The sentence to show once on the next page."""
        notice, self.notice = self.notice, ""
        return notice


class Sessions:
    """All sessions of this process. They end with it: everybody logs in again after a restart."""

    def __init__(self, now=time.monotonic):
        self._now = now
        self._lock = threading.Lock()
        self._by_id = {}
        self._next_sweep = 0.0

    def find(self, session_id):
        """The living session of that name, or None. Names that we did not give out are never adopted."""
        with self._lock:
            session = self._by_id.get(session_id)
        return session if session and session.ends > self._now() else None

    def begin(self):
        """A session for a browser that we do not know. It exists to give forms a CSRF token."""
        with self._lock:
            self._sweep()
            return self._add(Stage.ANONYMOUS, None)

    def step_up(self, old, stage, user_id):
        """Replace `old` by a new session; None if `old` has ended or was replaced while we looked away."""
        with self._lock:
            if self._by_id.pop(old.id, None) is None:
                return None
            return self._add(stage, user_id)

    def end(self, session):
        """Log out."""
        with self._lock:
            self._by_id.pop(session.id, None)

    def _add(self, stage, user_id):
        session = Session(
            id=secrets.token_urlsafe(32),
            csrf=secrets.token_urlsafe(32),
            stage=stage,
            ends=self._now() + stage.value,
            user_id=user_id,
        )
        self._by_id[session.id] = session
        return session

    def _sweep(self):
        now = self._now()
        if now >= self._next_sweep:
            self._next_sweep = now + 60
            self._by_id = {name: session for name, session in self._by_id.items() if session.ends > now}

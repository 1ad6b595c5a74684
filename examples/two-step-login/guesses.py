"""A simple brake on guessing passwords.

A guess is counted before the password is looked at, so many at once gain nothing. The count is kept for a name as
seen from one address, which keeps a stranger from locking people out of their own accounts, and for the address.
"""

import collections
import threading
import time

WINDOW = 5 * 60  # seconds
PER_NAME_AND_ADDRESS = 5
PER_ADDRESS = 60


class Guesses:
    """Guesses of the last five minutes, in memory."""

    def __init__(self, now=time.monotonic):
        self._now = now
        self._lock = threading.Lock()
        self._times = collections.defaultdict(collections.deque)

    def spend(self, address, name):
        """Count a guess; False when there were too many and the password must not be looked at."""
        limits = {(address, name.casefold()): PER_NAME_AND_ADDRESS, (address, None): PER_ADDRESS}
        with self._lock:
            self._forget_old()
            if any(len(self._times.get(key, ())) >= limit for key, limit in limits.items()):
                return False
            for key in limits:
                self._times[key].append(self._now())
            return True

    def forgive(self, address, name):
        """The password was right: earlier slips of this person do not count any more."""
        with self._lock:
            own = self._times.pop((address, name.casefold()), ())
            everybody = self._times[(address, None)]
            for guess in own:
                if guess in everybody:
                    everybody.remove(guess)

    def _forget_old(self):
        start = self._now() - WINDOW
        for key in list(self._times):
            times = self._times[key]
            while times and times[0] <= start:
                times.popleft()
            if not times:
                del self._times[key]

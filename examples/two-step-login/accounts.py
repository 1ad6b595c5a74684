"""People: a name, a password and, once they have proved that it is theirs, a phone number."""

import contextlib
import dataclasses
import hashlib
import hmac
import secrets
import sqlite3
import time

# 16 MiB and about a quarter of a second per password; stored with each hash, so that they can grow later.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**14, 8, 5

SCHEMA = """
CREATE TABLE IF NOT EXISTS users (
    id             INTEGER PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE COLLATE NOCASE,
    password       TEXT NOT NULL,
    phone          TEXT,
    channel        TEXT CHECK (channel IN ('sms', 'call')),
    phone_verified INTEGER,
    CHECK ((phone IS NULL) = (phone_verified IS NULL))
)"""


class NameTaken(Exception):
    """Somebody else has this name."""


@dataclasses.dataclass(frozen=True)
class User:
    """`phone` is the required second step. It is None until a code sent to it was approved."""

    id: int
    name: str
    phone: str | None
    channel: str | None


class Accounts:
    """The table of users in one SQLite file. Each call has its own connection, so threads may share this."""

    def __init__(self, file):
        self._file = file
        with self._database() as database:
            database.execute(SCHEMA)

    def register(self, name, password):
        """Make an account and return it; raises `NameTaken`."""
        try:
            with self._database() as database:
                row = database.execute(
                    "INSERT INTO users (name, password) VALUES (?, ?) RETURNING id", (name, _hash(password))
                ).fetchone()
        except sqlite3.IntegrityError as taken:
            raise NameTaken from taken
        return self.find(row[0])

    def with_password(self, name, password):
        """The account, if name and password fit; takes as long for a name that nobody has."""
        with self._database() as database:
            row = database.execute("SELECT id, password FROM users WHERE name = ?", (name,)).fetchone()
        if not _fits(password, row[1] if row else _NOBODY) or row is None:
            return None
        return self.find(row[0])

    def find(self, user_id):
        """The account as it is now, or None."""
        with self._database() as database:
            row = database.execute(
                "SELECT id, name, phone, channel FROM users WHERE id = ?", (user_id,)
            ).fetchone()
        return User(*row) if row else None

    def require_phone(self, user_id, phone, channel):
        """Make `phone` the second step. Call it only after a code sent to exactly this number was approved."""
        with self._database() as database:
            database.execute(
                "UPDATE users SET phone = ?, channel = ?, phone_verified = ? WHERE id = ?",
                (phone, channel, int(time.time()), user_id),
            )

    @contextlib.contextmanager
    def _database(self):
        with contextlib.closing(sqlite3.connect(self._file, timeout=10)) as database, database:
            yield database


def _hash(password):
    salt = secrets.token_bytes(16)
    return "$".join(
        [str(SCRYPT_N), str(SCRYPT_R), str(SCRYPT_P), salt.hex(), _scrypt(password, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P)]
    )


def _fits(password, stored):
    n, r, p, salt, expected = stored.split("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt), int(n), int(r), int(p)), expected)


def _scrypt(password, salt, n, r, p):
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=64 * 2**20).hex()


# Compared against when a name is unknown. Nobody knows the password that it is the hash of.
_NOBODY = _hash(secrets.token_hex(16))

"""Thousands of requests made up from the OpenAPI documents, Twilio's and our own, against the running server.

Needs what `countersign dev` prints: COUNTERSIGN_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN. The same requests on every
run: the seed is fixed.
"""

import json
import math
import multiprocessing
import os
import random
import sys
import time
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from world import FULL, World, anonymous, is_refused_with

HERE = Path(__file__).parent
URL = os.environ["COUNTERSIGN_URL"].rstrip("/")
SEED = 20260101
# For each document.
REQUESTS = 2600
METHODS = ("get", "post", "delete")
REFUSALS = {400, 401, 403, 404, 409, 413, 415, 422, 429}


def operations_of(document):
    """Method and path of all operations, deletions last: they take away what the others need."""
    found = [
        (method, path) for path, item in document["paths"].items() for method in METHODS if method in item
    ]
    return sorted(found, key=lambda one: one[0] == "delete")


def answers(method, path):
    """Whether the server has a route for this: it asks a stranger for credentials, and only there."""
    sent = requests.request(method, URL + anonymous(path).replace("{}", "x"), timeout=30)
    if sent.status_code == 401:
        return True
    assert sent.status_code in (404, 405), f"{method} {path}: {sent.status_code} to a stranger"
    return False


def the_list_is_exact(document):
    """What is missing has no route, and all else has one; gives what isn't to be asked."""
    lines = (HERE / "missing.txt").read_text().splitlines()
    missing = {tuple(line.split()) for line in lines if not line.startswith("#")}
    known = {(method.upper(), path) for method, path in operations_of(document)}
    assert missing <= known, f"not operations of Twilio's: {sorted(missing - known)}"
    for method, path in sorted(known):
        has, told = answers(method, path), (method, path) in missing
        assert not (has and told), f"the server has {method} {path}: take it out of missing.txt"
        assert has or told, f"the server has no {method} {path}"
    return {(method.lower(), path) for method, path in missing}


def as_it_is_meant(document):
    """Twilio's document, mended where its own examples contradict it: a passkey's challenge names nobody at first."""
    for name in ("Challenges", "ApproveChallenge"):
        answers = document["paths"][f"/v2/Services/{{ServiceSid}}/Passkeys/{name}"]["post"]["responses"].values()
        for answer in answers:
            members = answer["content"]["application/json"]["schema"]["properties"]
            for member in ("entity_sid", "factor_sid"):
                members[member] = {"anyOf": [members[member], {"type": "string", "enum": [""]}]}
    return document


def our_document_is_in_order(document):
    """It is OpenAPI, and its examples are what it says that requests and answers are."""
    validate(document)
    examples = 0
    for method, path in operations_of(document):
        operation = document["paths"][path][method]
        bodies = [(OAS30WriteValidator, operation.get("requestBody", {}))]
        bodies += [(OAS30ReadValidator, answer) for answer in operation["responses"].values()]
        for validator, body in bodies:
            for content in body.get("content", {}).values():
                schema = {**content["schema"], "components": document["components"]}
                several = [one["value"] for one in content.get("examples", {}).values()]
                for example in several or [content["example"]]:
                    validator(schema).validate(example)
                    examples += 1
    assert examples > 100, examples


def refusal(response):
    """A refusal has Twilio's shape, whatever was refused."""
    assert response.status_code in REFUSALS, f"{response.status_code} is no refusal of ours"
    body = response.json()
    assert set(body) - {"details"} == {"code", "message", "more_info", "status"}, body
    assert body["status"] == response.status_code, body
    assert isinstance(body["code"], int) and isinstance(body["message"], str), body


def code(response):
    """Twilio's error code in a refusal."""
    try:
        return response.json()["code"]
    except (ValueError, KeyError, TypeError):
        return "none"


class Run:
    """One document against the server."""

    def __init__(self, name, document, session, which, without=(), complete=False):
        self.name, self.document, self.session, self.complete = name, document, session, complete
        self.world = World(URL, session, which)
        self.operations = [one for one in operations_of(document) if one not in without]
        # Credentials are always right: strangers are other tests' business.
        config = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
        self.schema = schemathesis.openapi.from_dict(document, config=config)
        self.statuses, self.faults, self.asked = defaultdict(Counter), {}, 0

    def play(self):
        """All operations; then what was found."""
        each = math.ceil(REQUESTS / len(self.operations))
        started = time.monotonic()
        for method, path in self.operations:
            operation = self.schema[path][method.upper()]
            self.ask(operation, GenerationMode.POSITIVE, each - each // 3)
            self.ask(operation, GenerationMode.NEGATIVE, each // 3)
        self.report(time.monotonic() - started)

    def ask(self, operation, mode, count):
        """`count` requests for one operation, most of them about things that are there."""
        cases = operation.as_strategy(generation_mode=mode)

        @seed(SEED)
        @settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases, chance=st.integers(0, 2**64 - 1))
        def one(case, chance):
            # Hypothesis likes small numbers, and repeats them.
            self.asked += 1
            dice = random.Random(f"{self.asked} {chance}")
            here = {}
            if dice.random() < 0.85:
                here = self.world.path(operation.method, operation.path, dice)
                case.path_parameters = {**(case.path_parameters or {}), **here}
            if case.query and dice.random() < 0.5:
                case.query = self.world.likely(operation.path, case.query, here, dice)
            if isinstance(case.body, dict) and dice.random() < 0.85:
                case.body = self.world.body(operation.path, case.body, here, dice)
            self.look(operation, case, case.call(base_url=URL, session=self.session, timeout=30))

        try:
            one()
        except Unsatisfiable:
            # Where nothing can be wrong, only right ones are left.
            if mode is GenerationMode.POSITIVE:
                raise
            self.ask(operation, GenerationMode.POSITIVE, count)

    def look(self, operation, case, response):
        """Remembers the answer, and the first of each kind that breaks a promise."""
        where = f"{operation.method.upper()} {operation.path}"
        told = str(response.status_code)
        if response.status_code >= 400:
            told += f"/{code(response)}"
        self.statuses[where][told] += 1
        if is_refused_with(response, FULL):
            self.world.begin_anew()
        checks = [not_a_server_error]
        if response.status_code < 400 or self.complete:
            checks += [status_code_conformance, content_type_conformance, response_schema_conformance]
        try:
            case.validate_response(response, checks=checks)
            if response.status_code >= 400:
                refusal(response)
        except (AssertionError, ValueError, schemathesis.errors.SchemathesisError, BaseExceptionGroup) as fault:
            told = str(getattr(fault, "exceptions", [fault])[0])
            self.faults.setdefault((where, response.status_code, told.splitlines()[0]), (fault, response))

    def report(self, seconds):
        """Prints what was asked and answered; ends the run where something doesn't hold."""
        total = sum(sum(found.values()) for found in self.statuses.values())
        for where, found in self.statuses.items():
            print(f"  {where}: {', '.join(f'{n} × {status}' for status, n in sorted(found.items()))}")
        print(f"{self.name}: {total} requests, {len(self.operations)} operations, {seconds:.0f} s")
        for (where, status, told), (fault, response) in self.faults.items():
            request = response.request
            print(f"\nFAULT {where}: {status}: {told}", file=sys.stderr)
            for error in getattr(fault, "exceptions", [fault]):
                print(f"  {type(error).__name__}: {error}"[:1500], file=sys.stderr)
            print(f"  {request.method} {request.url}\n  {request.body!r}"[:1500], file=sys.stderr)
            print(f"  {response.content!r}"[:1500], file=sys.stderr)
        assert not self.faults, f"{len(self.faults)} faults"
        assert total >= REQUESTS, f"only {total} requests"
        for where, found in self.statuses.items():
            assert any(status < "300" for status in found), f"{where} never succeeded: say how in world.py"


def session():
    """With credentials, and past any proxy."""
    made = requests.Session()
    made.auth = (os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
    made.trust_env = False
    return made


def main():
    """Twilio's document, and ours beside it in another process."""
    twilios = json.loads((HERE / "twilio_verify_v2.json").read_text())
    ours = requests.get(f"{URL}/openapi.json", timeout=30)
    assert ours.status_code == 200, "anybody may read the document"
    our_document_is_in_order(ours.json())
    without = the_list_is_exact(twilios)
    run = partial(Run, session=session())
    runs = [
        run("Twilio's document", as_it_is_meant(twilios), which=0, without=without),
        run("Our document", ours.json(), which=1, complete=True),
    ]
    processes = [multiprocessing.Process(target=one.play) for one in runs]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    sys.exit(max(abs(process.exitcode) for process in processes))


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    main()

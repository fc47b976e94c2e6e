"""The relay's API as a worker needs it: Python's standard library is all that this takes."""

import json
import random
import threading
import time
from contextlib import suppress
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

LEASE_SECONDS = 300
WAIT_SECONDS = 20
REPORT_SECONDS = 60
FINAL = {"successful", "failed", "abandoned"}
PASSING = {408, 425, 429}


class RelayProblem(Exception):
    """The relay refuses, or Pleo does: repeating it changes nothing. `type` is the code of the error."""

    def __init__(self, status, type, message):
        super().__init__(message)
        self.status = status
        self.type = type


class LeaseLost(Exception):
    """The job is not this worker's any more: another one may have it. The call that raised it wrote nothing."""


class NoRedirects(HTTPRedirectHandler):
    """The relay never redirects: the key must go nowhere else."""

    def redirect_request(self, *_):
        return None


class Relay:
    def __init__(self, url, key=None, lease_token=None):
        self.url = url.rstrip("/")
        self.key = key
        self.headers = {"Content-Type": "application/json"}
        if key:
            self.headers["Authorization"] = f"Bearer {key}"
        if lease_token:
            self.headers["Lease-Token"] = lease_token
        self.opener = build_opener(NoRedirects)

    def call(self, method, path, body=None, within=REPORT_SECONDS, try_seconds=45, accepted=lambda sent: None):
        """
        Repeats the request until there is a final answer, and returns its JSON: reports are idempotent. Raises
        RelayProblem, and after `within` seconds what the last try met. `accepted` hears when the good try was made.
        """
        data = None if body is None else json.dumps(body).encode()
        end = time.monotonic() + within
        wait = 0.2
        while True:
            request = Request(self.url + path, data, self.headers, method=method)
            sent = time.monotonic()
            try:
                with self.opener.open(request, timeout=try_seconds) as answer:
                    text = answer.read()
                    result = json.loads(text) if text else None
                accepted(sent)
                return result
            except HTTPError as error:
                problem = problem_of(error)
                if error.code not in PASSING and error.code < 500:
                    raise problem from None
                met, pause = problem, wait * random.random() + retry_after(error)
            except (OSError, HTTPException, ValueError) as error:
                met, pause = error, wait * random.random()
            if time.monotonic() + pause > end:
                raise met
            time.sleep(pause)
            wait = min(5, wait * 2)

    def rows(self, path, **query):
        """The rows of all pages of one of Pleo's lists, read as they are needed."""
        cursors = set()
        after = {}
        while True:
            page = self.call("GET", f"{path}?{urlencode({**query, 'limit': 100, **after})}", within=120)
            yield from page["data"]
            if not page["pagination"]["hasNextPage"]:
                return
            cursor = page["pagination"].get("endCursor")
            if not cursor or cursor in cursors:
                raise ValueError("The list does not end: a page has no new cursor")
            cursors.add(cursor)
            after = {"after": cursor}

    def claim(self):
        """A job that the relay gives to this worker and to no other, started already; None when there is none now."""
        sent = []
        body = {"leaseSeconds": LEASE_SECONDS, "waitSeconds": WAIT_SECONDS}
        claim = self.call("POST", "/v1/export-jobs/claim", body, accepted=sent.append)
        return ClaimedJob(self, claim, sent[0]) if claim else None


class ClaimedJob:
    """A job that this worker holds, by a lease that heartbeats keep: `with relay.claim() as job`."""

    def __init__(self, relay, claim, claimed_at):
        self.id = claim["job"]["id"]
        self.path = f"/v1/export-jobs/{quote(self.id)}"
        self.relay = Relay(relay.url, relay.key, claim["lease"]["token"])
        self.is_over = threading.Event()
        self.is_lost = threading.Event()
        # By the monotonic clock, from before the request: not later than at the relay.
        self.claimed_at = claimed_at
        self.lapses_at = claimed_at + LEASE_SECONDS
        # A heartbeat is a sign of life for the job as well, and that may be due earlier.
        self.heartbeat_seconds = min(LEASE_SECONDS, claim["job"]["expiresIn"]) / 3

    def __enter__(self):
        threading.Thread(target=self.keep, daemon=True).start()
        return self

    def __exit__(self, kind, *_):
        """A worker that is stopped gives the job back; any other failure leaves it until the lease is over."""
        was_over = self.is_over.is_set()
        self.is_over.set()
        if kind and not issubclass(kind, Exception) and not was_over:
            with suppress(Exception):
                self.report("POST", "/release", {}, within=5)

    def keep(self):
        # A claim that waited for its job has used up the beginning of the lease, as far as this side knows.
        pause = self.claimed_at + self.heartbeat_seconds - time.monotonic()
        while not self.is_over.wait(max(0, pause)):
            pause = self.heartbeat_seconds
            try:
                self.report("POST", "/heartbeat", {}, within=self.heartbeat_seconds)
            except (RelayProblem, LeaseLost):
                self.is_lost.set()
                return
            except Exception:
                continue  # No answer: the next one may have one, until the lease is over.

    def renewed(self, sent):
        # The relay renews a lease once a second at most.
        self.lapses_at = max(self.lapses_at, sent + LEASE_SECONDS - 1)

    def check(self):
        """Raises LeaseLost: do nothing more with the job."""
        if self.is_lost.is_set() or time.monotonic() >= self.lapses_at:
            raise LeaseLost(f"The lease of {self.id} is lost")

    def entries(self):
        """What is still to be booked: without the entries that have a final result, wherever it has got to."""
        items = self.relay.rows(f"/v3/export-jobs/{quote(self.id)}/items")
        done = {item["accountingEntryId"] for item in items if item["status"] in FINAL}
        for entry in self.relay.rows("/v3/export-items", job_id=self.id):
            if entry["accountingEntryId"] not in done:
                done.add(entry["accountingEntryId"])
                self.check()
                yield entry

    def results(self, results):
        """Reports up to 1,000 results, and returns those that do not stand."""
        return self.report("PUT", "/items", results)["errors"]

    def finish(self):
        """All results are in. Returns the event that they come to."""
        return self.end(f"{self.path}/finish", {})

    def failed(self, reason, reason_type):
        """Nothing could be begun."""
        why = {"failureReason": reason, "failureReasonType": reason_type}
        return self.end("/v1/export-job-events", {"jobId": self.id, "event": "failed", **why})

    def end(self, path, body):
        self.is_over.set()  # A heartbeat that comes after it would be refused.
        try:
            # A first try whose answer was lost has ended the lease: the same again, with its token, is answered the same.
            return self.relay.call("POST", path, body)
        except RelayProblem as problem:
            raise self.lost_or(problem) from None

    def report(self, method, part, body, within=REPORT_SECONDS):
        self.check()
        try:
            return self.relay.call(method, self.path + part, body, within, 10, self.renewed)
        except RelayProblem as problem:
            raise self.lost_or(problem) from None

    def lost_or(self, problem):
        if problem.type != "LEASE_LOST":
            return problem
        self.is_lost.set()
        return LeaseLost(str(problem))


def problem_of(error):
    """What an error answer says; Pleo's words where the relay passes them on."""
    try:
        body = json.loads(error.read())
        return RelayProblem(error.code, body["type"], body.get("message", body["type"]))
    except (OSError, HTTPException, ValueError, LookupError, TypeError):
        return RelayProblem(error.code, "about:blank", f"HTTP {error.code}")


def retry_after(error):
    value = error.headers.get("Retry-After", "")
    return int(value) if value.isdecimal() else 0

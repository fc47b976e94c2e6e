"""A worker: the relay gives it jobs, it books their entries and says how each went. Run as many as you like."""

import os
import signal
import sys
import time

from accounting_system import AccountingSystem, BookingRefused
from relay import PASSING, Relay, RelayProblem

RELAY_URL = os.environ.get("RELAY_URL", "http://127.0.0.1:3000")
BOOKS = os.environ.get("BOOKS", "books.jsonl")

relay = Relay(RELAY_URL, os.environ.get("RELAY_KEY"))
books = AccountingSystem(BOOKS)


class Stopped(BaseException):
    """A signal stops the worker."""


def stop(*_):
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def result_of(entry):
    entry_id = entry["accountingEntryId"]
    try:
        # A worker that was killed may have booked it, and could not say so.
        voucher = books.find(entry_id) or books.book(entry)
    except BookingRefused as refused:
        why = {"failureReason": str(refused), "failureReasonType": "account_unknown"}
        return {"accountingEntryId": entry_id, "status": "failed", **why}
    booked = {"externalId": voucher["number"], "exportedAt": voucher["bookedAt"]}
    return {"accountingEntryId": entry_id, "status": "successful", **booked}


def work(job):
    try:
        for entry in job.entries():
            for error in job.results([result_of(entry)]):
                log(f"{error['accountingEntryId']}: {error['message']}")
        log(f"{job.id} is done: {job.finish()['event']}")
    except RelayProblem as problem:
        # Pleo hands out no entry before the customer has named this account, and then a new export is needed.
        if problem.type.upper() != "MISSING_CONTRA_ACCOUNTS":
            raise
        job.failed(str(problem), "missing_configuration")


def next_job():
    """None when there is none now."""
    try:
        return relay.claim()
    except RelayProblem as problem:
        if problem.status < 500 and problem.status not in PASSING:
            sys.exit(f"The relay gives no jobs to this key: {problem}")
        log(f"No jobs for now: {problem}")
    except Exception as error:
        log(f"No jobs for now: {error!r}")


def main():
    log(f"Takes jobs from {RELAY_URL} and books them in {BOOKS}")
    while True:
        began = time.monotonic()
        job = next_job()
        if not job:
            # A relay that is being stopped says so at once.
            time.sleep(max(0, began + 1 - time.monotonic()))
            continue
        try:
            with job:
                work(job)
        except Exception as error:
            # Whatever it is: the job comes back when its lease is over.
            log(f"{job.id} is left: {error!r}")


def log(text):
    print(text, flush=True)


signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)
try:
    main()
except Stopped:
    log("Stopped")

"""Stands for the accounting system: its books are a file, a line for each voucher. Put yours here."""

import json
import os
import time
from datetime import datetime, timezone

BOOKING_SECONDS = 0.02
CHART_OF_ACCOUNTS = {"6640", "6673", "6815"}


class BookingRefused(Exception):
    """The accounting system will not book this entry, and trying again would not help."""


class AccountingSystem:
    """Takes an entry as often as it is told to. Where yours knows idempotency keys, `accountingEntryId` is one."""

    def __init__(self, file):
        self.file = file

    def find(self, entry_id):
        """The voucher of an entry that is booked already, or None."""
        if not os.path.exists(self.file):
            return None
        with open(self.file, encoding="utf-8") as books:
            vouchers = (json.loads(line) for line in books)
            return next((one for one in vouchers if one["accountingEntryId"] == entry_id), None)

    def book(self, entry):
        """Books an entry and returns its voucher. Raises BookingRefused."""
        accounts = [line.get("account") or {} for line in entry["accountingEntryLines"]]
        for code in (account.get("code") or "none" for account in accounts):
            if code not in CHART_OF_ACCOUNTS:
                raise BookingRefused(f"The ledger has no account {code}.")
        time.sleep(BOOKING_SECONDS)
        entry_id = entry["accountingEntryId"]
        booked_at = datetime.now(timezone.utc).isoformat()
        voucher = {"accountingEntryId": entry_id, "number": f"voucher-{entry_id}", "bookedAt": booked_at}
        with open(self.file, "a", encoding="utf-8") as books:
            books.write(json.dumps({**voucher, "amount": entry["amount"]}) + "\n")
        return voucher

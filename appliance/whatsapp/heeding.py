"""Receipts, and what a failure that Meta tells only afterwards means for others than its message."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.database import run_transaction
from appliance.templates.sync_state import ask_for_sync
from appliance.whatsapp.meanings import SYNC_TEMPLATES
from appliance.whatsapp.outcomes import heed_failure, heed_failures
from appliance.whatsapp.payload import Receipt
from appliance.whatsapp.receipts import settle_late, take_receipt
from appliance.whatsapp.recipients import learn_recipients


def take_receipts(context: Context, receipts: Sequence[Receipt]) -> None:
    """Applies them in one transaction: 131042 stops all sending, 131050 is kept on the contact …

    Then learns whom they name, in transactions that lock in the contacts' own order.
    """
    settings = context.settings.whatsapp

    def work(session: Session) -> set[str | None]:
        effects = set()
        for receipt in receipts:
            failed = take_receipt(session, receipt)
            if failed is not None:
                effects.add(heed_failure(session, failed, receipt.error_code, settings).effect)
        return effects

    if SYNC_TEMPLATES in run_transaction(context.sessions, work):
        ask_for_sync(context)
    learn_recipients(context, receipts)


def take_late(context: Context) -> None:
    """Likewise those that were parked in the very moment their message got its id."""
    settings = context.settings.whatsapp

    def work(session: Session) -> set[str | None]:
        return heed_failures(session, settle_late(session), settings)

    if SYNC_TEMPLATES in run_transaction(context.sessions, work):
        ask_for_sync(context)

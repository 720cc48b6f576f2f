"""`python -m bench.conformance FOLDER`: is every webhook of a folder stored and shown?

Each body goes through the real web view, signed, and the real processing, on a throw-away database that is
empty for each. What a body speaks of without containing it (the message under a reaction, a receipt's) is
put there first. A table tells for each: what it holds, where that was stored, and the line a person reads.
Exit code 1 if anything was answered 200 and is nowhere, or was not answered 200.
"""

import argparse
import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select, text

from appliance.app import create_app
from appliance.context import Context
from appliance.database import Base, transaction
from appliance.whatsapp.envelope import MalformedBody, Note, read_body, walk
from appliance.whatsapp.models import WebhookDelivery
from appliance.whatsapp.receiving import process_delivery
from bench.conformance_traces import Trace, seed, trace
from bench.payload_files import Payload, numbers_of, read_folder
from bench.throwaway import throwaway_tenant

LINE = 90


@dataclass(frozen=True)
class Row:
    file: str
    kind: str
    stored: str
    rendered: str
    is_dropped: bool = False


def main() -> None:
    """Prints the table; exit code 1 when something was dropped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--database", default="mysql", choices=("mysql", "mariadb"))
    parser.add_argument("--json", action="store_true", help="one JSON object per row instead of a table")
    options = parser.parse_args()
    if not options.folder.is_dir():
        raise SystemExit(f"{options.folder} is no folder")
    silence_logs()
    payloads = list(read_folder(options.folder))
    with throwaway_tenant(options.database) as context:
        rows = [row for payload in payloads for row in examine(context, payload)]
    _print(rows, as_json=options.json)
    dropped = sum(row.is_dropped for row in rows)
    webhooks = sum(payload.document is not None for payload in payloads)
    print(f"{webhooks} webhooks of {len(payloads)} payloads, {len(rows)} items, {dropped} dropped")
    raise SystemExit(1 if dropped or not payloads else 0)


def silence_logs() -> None:
    """The table is what there is to read."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def examine(context: Context, payload: Payload) -> Iterator[Row]:
    """A row for each thing that `payload` says."""
    if payload.document is None:
        yield Row(payload.name, "-", "-", payload.problem or "")
        return
    ours = _as_tenant_of(context, payload.document)
    _empty(ours)
    with transaction(ours.sessions) as session:
        seed(session, payload.document)
    body = json.dumps(payload.document, separators=(",", ":")).encode()
    status = _post(ours, body)
    if status != 200:
        yield Row(payload.name, "-", f"answered {status}", "", is_dropped=True)
        return
    delivery = _process(ours)
    try:
        items = list(
            walk(read_body(body), ours.settings.whatsapp.phone_number_id, ours.settings.whatsapp.waba_id)
        )
    except MalformedBody as error:
        yield Row(payload.name, "malformed", f"delivery {delivery.state}", f"admin: {error}")
        return
    if not items:
        yield Row(payload.name, "nothing", "delivery", "says nothing")
    for item in items:
        if isinstance(item, Note):
            yield Row(payload.name, "left aside", "delivery, with a note", item.text)
            continue
        with ours.sessions() as session:
            for found in trace(session, item, delivery):
                yield _row(payload.name, found)


def _row(name: str, found: Trace) -> Row:
    return Row(name, found.kind, found.stored or "NOWHERE", found.rendered, is_dropped=not found.stored)


def _as_tenant_of(context: Context, document: Any) -> Context:
    number, account = numbers_of(document)
    whatsapp = replace(context.settings.whatsapp, phone_number_id=number, waba_id=account)
    return replace(context, settings=replace(context.settings, whatsapp=whatsapp))


def _empty(context: Context) -> None:
    with transaction(context.sessions) as session:
        session.execute(text("SET FOREIGN_KEY_CHECKS = 0"))
        for table in Base.metadata.sorted_tables:
            session.execute(table.delete())
        session.execute(text("SET FOREIGN_KEY_CHECKS = 1"))
    context.redis.flushdb()


def _post(context: Context, body: bytes) -> int:
    secret = context.settings.whatsapp.app_secret.encode()
    signature = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    answer = (
        create_app(context)
        .test_client()
        .post(
            "/webhooks/whatsapp",
            data=body,
            content_type="application/json",
            headers={"X-Hub-Signature-256": signature},
        )
    )
    return answer.status_code


def _process(context: Context) -> WebhookDelivery:
    with context.sessions() as session:
        delivery_id = session.scalars(select(WebhookDelivery.id)).one()
    process_delivery(context, delivery_id)
    with context.sessions() as session:
        return session.get_one(WebhookDelivery, delivery_id)


def _print(rows: list[Row], *, as_json: bool) -> None:
    if as_json:
        for row in rows:
            print(json.dumps(asdict(row), ensure_ascii=False))
        return
    columns = ("file", "kind", "stored", "rendered")
    lines = [columns, *((row.file, row.kind, row.stored, _one_line(row.rendered)) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line[:3], widths, strict=True)]
        print("  ".join([*cells, line[3]]).rstrip())


def _one_line(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LINE else line[: LINE - 1] + "…"


if __name__ == "__main__":
    main()

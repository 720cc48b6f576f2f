"""A platform's database with so many tenants, each with a month of nights and a season of curves behind."""

import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from control_plane.alarms.catalog import SEVERITIES
from control_plane.database import Base, make_engine, utc_now
from control_plane.migrations.commands import migrate
from control_plane.models import Alarm, Backup, Credential, Hostname, Operation, OperationStep, Tenant
from control_plane.observation_models import TenantObservation, TenantPoint
from control_plane.operations.steps.engine_secrets import VAULT_SECRETS
from control_plane.services.credentials import Vault
from control_plane.services.observations import LONG, LONG_POINTS, SHORT, SHORT_POINTS
from control_plane.services.usage import month_bounds
from control_plane.services.usage_figures import AiPrices, read_figures
from control_plane.settings import Settings
from control_plane.usage_models import TenantUsage

NIGHTS = 30
USAGE_MONTH = f"{utc_now().replace(day=1) - timedelta(days=1):%Y-%m}"
_WORDS = ("Padaria", "Clínica", "Escola", "Farmácia", "Oficina", "Mercado", "Estúdio", "Livraria")
_PLACES = ("São João", "Águas Claras", "Vila Madalena", "Boa Vista", "Santo André", "Jardim América")
_AT_ONCE = 5000


def fill(settings: Settings, tenants: int) -> None:
    """Migrates, and fills in what so many tenants leave behind."""
    engine = make_engine(settings.database_url)
    migrate(engine, settings.platform_key)
    names = [(str(uuid.UUID(int=number + 1)), f"client-{number:05}") for number in range(tenants)]
    random = Random(tenants)
    with engine.begin() as connection:
        _add(connection, Tenant, (_tenant(id_, slug, random) for id_, slug in names))
        _add(
            connection,
            Hostname,
            (
                {"name": name, "tenant_id": id_, "is_attached": True}
                for id_, slug in names
                for name in (f"{slug}.localhost", f"atendimento.{slug}.com.br")
            ),
        )
        _add(connection, Credential, _credentials(settings, names))
        _add(connection, Operation, _operations(names))
        _add(connection, OperationStep, _steps(names))
        _add(connection, Backup, _backups(names))
        _add(connection, Alarm, _alarms(names, random))
        _add(connection, TenantUsage, _usage(names, random))
        _add(connection, TenantObservation, (_observation(id_, random) for id_, _ in names))
        _add(connection, TenantPoint, _points(names, SHORT, SHORT_POINTS))
        _add(connection, TenantPoint, _points(names, LONG, LONG_POINTS))
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA optimize")
    engine.dispose()


def _add(connection: Connection, table: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _tenant(id_: str, slug: str, random: Random) -> dict[str, Any]:
    images = dict.fromkeys(("appliance", "mysql", "redis", "backup_mysql"), "guiche/x:dev")
    return {
        "id": id_,
        "slug": slug,
        "name": f"{random.choice(_WORDS)} {random.choice(_PLACES)} {slug[-5:]}",
        "lifecycle": "active",
        "generation": 1,
        "configuration": {
            "database": "mysql",
            "locale": "pt-BR",
            "timezone": "America/Sao_Paulo",
            "whatsapp": {
                "phone_number_id": str(10**9 + int(slug[-5:])),
                "waba_id": "1",
                "display_phone_number": "",
            },
            "fila_ia": {"url": "http://fila.example"},
            "users": [{"name": "Ana Silva", "email": "ana@client.example", "role": "admin"}],
            "images": images,
        },
        "created_at": utc_now() - timedelta(days=random.randint(31, 700)),
    }


def _credentials(settings: Settings, names: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    vault = Vault(settings.platform_key)
    for id_, _ in names:
        for name in VAULT_SECRETS:
            value = f"{name}-of-{id_}"
            sealed = vault.seal(id_, name, 1, value)
            yield {"tenant_id": id_, "name": name, "version": 1, "sealed": sealed, "is_revealed": False}


def _nights(names: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, Any]]:
    now = utc_now()
    for at, (id_, _) in enumerate(names):
        for night in range(NIGHTS):
            moment = now - timedelta(days=night + 1, seconds=at)
            yield id_, str(uuid.UUID(int=(at + 1) * 1000 + night + 2**100)), moment


def _operations(names: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    for id_, operation_id, moment in _nights(names):
        yield {
            "id": operation_id,
            "kind": "backup",
            "tenant_id": id_,
            "inputs": {"trigger": "nightly"},
            "results": {},
            "state": "succeeded",
            "requested_by": "clock",
            "created_at": moment,
            "started_at": moment,
            "finished_at": moment + timedelta(seconds=20),
        }


def _steps(names: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    for _, operation_id, moment in _nights(names):
        yield {
            "operation_id": operation_id,
            "position": 0,
            "name": "run_backup",
            "state": "done",
            "percent": 100,
            "message": "done",
            "output": "a line of output\n" * 10,
            "attempts": 1,
            "started_at": moment,
        }


def _backups(names: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    for id_, operation_id, moment in _nights(names):
        yield {
            "id": operation_id,
            "tenant_id": id_,
            "operation_id": operation_id,
            "trigger": "nightly",
            "database_snapshot": "ab" * 32,
            "media_snapshot": "ab" * 32,
            "manifest": {"rows": dict.fromkeys("abcdefghij", 100)},
            "bytes": 10**7,
            "created_at": moment + timedelta(seconds=20),
            "offsite_at": moment + timedelta(minutes=10),
            "proven_at": moment + timedelta(hours=9) if moment.day % 7 == 0 else None,
        }


def _alarms(names: Sequence[tuple[str, str]], random: Random) -> Iterator[dict[str, Any]]:
    """Three of each tenant that are over; one in twenty has two that are not."""
    for at, (id_, _) in enumerate(names):
        for number in range(5 if at % 20 == 0 else 3):
            raised = utc_now() - timedelta(days=random.randint(0, 30))
            yield {
                "code": "tenant_unreachable",
                "tenant_id": id_,
                "subject": str(number),
                "severity": random.choice(SEVERITIES),
                "details": {"minutes": 5, "problem": "timeout"},
                "raised_at": raised,
                "seen_at": raised,
                "cleared_at": raised + timedelta(hours=1) if number < 3 else None,
            }


def _usage(names: Sequence[tuple[str, str]], random: Random) -> Iterator[dict[str, Any]]:
    """Of the whole month before this one: USAGE_MONTH."""
    first, after = month_bounds(USAGE_MONTH)
    for id_, _ in names:
        for number in range((after - first).days):
            sent = {
                "messages_in": random.randint(0, 5000),
                "messages_out": {"service": random.randint(0, 5000), "utility": random.randint(0, 90)},
                "ai_answers": random.randint(0, 900),
                "ai_tokens_in": random.randint(0, 10**6),
                "ai_tokens_out": random.randint(0, 10**5),
                "storage_database": 10**8 + number,
                "storage_media": 10**9 + number,
                "users": 12,
                "active_users": random.randint(0, 12),
            }
            yield {
                "tenant_id": id_,
                "day": first + timedelta(days=number),
                "plan": "standard",
                "figures": read_figures(sent, AiPrices(Decimal(2), Decimal(8))),
            }


def _observation(id_: str, random: Random) -> dict[str, Any]:
    now = utc_now()
    service = {
        "state": "running",
        "since": "2026-01-01",
        "restarts": 0,
        "image": "guiche/x:dev",
        "message": "",
    }
    more: dict[str, Any] = {
        "memory_bytes": 2**26,
        "memory_limit": 2**28,
        "cpu_milli": 5,
        "task": "ab" * 12,
        "version": 9,
    }
    more["image"] = "guiche/x:dev"
    return {
        "tenant_id": id_,
        "health": random.choices(("up", "unready", "down"), (97, 1, 2))[0],
        "reason": "",
        "since": now,
        "seen_at": now,
        "latency_ms": random.randint(5, 90),
        "measured_at": now,
        "version": f"guiche/appliance:v{random.randint(1, 3)}",
        "memory_bytes": random.randint(2 * 10**8, 6 * 10**8),
        "memory_limit": 10**9,
        "cpu_milli": random.randint(1, 900),
        "disk_bytes": random.randint(10**8, 10**10),
        "messages_today": random.randint(0, 5000),
        "ai_today": random.randint(0, 900),
        "services": [{"name": name, **service, **more} for name in ("mysql", "redis", "web", "worker")],
        "figures": [["guiche_queue_jobs", f'queue="q{number}"', 0.0] for number in range(20)],
    }


def _points(names: Sequence[tuple[str, str]], grain: int, count: int) -> Iterator[dict[str, Any]]:
    newest = int(time.time()) // grain
    for slot in range(newest - count, newest):
        for id_, _ in names:
            yield {
                "grain": grain,
                "slot": slot,
                "tenant_id": id_,
                "up": 100,
                "latency_ms": slot % 90,
                "memory_bytes": 3 * 10**8 + slot % 1000,
                "cpu_milli": slot % 500,
                "disk_bytes": 10**9,
                "messages": slot % 288,
                "ai": slot % 50,
            }

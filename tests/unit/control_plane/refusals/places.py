"""What stands in each place of a path: ids of another tenant and of another operator, all of them real.

A route whose place is not here fails the tests: say what of another's it must refuse.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from control_plane.actor import Actor, Visitor
from control_plane.database import transaction, utc_now
from control_plane.event_models import EventDelivery
from control_plane.models import Backup, BrandPicture, Operation, SupportAccess, Tenant
from control_plane.roles import OWNER
from control_plane.services import alarms
from control_plane.services.container import Services
from control_plane.services.preflight import Person, TenantRequest, WhatsApp
from control_plane.services.tokens import new_token
from control_plane.webhook_models import AppWebhook
from tests.unit.control_plane.refusals.route_map import SLUG

OURS, THEIRS = "acme", "beta"
NUMBERS = {OURS: "123456780", THEIRS: "123456781"}
WABA = "777"


@dataclass(frozen=True)
class Places:
    theirs: dict[str, object]
    """Under a tenant's slug: what another tenant has there, and this one has not."""
    another_operators: dict[str, object]
    """In one's own account."""
    platforms: dict[str, object]
    """What stands under no tenant: real ids of it."""
    choices: dict[str, object]
    """Words of a few, ids of nothing; and secrets that open nothing."""

    def all(self) -> dict[str, object]:
        """Of every place there is."""
        return {SLUG: OURS, **self.theirs, **self.another_operators, **self.platforms, **self.choices}


def seed(services: Services, actor: Actor) -> Places:
    """Acme, which has little; beta, which has all that a tenant can have; and Otto, an operator."""
    for slug in (OURS, THEIRS):
        services.tenants.submit_create(_request(slug), actor)
    services.operators.ensure(actor.name, "a long enough password", actor)
    with transaction(services.sessions) as session:
        for operation in session.query(Operation):
            operation.state, operation.finished_at = "succeeded", utc_now()
            operation.tenant.lifecycle = "active"
    return Places(
        theirs=_of_beta(services, actor),
        another_operators=_of_otto(services, actor),
        platforms=_of_platform(services, actor),
        choices={
            "/tenants/<slug>/logs/<service>": f"t-{THEIRS}_web",
            "/audit/export.<kind>": "csv",
            "/usage/export.<kind>": "csv",
            "/auth/invitations/<token>": "nonsense",
            "/invitation/<token>": "nonsense",
            "/connect/<name>": "nonsense",
            "/static/<filename>": "panel.css",
        },
    )


def _request(slug: str) -> TenantRequest:
    return TenantRequest(
        slug=slug,
        name=slug.upper(),
        database="mysql",
        locale="pt-BR",
        timezone="America/Sao_Paulo",
        hostnames=(f"www.{slug}.example",),
        admin=Person("Ana", f"ana@{slug}.example"),
        attendants=(),
        whatsapp=WhatsApp(NUMBERS[slug], "987654321", "token", "secret"),
        fila_ia_url="http://127.0.0.1:9",
        fila_ia_key="key",
    )


def _of_beta(services: Services, actor: Actor) -> dict[str, object]:
    with transaction(services.sessions) as session:
        tenant = session.query(Tenant).filter_by(slug=THEIRS).one()
        common = {"tenant_id": tenant.id, "requested_by": actor.name, "state": "succeeded"}
        made = Operation(kind="backup", inputs={}, **common)
        branded = Operation(kind="brand", inputs={"logo": "d" * 64}, finished_at=utc_now(), **common)
        session.add_all((made, branded))
        session.flush()
        backup = Backup(
            tenant_id=tenant.id,
            operation_id=made.id,
            trigger="manual",
            database_snapshot="a" * 64,
            media_snapshot="b" * 64,
            manifest={},
            bytes=1024,
        )
        logo = BrandPicture(tenant_id=tenant.id, digest="d" * 64, content=b"\x89PNG\r\n\x1a\n")
        access = SupportAccess(
            tenant_id=tenant.id, operator=actor.name, reason="Why", until=utc_now() + timedelta(hours=1)
        )
        session.add_all((backup, logo, access))
    return {
        "/tenants/<slug>/backups/<backup_id>": backup.id,
        "/tenants/<slug>/brand/<name>": "logo",
        "/tenants/<slug>/support-accesses/<access_id>": access.id,
        "/tenants/<slug>/support/<access_id>": access.id,
        "/tenants/<slug>/domains/<name>": f"www.{THEIRS}.example",
    }


def _of_otto(services: Services, actor: Actor) -> dict[str, object]:
    email, password = "otto@operator.example", "a long enough password"
    operator_id = services.operators.ensure(email, password, actor)
    services.tokens.ensure(operator_id, "Otto's", new_token(), actor, OWNER)
    with transaction(services.sessions) as session:
        session_id, _ = services.operator_sessions.open(session, operator_id, Visitor("192.0.2.9", "x"))
    otto = Actor(email, None, operator_id)
    return {
        "/account/sessions/<id_>": session_id,
        "/account/tokens/<id_>": services.tokens.list_all(otto)[0]["id"],
    }


def _of_platform(services: Services, actor: Actor) -> dict[str, object]:
    _, row = services.event_endpoints.create("https://events.example/", (), actor)
    services.event_endpoints.ping(row["id"], actor)
    with transaction(services.sessions) as session:
        delivery_id = session.query(EventDelivery).first().id
        webhook = AppWebhook(digest=uuid4().hex, waba_id=WABA, fields="x", entry=b"{}", state="unknown")
        session.add(webhook)
        operation_id = session.query(Operation.id).join(Tenant).filter_by(slug=THEIRS).first()[0]
        beta = session.query(Tenant).filter_by(slug=THEIRS).one()
        alarm_id = alarms.raise_(session, "backup_overdue", tenant_id=beta.id, details={"hours": 30}).id
    signup_id = services.signups.create(THEIRS, actor)["id"]
    return {
        "/alarms/<id_>": alarm_id,
        "/whatsapp/connections/<id_>": signup_id,
        "/connections/<id_>": signup_id,
        "/operations/<id_>": operation_id,
        "/operators/<id_>": services.operators.ensure("carla@operator.example", "x" * 20, actor, "viewer"),
        "/plans/<slug>": "standard",
        "/event-endpoints/<id_>": row["id"],
        "/events/endpoints/<id_>": row["id"],
        "/event-deliveries/<id_>": delivery_id,
        "/events/deliveries/<id_>": delivery_id,
        "/app-webhooks/<id_>": webhook.id,
        "/webhooks/<id_>": webhook.id,
        "/app-webhooks/accounts/<waba_id>": WABA,
        "/webhooks/accounts/<waba_id>": WABA,
    }

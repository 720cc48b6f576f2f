"""A change that is only rehearsed: refused like the real one, told step by step, and nothing of it kept."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.inventory import _BY_LIFECYCLE
from control_plane.models import (
    AuditEntry,
    Backup,
    BrandPicture,
    Credential,
    Operation,
    PlatformFact,
    Tenant,
    TenantLock,
)
from control_plane.operations.catalog import KINDS
from control_plane.operations.lifecycles import GONE
from control_plane.operations.queue import LONGEST_QUEUE
from control_plane.operations.words import LANGUAGES
from control_plane.services.brand_change import BrandChange
from control_plane.services.planning import TAKEN_DOWN, Rehearsed, make_plan

TABLES = (Tenant, Operation, Credential, BrandPicture, AuditEntry, TenantLock)


@pytest.fixture
def curious(actor):
    """Somebody who only wants to know."""
    return replace(actor, is_rehearsing=True)


@pytest.fixture
def rows(sessions):
    def count():
        with transaction(sessions) as session:
            return {table.__name__: session.query(table).count() for table in TABLES}

    return count


def rehearse(submit, *arguments, **options):
    with pytest.raises(Rehearsed) as told:
        submit(*arguments, **options)
    return told.value.plan.tell()


def by_name(plan):
    return {step["name"]: step for step in plan["steps"]}


@pytest.fixture
def acme(services, sessions, actor, tenant_request):
    """Created an hour ago, all its steps proven, free."""
    request = tenant_request(smoke_phone="5511900000000")
    operation, _, _ = services.tenants.submit_create(request, actor)
    then = utc_now() - timedelta(hours=1)
    with transaction(sessions) as session:
        creation = session.get_one(Operation, operation["id"])
        creation.state, creation.created_at, creation.finished_at = "succeeded", then, then
        creation.results = {
            f"proof.{step}": "x" for step in ("prepare_database", "migrate_database", "connect_whatsapp")
        }
        creation.tenant.lifecycle = "active"
        return creation.tenant


@pytest.fixture
def backup(sessions, acme):
    with transaction(sessions) as session:
        backup = Backup(
            tenant_id=acme.id,
            operation_id=session.query(Operation.id).first()[0],
            trigger="manual",
            database_snapshot="aa",
            media_snapshot="bb",
            manifest={},
            bytes=5 * 2**20,
        )
        session.add(backup)
    return backup


@pytest.fixture
def seen(sessions):
    """What the runner saw a moment ago: `missing` of acme, as (kind, name)."""

    def see(*missing, at=None):
        things = [{"kind": kind, "name": name, "tenant": "acme"} for kind, name in missing]
        value = {"missing": [*things, {"kind": "network", "name": "x", "tenant": "other"}]}
        with transaction(sessions) as session:
            session.merge(PlatformFact(name="inventory", value=value, seen_at=at or utc_now()))

    return see


def test_a_creation_is_told_and_nothing_is_made(services, tenant_request, curious, rows):
    plan = rehearse(services.tenants.submit_create, tenant_request(), curious)
    assert not any(rows().values())
    assert [step["name"] for step in plan["steps"]] == list(KINDS["create_tenant"].steps)
    assert all(step["expected"] == "runs" for step in plan["steps"])
    steps = by_name(plan)
    assert "t-acme-private" in steps["create_networks"]["does"]
    assert "t-acme-database-g1" in steps["create_volumes"]["does"]
    assert "guiche/mysql:dev" in steps["deploy_database"]["does"]
    assert "No message goes out" in steps["smoke_test"]["does"]
    assert "Meta keeps one address" in steps["connect_whatsapp"]["irreversible"]
    assert (plan["can_undo"], plan["ahead"], plan["lock"]) == (True, 0, None)


def test_a_phone_for_the_smoke_test_gets_a_message(services, tenant_request, curious):
    plan = rehearse(services.tenants.submit_create, tenant_request(smoke_phone="5511900000000"), curious)
    assert "5511900000000" in by_name(plan)["smoke_test"]["does"]
    assert by_name(plan)["smoke_test"]["irreversible"]


def test_what_would_be_refused_is_refused(services, tenant_request, curious, add_tenant, rows):
    with pytest.raises(InvalidInput) as refused:
        services.tenants.submit_create(tenant_request(slug="panel", name=""), curious)
    assert {"slug", "name"} <= refused.value.details["fields"].keys()
    with pytest.raises(NotFound):
        services.backups.submit_backup("acme", curious)
    add_tenant(lifecycle="failed")
    before = rows()
    for submit in (services.backups.submit_backup, services.repairs.submit):
        with pytest.raises(Conflict) as told:
            submit("acme", curious)
        assert told.value.code == "tenant_not_created"
    with pytest.raises(InvalidInput):
        services.backups.submit_restore("acme", "none", "beta", curious)
    with pytest.raises(NotFound):
        services.backups.submit_restore("acme", "none", "acme", curious)
    assert rows() == before


def test_a_full_queue_refuses_a_rehearsal_too(services, acme, actor, curious):
    for _ in range(LONGEST_QUEUE):
        services.backups.submit_backup("acme", actor)
    with pytest.raises(Conflict) as refused:
        services.backups.submit_backup("acme", curious)
    assert refused.value.code == "queue_full"


def test_a_key_is_not_spent(services, acme, actor, curious):
    rehearse(services.backups.submit_backup, "acme", curious)
    assert services.backups.submit_backup("acme", actor, "key")[1]


def test_who_is_before_it_and_who_holds_the_tenant(services, sessions, acme, actor, curious):
    operation, _ = services.backups.submit_backup("acme", actor)
    with transaction(sessions) as session:
        session.get_one(Operation, operation["id"]).state = "running"
        lock = TenantLock(tenant_id=acme.id, operation_id=operation["id"], holder="ana", reason="r")
        session.add(lock)
    plan = rehearse(services.backups.submit_backup, "acme", curious)
    assert (plan["ahead"], plan["lock"]["holder"], plan["lock"]["operation"]) == (1, "ana", operation["id"])
    assert plan["limits"] == {"at_once": 2, "running": 1, "queue": LONGEST_QUEUE}


def test_a_restore_names_backup_volumes_and_how_long_nobody_gets_in(services, acme, backup, curious, rows):
    before = rows()
    plan = rehearse(services.backups.submit_restore, "acme", backup.id, "acme", curious)
    assert rows() == before
    steps = by_name(plan)
    filling = steps["restore_into_new_volumes"]
    assert "t-acme-media-g2" in filling["does"] and "5 MiB" in filling["does"]
    assert filling["interrupts"] is None
    swap = steps["swap_volumes"]
    assert "t-acme-redis-g1" in swap["does"] and "generation 2" in swap["does"]
    down = ("swap_volumes", "deploy_stack", "check_answers")
    assert swap["interrupted_seconds"] == sum(steps[name]["seconds"] for name in down)
    assert "safety backup" in swap["irreversible"]


def test_how_long_it_took_the_last_time(services, sessions, acme, backup, actor, curious):
    operation, _ = services.backups.submit_backup("acme", actor)
    now = utc_now()
    with transaction(sessions) as session:
        done = session.get_one(Operation, operation["id"])
        done.state, done.steps[0].state = "succeeded", "done"
        done.steps[0].started_at, done.steps[0].finished_at = now - timedelta(seconds=76.2), now
    plan = rehearse(services.backups.submit_backup, "acme", curious)
    assert plan["steps"][0]["seconds"] == 77


def test_a_repair_that_nobody_has_looked_for_depends(services, acme, curious):
    steps = by_name(rehearse(services.repairs.submit, "acme", curious))
    needed = {name for name, step in steps.items() if step["expected"] == "if_needed"}
    assert needed == set(steps) - {"check_volumes", "check_answers"}
    assert steps["create_networks"]["because"] == "Only what is not there."
    assert "whatsapp_token" in steps["create_secrets"]["does"]
    assert "mail_password" in steps["create_secrets"]["does"]
    assert "first_users" not in steps["create_secrets"]["does"]
    assert steps["deploy_database"]["interrupted_seconds"] == steps["deploy_database"]["seconds"]


def test_what_the_runner_saw_is_skipped(services, acme, curious, seen):
    seen()
    steps = by_name(rehearse(services.repairs.submit, "acme", curious))
    skipped = {name for name, step in steps.items() if step["expected"] == "skipped"}
    assert skipped == {"create_networks", "create_secrets", "check_volumes"}
    assert "Skipped: the runner saw all of it at 20" in steps["create_networks"]["because"]
    assert steps["deploy_stack"]["expected"] == "if_needed"


def test_what_the_runner_missed_is_made(services, acme, curious, seen):
    seen(("network", "t-acme-edge"), ("service", "t-acme_web"), ("volume", "t-acme-redis-g1"))
    steps = by_name(rehearse(services.repairs.submit, "acme", curious))
    for name, thing in (
        ("create_networks", "t-acme-edge"),
        ("deploy_stack", "t-acme_web"),
        ("check_volumes", "t-acme-redis-g1"),
    ):
        assert steps[name]["expected"] == "runs"
        assert thing in steps[name]["because"]
    assert steps["deploy_database"]["expected"] == "if_needed"


def test_lost_data_is_said_before_anything_is_asked_for(services, acme, backup, curious, seen):
    seen(("volume", "t-acme-database-g1"))
    repair = by_name(rehearse(services.repairs.submit, "acme", curious))["check_volumes"]
    assert "Restore a backup instead" in repair["because"] and "t-acme-database-g1" in repair["because"]
    restore = by_name(rehearse(services.backups.submit_restore, "acme", backup.id, "acme", curious))
    assert restore["safety_backup"]["expected"] == "skipped"
    assert "nothing left to back up" in restore["safety_backup"]["because"]


def test_a_restore_without_a_safety_backup_says_where_the_present_data_stays(services, acme, backup, curious):
    submit = services.backups.submit_restore
    plan = rehearse(partial(submit, without_safety_backup=True), "acme", backup.id, "acme", curious)
    step = by_name(plan)["safety_backup"]
    assert step["expected"] == "skipped"
    assert "in no backup" in step["because"] and "t-acme-database-g1, t-acme-media-g1" in step["because"]


@pytest.mark.parametrize("change", ["finished", "live"])
def test_what_was_seen_before_the_last_change_is_no_news(
    services, sessions, acme, actor, curious, seen, change
):
    seen(at=utc_now() - timedelta(minutes=5))
    operation, _ = services.backups.submit_backup("acme", actor)
    if change == "finished":
        with transaction(sessions) as session:
            done = session.get_one(Operation, operation["id"])
            done.state, done.finished_at = "succeeded", utc_now()
    steps = by_name(rehearse(services.repairs.submit, "acme", curious))
    assert steps["create_networks"]["expected"] == "if_needed"


def test_what_was_never_proven_runs(services, add_tenant, curious):
    add_tenant()
    steps = by_name(rehearse(services.repairs.submit, "acme", curious))
    assert steps["migrate_database"]["because"] == "It was never done for this tenant."


def test_a_brand_names_its_fields_and_keeps_no_picture(services, acme, curious, rows):
    before = rows()
    change = BrandChange(
        {"name": "Padaria", "login_text": "Oi"}, {"logo": b"\x89PNG\r\n\x1a\nx"}, frozenset({"colour"})
    )
    plan = rehearse(services.brands.submit, "acme", change, curious)
    assert "name, text of the sign-in page, colour, logo" in plan["steps"][0]["does"]
    assert rows() == before


CHANGE = {"values": {"timezone": {"before": "America/Sao_Paulo", "after": "America/Manaus"}}, "secrets": []}
KEEPING = {"days": 30, "reason": "", "without_backup": False}


def told(sessions, settings, kind, tenant, inputs=None, **row):
    """Of the tenant, as it would be with `row`; nothing of that is kept."""
    with sessions() as session:
        known = session.get_one(Tenant, tenant.id)
        for name, value in row.items():
            setattr(known, name, value)
        return by_name(make_plan(session, settings, kind, known, inputs or {}).tell())


def test_a_change_tells_each_field_and_of_secrets_only_that_they_change(sessions, settings, acme, seen):
    seen()
    steps = told(sessions, settings, "change", acme, CHANGE | {"secrets": ["whatsapp.token"]})
    assert "time zone (America/Sao_Paulo → America/Manaus), access token." in steps["apply_change"]["does"]
    ran = {name for name, step in steps.items() if step["expected"] == "runs"}
    assert ran == set(steps) - {"attach_edge"}
    assert "worker starts again" in steps["deploy_stack"]["interrupts"]


def test_a_change_of_addresses_leaves_the_worker_alone(sessions, settings, acme, seen):
    seen()
    values = {"hostnames": {"before": [], "after": ["ajuda.acme.example"]}}
    steps = told(sessions, settings, "change", acme, {"values": values, "secrets": []})
    assert "own addresses (– → ajuda.acme.example)" in steps["apply_change"]["does"]
    assert "acme.localhost, ajuda.acme.example" in steps["attach_edge"]["does"]
    assert steps["deploy_stack"]["interrupts"] is None
    assert "t-acme_worker" not in steps["deploy_stack"]["does"]
    expected = {name: steps[name]["expected"] for name in ("create_secrets", "deploy_stack", "attach_edge")}
    assert expected == {"create_secrets": "skipped", "deploy_stack": "runs", "attach_edge": "runs"}


@pytest.mark.parametrize(
    ("restarts", "is_pause"), [(None, True), (["mysql", "redis", "web", "worker"], True), ([], False)]
)
def test_a_change_of_resources_stops_everybody_for_a_moment(
    sessions, settings, acme, seen, restarts, is_pause
):
    seen()
    inputs = {"values": {"plan": {"before": "standard", "after": "large"}}, "secrets": []}
    inputs |= {} if restarts is None else {"restarts": restarts}
    step = told(sessions, settings, "change", acme, inputs)["deploy_stack"]
    assert ("nobody can work" in (step["interrupts"] or "")) is is_pause
    assert step["expected"] == ("runs" if is_pause else "if_needed")


def test_what_nothing_reads_restarts_nothing(sessions, settings, acme):
    values = {"whatsapp.display_phone_number": {"before": "", "after": "+55 11 4000-0000"}}
    steps = told(sessions, settings, "change", acme, {"values": values, "secrets": []})
    assert steps["deploy_stack"]["expected"] == "if_needed"
    assert "+55 11 4000-0000" in steps["connect_whatsapp"]["does"]


@pytest.mark.parametrize("kind", ["suspend", "archive", "delete"])
def test_closing_an_active_tenant_does_all_of_it(sessions, settings, acme, kind):
    steps = told(sessions, settings, kind, acme, KEEPING)
    assert {step["expected"] for step in steps.values()} == {"runs"}
    interrupting = [step for step in steps.values() if step["interrupts"]]
    assert [step["name"] for step in interrupting] == [KINDS[kind].steps[1]]
    interrupted = [step["seconds"] for name, step in steps.items() if name != "meter_last_days"]
    assert interrupting[0]["interrupted_seconds"] == sum(interrupted)


def test_without_a_final_backup_nothing_is_backed_up_nor_proven(sessions, settings, acme):
    steps = told(sessions, settings, "delete", acme, KEEPING | {"without_backup": True})
    skipped = {name for name, step in steps.items() if step["expected"] == "skipped"}
    assert skipped == {"stop_help_desk", "final_backup", "prove_final_backup"}
    assert "30 days" in steps["schedule_purge"]["does"]


@pytest.mark.parametrize("kind", ["archive", "delete"])
def test_where_nothing_is_kept_the_plan_promises_no_way_back(sessions, settings, acme, kind):
    step = told(sessions, settings, kind, acme, KEEPING | {"days": 0})["schedule_purge"]
    assert "right after" in step["does"] and "brought back" not in step["does"]
    assert "nobody can bring anything back" in step["irreversible"]
    assert told(sessions, settings, kind, acme, KEEPING)["schedule_purge"]["irreversible"] is None


def test_a_suspended_tenants_final_backup_is_proven_not_made_again(sessions, settings, acme, backup):
    with transaction(sessions) as session:
        session.get_one(Backup, backup.id).trigger = "final"
    closed = {"lifecycle": "suspended", "closed_as": "suspended"}
    closed_at = utc_now() - timedelta(minutes=5)
    steps = told(sessions, settings, "archive", acme, KEEPING, closed_at=closed_at, **closed)
    skipped = {name for name, step in steps.items() if step["expected"] == "skipped"}
    assert skipped == {"stop_help_desk", "final_backup"}
    assert "nobody has written since" in steps["final_backup"]["because"]
    assert steps["prove_final_backup"]["expected"] == "runs"
    assert not any(step["interrupts"] for step in steps.values())  # nobody gets in as it is
    closed_at = utc_now() + timedelta(minutes=5)  # opened and closed again since
    steps = told(sessions, settings, "archive", acme, KEEPING, closed_at=closed_at, **closed)
    assert steps["final_backup"]["expected"] == steps["prove_final_backup"]["expected"] == "runs"


STARTED = {"deploy_database", "deploy_stack"}
MADE_ANEW = STARTED | {"create_networks", "create_secrets", "connect_whatsapp"}
DOES_WITHOUT = {"suspended": STARTED, "archived": MADE_ANEW, "condemned": MADE_ANEW}


@pytest.mark.parametrize("lifecycle", DOES_WITHOUT)
def test_what_a_closed_tenant_does_without_is_made_when_it_comes_back(
    sessions, settings, acme, seen, lifecycle
):
    seen()
    row = {"lifecycle": lifecycle, "closed_as": "archived", "closed_at": utc_now()}
    steps = told(sessions, settings, "resume", acme, **row)
    made = {name for name, step in steps.items() if step["expected"] == "runs" and step["because"]}
    assert made == DOES_WITHOUT[lifecycle]
    assert steps["check_volumes"]["expected"] == "skipped"
    assert not any(step["interrupts"] for step in steps.values())


@pytest.mark.parametrize("lifecycle", ["suspending", "resuming", "archiving"])
def test_of_a_tenant_on_its_way_the_runner_saw_nothing(sessions, settings, acme, seen, lifecycle):
    seen()
    steps = told(sessions, settings, "resume", acme, lifecycle=lifecycle, closed_as="suspended")
    assert "skipped" not in {step["expected"] for step in steps.values()}


def test_what_a_tenant_does_without_is_what_the_inventory_does_not_miss():
    known = {name: kinds for name, kinds in _BY_LIFECYCLE.items() if name not in GONE}
    everything = set(known["active"])
    assert {name: everything - set(kinds) for name, kinds in known.items()} == {
        name: set(kinds) for name, kinds in TAKEN_DOWN.items()
    }


def test_a_purge_says_from_where_on_nothing_comes_back(sessions, settings, acme):
    steps = told(sessions, settings, "purge", acme, lifecycle="archived", closed_as="archived")
    assert [name for name in steps if steps[name]["irreversible"]] == ["remove_volumes", "shred_keys"]
    assert "t-acme-backups" in steps["remove_volumes"]["does"]
    assert steps["remove_secrets"]["because"] == "Only what is still there."


def test_a_copy_names_its_source(services, acme, backup, tenant_request, curious):
    whatsapp = replace(tenant_request().whatsapp, phone_number_id="223456789")
    request = tenant_request(slug="beta", whatsapp=whatsapp, from_backup=backup.id)
    steps = by_name(rehearse(services.tenants.submit_create, request, curious))
    assert list(steps) == list(KINDS["copy_tenant"].steps)
    assert "the backup of acme from 20" in steps["load_source"]["does"]
    assert "5 MiB" in steps["load_source"]["does"]
    assert "what acme had begun" in steps["settle_copy"]["does"]


INPUTS = {
    **dict.fromkeys(("restore", "drill"), lambda backup: {"backup_id": backup.id}),
    "brand": lambda _backup: {"colour": "#000000"},
    "copy_tenant": lambda backup: {"source": {"backup_id": backup.id, "slug": "beta"}},
    "change": lambda _backup: CHANGE,
    **dict.fromkeys(("archive", "delete"), lambda _backup: KEEPING),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_told_in_every_language(services, sessions, settings, acme, backup, kind, language):
    with transaction(sessions) as session:
        tenant = session.get_one(Tenant, acme.id)
        inputs = INPUTS.get(kind, lambda _backup: {})(backup)
        plan = make_plan(session, settings, kind, tenant, inputs).tell(language)
    assert [step["name"] for step in plan["steps"]] == list(KINDS[kind].steps)
    assert not any("{" in step["does"] for step in plan["steps"])

import pytest

from control_plane.cli import commands
from control_plane.database import transaction, utc_now
from control_plane.observation_models import LogTail
from control_plane.services import alarms
from control_plane.services import logs as logs_module
from control_plane.services.observations import Measures, Sighting
from control_plane.services.tenants import find_tenant


@pytest.fixture
def three(add_tenant, services):
    for slug, health in (("alfa", "up"), ("beta", "down"), ("gama", "up")):
        measures = Measures(memory_bytes=2**20 * len(slug), cpu_milli=250)
        services.observations.keep([Sighting(add_tenant(slug).id, health, "", 5, utc_now(), measures)])


@pytest.mark.parametrize(
    ("options", "slugs"),
    [
        ((), ["alfa", "beta", "gama"]),
        (("--search", "ALF"), ["alfa"]),
        (("--health", "down"), ["beta"]),
        (("--sort", "-slug", "--health", "up"), ["gama", "alfa"]),
    ],
)
def test_list(signed_in, three, options, slugs):
    found = signed_in("tenant", "list", "--json", *options).json["data"]
    assert [row["slug"] for row in found] == slugs


def test_every_page_is_asked_for(signed_in, three, monkeypatch):
    monkeypatch.setattr("control_plane.cli.commands._PAGE", 2)
    assert len(signed_in("tenant", "list", "--json").json["data"]) == 3


def test_figures_as_people_read_them(signed_in, three):
    shown = signed_in("tenant", "list", "--search", "beta").out
    assert "4.0 MiB" in shown and "0.25" in shown and "down" in shown


def test_bulk_of_those_that_are_named(signed_in, three, services):
    result = signed_in("tenant", "bulk", "backup", "alfa", "nobody")
    assert "1 asked for, 1 refused." in result.out
    assert "nobody: There is no tenant “nobody”." in result.out
    assert (result.code, result.err) == (1, "Refused: 1 of 2.\n")
    assert [row["tenant"] for row in services.history.list_all()] == ["alfa"]


def test_bulk_that_is_refused_whole_fails_with_its_document(signed_in, three):
    result = signed_in("tenant", "bulk", "backup", "nobody", "--json")
    assert (result.code, result.json["submitted"]) == (1, [])
    assert result.json["refused"][0]["code"] == "tenant_not_found"


def test_bulk_of_all_that_fit(signed_in, three):
    result = signed_in("tenant", "bulk", "repair", "--all", "--health", "up", "--yes", "--json")
    assert result.code == 0
    assert [each["tenant"] for each in result.json["submitted"]] == ["alfa", "gama"]


@pytest.mark.parametrize("arguments", [("backup", "--all"), ("suspend", "alfa"), ("repair", "alfa", "beta")])
def test_bulk_asks_first(signed_in, three, services, arguments):
    result = signed_in("tenant", "bulk", *arguments)
    assert (result.code, "--yes" in result.err) == (2, True)
    assert services.history.list_all() == []


@pytest.mark.parametrize(("answer", "code", "count"), [("no", 2, 0), (" Yes ", 0, 3)])
def test_bulk_says_of_how_many_it_asks(signed_in, three, services, monkeypatch, answer, code, count):
    asked = []
    monkeypatch.setattr(commands, "ask", lambda question, **_: asked.append(question) or answer)
    result = signed_in("tenant", "bulk", "suspend", "--all")
    assert asked == ["This asks for suspend of 3 tenants. Type yes to go on"]
    assert (result.code, len(services.history.list_all())) == (code, count)


def test_bulk_is_rehearsed_and_nobody_is_asked(signed_in, three, services):
    result = signed_in("tenant", "bulk", "suspend", "--all", "--dry-run")
    assert (result.code, result.out) == (0, "3 would be asked for, 0 refused.\nNothing was done.\n")
    told = signed_in("tenant", "bulk", "resume", "alfa", "nobody", "--dry-run", "--json")
    assert told.code == 1
    assert [each["code"] for each in told.json["plan"]["refused"]] == [
        "tenant_not_closed",
        "tenant_not_found",
    ]
    assert services.history.list_all() == []


@pytest.mark.parametrize(
    "arguments", [("backup",), ("backup", "alfa", "--all"), ("backup", "alfa", "--health", "up")]
)
def test_bulk_says_what_is_wrong(signed_in, three, arguments):
    assert signed_in("tenant", "bulk", *arguments).code == 2


def test_logs(signed_in, three, sessions, services, monkeypatch):
    services.logs.ask("alfa", "web")
    with transaction(sessions) as session:
        tail = session.query(LogTail).one()
        tail.lines, tail.count = ["12:00 \x1b[31mone"], 1
    monkeypatch.setattr(logs_module, "_LONGEST_WATCH", logs_module._WANTED * 0)
    assert signed_in("tenant", "logs", "alfa").out == "12:00 \ufffd[31mone\n"
    assert signed_in("tenant", "logs", "nobody").code == 2


def test_a_version_is_short_for_people_and_whole_for_programs(signed_in, add_tenant, services):
    version = "sha256:3f" + "0" * 62
    seen = Sighting(add_tenant("alfa").id, "up", "", 5, utc_now(), Measures(version=version))
    services.observations.keep([seen])
    listed = signed_in("tenant", "list", "--version", "3f0000000000").out
    assert "3f0000000000" in listed and version not in listed
    (row,) = signed_in("tenant", "list", "--json", "--version", "3f0000000000").json["data"]
    assert row["version"] == version


def test_alarms_as_people_and_programs_read_them(signed_in, three, sessions):
    with transaction(sessions) as session:
        about = {"tenant_id": find_tenant(session, "beta").id, "details": {"hours": 31}}
        alarms.raise_(session, "backup_overdue", **about)
    listed = signed_in("tenant", "list", "--sort", "alarms").out
    assert "1 critical" in listed and listed.index("beta") < listed.index("alfa")
    rows = signed_in("tenant", "list", "--sort", "alarms", "--json").json["data"]
    assert [row["alarms"] for row in rows] == [{"count": 1, "worst": "critical"}, None, None]

"""Both stack files: they can be filled in, and no service forgot what all must have."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from control_plane.adapters import stack_file
from control_plane.errors import StepFailed

REPOSITORY = Path(__file__).parents[3]
FILES = ("compose.tenant.yml", "compose.platform.yml")
Json = dict[str, Any]


def _values(name: str) -> dict[str, stack_file.Value]:
    code = "\n".join(
        line.partition("#")[0] for line in (REPOSITORY / name).read_text(encoding="utf-8").splitlines()
    )
    values: dict[str, stack_file.Value] = {each: f"<{each}>" for each in re.findall(r"\$\{(\w+)\}", code)}
    if "EDGE_ALIASES" in values:
        values["EDGE_ALIASES"] = ["acme.localhost.guiche"]
    return values


def _rendered(name: str) -> Json:
    return stack_file.render(stack_file.load(REPOSITORY / name), _values(name))


SERVICES = [
    pytest.param(service, id=f"{name}:{key}")
    for name in FILES
    for key, service in stack_file.load(REPOSITORY / name)["services"].items()
]
PROBED = [each for each in SERVICES if "healthcheck" in each.values[0]]  # type: ignore[operator]


@pytest.mark.parametrize("name", FILES)
def test_every_place_is_filled(name: str) -> None:
    text = stack_file.to_yaml(_rendered(name))

    assert "${" not in text
    assert yaml.safe_load(text)["version"] == "3.9"


@pytest.mark.parametrize("name", FILES)
def test_a_missing_value_is_named(name: str) -> None:
    values = _values(name)
    del values["INSTANCE"]

    with pytest.raises(StepFailed, match="INSTANCE"):
        stack_file.render(stack_file.load(REPOSITORY / name), values)


def test_a_clients_name_cannot_change_the_file() -> None:
    name = 'X"\n  privileged: true # ${SECRET_REDIS_ACL} $HOME'
    values = _values("compose.tenant.yml") | {"TENANT_NAME": name}

    rendered = stack_file.render(stack_file.load(REPOSITORY / "compose.tenant.yml"), values)
    web = yaml.safe_load(stack_file.to_yaml(rendered))["services"]["web"]

    assert web["environment"]["TENANT_NAME"] == name.replace("$", "$$")
    assert "privileged" not in web


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_hardened(service: Json) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["user"].split(":")[0] in {"10001", "999"}
    assert any(mount["type"] == "tmpfs" and mount["target"] == "/tmp" for mount in service["volumes"])
    assert "ports" not in service


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_bounded(service: Json) -> None:
    resources = service["deploy"]["resources"]

    assert set(resources["limits"]) == {"cpus", "memory", "pids"}
    assert set(resources["reservations"]) == {"cpus", "memory"}
    assert service["logging"]["options"]["max-size"]
    assert service["stop_grace_period"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_found_by_name_and_label(service: Json) -> None:
    assert service["deploy"]["endpoint_mode"] == "dnsrr"
    assert service["labels"] == service["deploy"]["labels"]
    assert {"guiche.instance", "guiche.kind"} <= set(service["labels"])


@pytest.mark.parametrize("service", SERVICES)
def test_a_secret_is_readable_by_its_user_alone(service: Json) -> None:
    for secret in service["secrets"]:
        assert secret["mode"] == 0o400
        assert f"{secret['uid']}:{secret['gid']}".split(":")[0] == service["user"].split(":")[0]


def _seconds(duration: str) -> int:
    return int(duration.removesuffix("s"))


@pytest.mark.parametrize("service", PROBED)
def test_an_update_is_watched_until_one_that_falls_ill_has_shown(service: Json) -> None:
    """Swarm counts from when the new task was healthy; one that never is counts as failed in any case."""
    check = service["healthcheck"]
    shows = _seconds(check["interval"]) * check["retries"]

    assert _seconds(service["deploy"]["update_config"]["monitor"]) >= shows


def test_only_what_serves_pages_starts_before_the_old_one_stops() -> None:
    for name, serving in (("compose.tenant.yml", {"web"}), ("compose.platform.yml", {"panel"})):
        services = _rendered(name)["services"]
        first = {
            key for key, each in services.items() if each["deploy"]["update_config"]["order"] == "start-first"
        }
        assert first == serving


def test_only_the_runner_reaches_docker() -> None:
    for name in FILES:
        for key, service in _rendered(name)["services"].items():
            has_socket = "docker.sock" in str(service["volumes"])
            assert has_socket == (key == "runner")


def test_a_tenants_stores_have_no_way_out() -> None:
    services = _rendered("compose.tenant.yml")["services"]

    assert services["mysql"]["networks"] == services["redis"]["networks"] == ["private"]
    assert services["web"]["networks"]["edge"]["aliases"] == ["acme.localhost.guiche"]


def test_the_database_has_time_to_flush() -> None:
    services = _rendered("compose.tenant.yml")["services"]

    assert _seconds(services["mysql"]["stop_grace_period"]) >= 60
    assert _seconds(services["worker"]["stop_grace_period"]) >= 60

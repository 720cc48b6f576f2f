"""Brings a whole platform up, step by step; run again it repairs what is missing and leaves the rest."""

from pathlib import Path
from typing import Any

from rich.console import Console

from control_plane.adapters.engine_api import Engine
from demo import acme, containers, engine, own_settings, platform
from demo.calls import Calls
from demo.instance import Instance, read_json, write_json
from demo.number import new_number, point_app, register
from demo.operator import ensure_operator
from demo.steps import Step, Steps
from images.build import build_images

_PANEL_SECONDS = 60
_TENANT_SECONDS = 120


def prepare(instance: Instance, console: Console) -> None:
    """Engine, swarm and images only: what integration tests stand on. Raises as `up` does."""
    with Steps(console) as steps:
        _engine(steps)
        with steps.step("Images") as step:
            _images(instance, step)
        engine.check_privileges(instance.image("redis"))


def up(
    instance: Instance, console: Console, *, with_tenant: bool, settings: Path | None = None
) -> dict[str, Any]:
    """What `.demo/demo.json` says. `settings`: a file of the platform's settings, instead of what is kept.

    Raises DemoError, BuildError or ControlPlaneError in words for people.
    """
    own = own_settings.read_file(settings) if settings else None
    with Steps(console) as steps:
        docker, tenant_pool = _engine(steps)
        with steps.step("Images") as step:
            _images(instance, step)
        with steps.step("Platform") as step:
            engine.check_privileges(instance.image("redis"))
            platform.ensure_objects(docker, instance, tenant_pool)
            _claim_volumes(instance)
            if own is not None:
                own_settings.keep(docker, instance, own)
            platform.deploy(docker, instance, tenant_pool, step)
        with steps.step("Edge and sandbox"):
            _standalone(docker, instance, tenant_pool)
        with steps.step("Operator"):
            summary = _operator(docker, instance)
        if with_tenant:
            with steps.step("Tenant acme") as step:
                _tenant(instance, summary, step)
    return summary


def _engine(steps: Steps) -> tuple[Engine, str]:
    with steps.step("Docker engine"):
        docker = engine.ensure_engine()
        return docker, engine.ensure_swarm(docker)


def _images(instance: Instance, step: Step) -> None:
    under_way: list[str] = []

    def report(name: str, state: str, seconds: float) -> None:
        if state == "building":
            under_way.append(name)
        elif name in under_way:
            under_way.remove(name)
        if step.is_live or state != "up to date":
            step.note(
                f"building {', '.join(under_way)}" if under_way else f"{name}: {state} ({seconds:.0f} s)"
            )

    build_images(tag=instance.tag, report=report)


def _claim_volumes(instance: Instance) -> None:
    """A new volume takes its owner from the first image that mounts it: let that be the platform's."""
    mounts = [f"{instance.name}-platform-db:/data", f"{instance.name}-edge-hosts:/edge-hosts"]
    flags = [f"--volume={mount}" for mount in mounts]
    engine.docker("run", "--rm", "--network=none", *flags, instance.image("platform"), "true")


def _standalone(docker: Engine, instance: Instance, tenant_pool: str) -> None:
    for wanted in (containers.edge(instance, tenant_pool), containers.sandbox(instance)):
        containers.ensure(docker, instance, wanted)
    Calls(instance.url("panel")).wait_for("/readyz", _PANEL_SECONDS)
    Calls(instance.url("phone")).wait_for("/healthz", _PANEL_SECONDS)


def _operator(docker: Engine, instance: Instance) -> dict[str, Any]:
    path = instance.folder / "demo.json"
    summary = read_json(path)
    summary["panel"] = ensure_operator(docker, instance, summary.get("panel", {}))
    summary["phone"] = {"url": instance.url("phone")}
    summary["edge"] = {"http_port": instance.port}
    write_json(path, summary)
    return summary


def _tenant(instance: Instance, summary: dict[str, Any], step: Step) -> None:
    number = read_json(instance.folder / "number.json") or new_number(acme.NAME, acme.PHONE)
    write_json(instance.folder / "number.json", number)
    register(instance, number)
    panel = Calls(instance.url("panel"), summary["panel"]["token"])
    acme.ensure_tenant(panel, number, step)
    url = instance.url(acme.SLUG)
    if "tenant" not in summary:
        people = acme.logins(panel)
        admin = next(each for each in people if each["role"] == "admin")
        attendant = next(each for each in people if each["role"] == "atendente")
        kept = ("phone_number_id", "waba_id", "app_secret", "verify_token")
        summary["tenant"] = {
            "slug": acme.SLUG,
            "url": url,
            "email": admin["email"],
            "password": admin["password"],
            **{field: number[field] for field in kept},
        }
        summary["attendant"] = {"email": attendant["email"], "password": attendant["password"]}
        write_json(instance.folder / "demo.json", summary)
    step.note("waiting for it to answer through the edge")
    Calls(url).wait_for("/readyz", _TENANT_SECONDS)
    point_app(instance, number, url)

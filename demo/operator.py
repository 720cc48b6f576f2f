"""The first operator, and a token that works."""

import json
import secrets

from control_plane.adapters.engine_api import Engine
from demo.calls import Calls, Json
from demo.engine import docker
from demo.errors import DemoError
from demo.instance import Instance

EMAIL = "operador@guiche.example"


def ensure_operator(engine: Engine, instance: Instance, known: Json) -> Json:
    """{"url", "email", "password", "token"}: what is `known` if its token is still good, else made anew."""
    url = instance.url("panel")
    if known.get("token") and Calls(url, known["token"]).status("/api/v1/tenants") == 200:
        return known
    password = known.get("password") or secrets.token_urlsafe(12)
    command = [
        "python",
        "-m",
        "control_plane",
        "create-operator",
        "--email",
        EMAIL,
        "--password-file",
        "/dev/stdin",
    ]
    made = docker("exec", "--interactive", _panel_container(engine, instance), *command, stdin=password)
    token = _token_in(made)
    return {"url": url, "email": EMAIL, "password": password, "token": token}


def _panel_container(engine: Engine, instance: Instance) -> str:
    label = f"com.docker.swarm.service.name={instance.name}_panel"
    found = engine.containers(all=False, filters={"label": label, "health": "healthy"})
    if not found:
        raise DemoError(f"The panel is not up: see `docker service logs {instance.name}_panel`.")
    return str(found[0]["Id"])


def _token_in(output: str) -> str:
    return str(json.loads(output.splitlines()[-1])["token"])

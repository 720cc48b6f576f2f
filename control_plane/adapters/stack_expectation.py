"""What each service of a rendered stack must be running as, and where a specification differs from it."""

from dataclasses import dataclass

from control_plane.adapters.engine_api import Json


@dataclass(frozen=True)
class Expected:
    """Of one service: what is asked for and may be compared with a task's specification."""

    image: str
    command: tuple[str, ...]
    environment: frozenset[str]
    secrets: frozenset[tuple[str, str]]
    """(name in the engine, file name in the container)."""
    configs: frozenset[tuple[str, str]]
    memory_limit: int | None
    pids_limit: int | None
    cpu_limit: int | None
    """In billionths, as the engine counts."""
    memory_reserved: int | None
    cpu_reserved: int | None
    networks: frozenset[tuple[str, frozenset[str]]]
    """(name in the engine, aliases)."""


def expected_services(document: Json) -> dict[str, Expected]:
    """From a rendered stack file, by service name."""
    return {name: _expected(name, service, document) for name, service in document["services"].items()}


def _expected(name: str, service: Json, document: Json) -> Expected:
    resources = (service.get("deploy") or {}).get("resources") or {}
    limits, reserved = resources.get("limits") or {}, resources.get("reservations") or {}
    return Expected(
        image=_plain(service["image"]),
        command=tuple(_plain(word) for word in service.get("command") or ()),
        environment=frozenset(
            f"{key}={_plain(str(value))}" for key, value in (service.get("environment") or {}).items()
        ),
        secrets=_files(service.get("secrets") or [], document.get("secrets") or {}),
        configs=_files(service.get("configs") or [], document.get("configs") or {}),
        memory_limit=_bytes(limits["memory"]) if "memory" in limits else None,
        pids_limit=int(limits["pids"]) if "pids" in limits else None,
        cpu_limit=_billionths(limits["cpus"]) if "cpus" in limits else None,
        memory_reserved=_bytes(reserved["memory"]) if "memory" in reserved else None,
        cpu_reserved=_billionths(reserved["cpus"]) if "cpus" in reserved else None,
        networks=_networks(name, service, document),
    )


def _files(uses: list[Json], declared: Json) -> frozenset[tuple[str, str]]:
    return frozenset((_plain(declared[use["source"]]["name"]), use["target"]) for use in uses)


def _networks(name: str, service: Json, document: Json) -> frozenset[tuple[str, frozenset[str]]]:
    declared = document.get("networks") or {}
    uses = service.get("networks") or []
    options: Json = uses if isinstance(uses, dict) else {key: {} for key in uses}
    return frozenset(
        (_plain(str(declared[key]["name"])), frozenset([name, *((chosen or {}).get("aliases") or [])]))
        for key, chosen in options.items()
    )


def differences(expected: Expected, specification: Json, network_names: dict[str, str]) -> list[str]:
    """In words, what of a task's or service's template is not as asked. `network_names`: by id."""
    container = specification["ContainerSpec"]
    resources = specification.get("Resources") or {}
    limits, reserved = resources.get("Limits") or {}, resources.get("Reservations") or {}
    comparisons = {
        "image": (expected.image, container["Image"]),
        "command": (expected.command, tuple(container.get("Args") or ())),
        "environment": (expected.environment, frozenset(container.get("Env") or ())),
        "secrets": (expected.secrets, _mounted(container.get("Secrets") or [], "Secret")),
        "configs": (expected.configs, _mounted(container.get("Configs") or [], "Config")),
        "memory limit": (expected.memory_limit, limits.get("MemoryBytes")),
        "pids limit": (expected.pids_limit, limits.get("Pids")),
        "CPU limit": (expected.cpu_limit, limits.get("NanoCPUs")),
        "memory reservation": (expected.memory_reserved, reserved.get("MemoryBytes")),
        "CPU reservation": (expected.cpu_reserved, reserved.get("NanoCPUs")),
        "networks": (expected.networks, _attached(specification.get("Networks") or [], network_names)),
    }
    return [what for what, (asked, runs) in comparisons.items() if asked != runs]


def _mounted(references: list[Json], kind: str) -> frozenset[tuple[str, str]]:
    return frozenset((each[f"{kind}Name"], each["File"]["Name"]) for each in references)


def _attached(networks: list[Json], network_names: dict[str, str]) -> frozenset[tuple[str, frozenset[str]]]:
    return frozenset(
        (str(network_names.get(each["Target"], each["Target"])), frozenset(each.get("Aliases") or ()))
        for each in networks
    )


def _plain(text: str) -> str:
    """As the engine's client leaves it after its own substitution."""
    return text.replace("$$", "$")


def _billionths(cpus: str | float) -> int:
    return round(float(cpus) * 10**9)


_UNITS = {"b": 1, "k": 2**10, "m": 2**20, "g": 2**30}


def _bytes(size: str | int) -> int:
    """Compose's byte sizes: 256M, 1g, 512kb, a number."""
    text = str(size).lower()
    if text.isdecimal():
        return int(text)
    number = text.removesuffix("b") if not text[-2:-1].isdecimal() else text
    return int(float(number[:-1]) * _UNITS[number[-1]])

"""`python -m demo up|down|prepare`: see `make help`; `python -m demo number NAME` for one more client."""

import argparse
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from control_plane.errors import ControlPlaneError
from demo.down import down
from demo.errors import DemoError
from demo.instance import Instance
from demo.number import credentials, new_number, register
from demo.up import prepare, up
from images.build import BuildError


def main() -> int:
    arguments = _arguments()
    console = Console()
    instance = Instance(arguments.instance, arguments.port, os.environ.get("GUICHE_TAG", "dev"))
    try:
        if arguments.command == "down":
            down(instance, console, keep_images=bool(os.environ.get("KEEP_IMAGES")))
        elif arguments.command == "prepare":
            prepare(instance, console)
        elif arguments.command == "number":
            number = new_number(arguments.name)
            register(instance, number)
            print(json.dumps(credentials(number), indent=2))  # noqa: T201 - for a file, never wrapped
        else:
            _show(console, _up(instance, console, arguments), instance)
    except (DemoError, BuildError) as error:
        console.print(str(error), style="red", markup=False)
        return 1
    except ControlPlaneError as error:
        console.print(error.message, style="red", markup=False)
        return 1
    return 0


def _up(instance: Instance, console: Console, arguments: argparse.Namespace) -> dict[str, Any]:
    return up(instance, console, with_tenant=not arguments.no_tenant, settings=arguments.settings)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo")
    commands = parser.add_subparsers(dest="command", required=True)
    verbs = {
        "up": "bring a platform up, or repair it",
        "down": "remove all of it",
        "prepare": "bring up engine and images alone",
        "number": "make up what Meta and FILA-IA give a client, tell the sandbox, print it as JSON",
    }
    for name, purpose in verbs.items():
        command = commands.add_parser(name, help=purpose)
        command.add_argument("--instance", default="guiche", type=_name, help="default: guiche")
        command.add_argument("--port", default=8080, type=int, help="of the edge, on loopback; default: 8080")
        if name == "number":
            command.add_argument("name", help="of the client, as customers see it")
        if name == "up":
            command.add_argument("--no-tenant", action="store_true", help="leave tenant acme out")
            command.add_argument(
                "--settings",
                type=Path,
                metavar="FILE",
                help="of the platform, NAME=value a line; kept for later",
            )
    return parser.parse_args()


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", text):
        raise argparse.ArgumentTypeError("2 to 31 lower-case letters, digits and dashes, a letter first")
    return text


def _show(console: Console, summary: dict[str, Any], instance: Instance) -> None:
    """Plain lines: an address cut by a table's border cannot be clicked."""
    panel, tenant = summary["panel"], summary.get("tenant")
    rows = [("Panel", panel["url"], panel)]
    if tenant:
        rows.append(("ACME, admin", tenant["url"], tenant))
        rows.append(("ACME, atendente", tenant["url"], summary["attendant"]))
    rows.append(("WhatsApp phone", summary["phone"]["url"], {}))
    for name, url, login in rows:
        words = f"{name:<16} {url:<32} {login.get('email', ''):<24} {login.get('password', '')}"
        console.print(words.rstrip(), highlight=False, markup=False, soft_wrap=True)
    file = instance.folder / "demo.json"
    console.print(
        f"Also in {file}; `make down` removes everything.", style="dim", highlight=False, soft_wrap=True
    )


if __name__ == "__main__":
    sys.exit(main())

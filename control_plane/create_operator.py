"""`python -m control_plane create-operator`: makes or repairs an operator, for the first sign-in ever."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from control_plane.actor import CONSOLE
from control_plane.database import make_engine, make_sessions
from control_plane.errors import InvalidInput
from control_plane.migrations.commands import migrate
from control_plane.roles import ROLES
from control_plane.services.container import make_services
from control_plane.services.passwords import check_new_password
from control_plane.services.platform_root import with_root_key
from control_plane.services.preflight import email_problem
from control_plane.services.tokens import new_token
from control_plane.settings import read_settings


def main(arguments: Sequence[str]) -> int:
    """Prints {"email", "token"}. Run again with the same files, it changes nothing."""
    options = _parser().parse_args(arguments)
    if problem := email_problem(options.email):
        raise InvalidInput("bad_email", problem)
    password = options.password_file.read_text().strip()
    check_new_password(password, options.email)
    settings = read_settings(os.environ)
    engine = make_engine(settings.database_url)
    migrate(engine, settings.lasting_key)
    sessions = make_sessions(engine)
    services = make_services(with_root_key(settings, sessions), sessions)
    token = _token(options.token_file)
    operator_id = services.operators.ensure(options.email, password, CONSOLE, options.role)
    if options.reset_second_factor:
        services.operators.reset_second_factor(operator_id, CONSOLE)
    services.tokens.ensure(operator_id, "create-operator", token, CONSOLE)
    json.dump({"email": options.email.strip().lower(), "token": token}, sys.stdout)
    sys.stdout.write("\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="control_plane create-operator")
    parser.add_argument("--email", required=True)
    parser.add_argument("--password-file", type=Path, required=True)
    parser.add_argument("--token-file", type=Path, help="holds the API token; written if absent or empty")
    parser.add_argument("--role", choices=tuple(ROLES), help="default: owner, and as it is for one there is")
    parser.add_argument("--reset-second-factor", action="store_true", help="for one who lost app and codes")
    return parser


def _token(path: Path | None) -> str:
    """Kept in the file, so that whoever runs this again gets the same token."""
    if path is not None and path.exists() and (kept := path.read_text().strip()):
        return kept
    token = new_token()
    if path is not None:
        path.touch(mode=0o600)
        path.write_text(token + "\n")
    return token

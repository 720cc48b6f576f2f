"""guiche login, and guiche profile …: several platforms, or several people, from one machine."""

import os
import sys
from collections.abc import Callable

import click

from control_plane.cli.client import Client
from control_plane.cli.commands import ask, json_option, profile_name
from control_plane.cli.configuration import (
    Configuration,
    Profiles,
    checked_name,
    configuration_path,
    read_profiles,
    write_profiles,
)
from control_plane.cli.outcome import BadInput
from control_plane.cli.output import Output


@click.command("login")
@click.option("--url", required=True, help="The panel's address, such as http://panel.localhost:8080")
@click.option("--token-stdin", is_flag=True, help="Read the API token from standard input instead of asking.")
@json_option
def login(url: str, token_stdin: bool, as_json: bool) -> None:
    """Keep the panel's address and an API token, once they have proved good.

    guiche --profile NAME login keeps them beside others.
    """
    if not url.startswith(("http://", "https://")):
        raise BadInput("Write the address with http:// or https://.")
    path = configuration_path(os.environ)
    profiles = read_profiles(path)
    name = checked_name(profile_name() or profiles.current)
    if token_stdin:
        token = sys.stdin.readline()
    else:
        token = ask("API token", hidden=True, instead="give the token on standard input with --token-stdin")
    configuration = Configuration(url.rstrip("/"), token.strip())
    if not configuration.token.isascii() or not configuration.token:
        raise BadInput("That is not an API token.")
    who = _proved(configuration)
    write_profiles(path, profiles.with_one(name, configuration))
    output = Output(as_json)
    output.line(f"Signed in as {who}; kept in {path} as the profile {name}")
    if as_json:
        output.document({"operator": who, "url": configuration.url, "profile": name})


def _proved(configuration: Configuration) -> str:
    client = Client(configuration)
    try:
        return str(client.get("/auth/me")["operator"])
    finally:
        client.close()


@click.group("profile")
def profile() -> None:
    """Several platforms, or several people, from one machine: guiche --profile NAME …, or GUICHE_PROFILE."""


@profile.command("list")
@json_option
def list_(as_json: bool) -> None:
    """The profiles there are; tokens are not shown."""
    profiles = read_profiles(configuration_path(os.environ))
    current = profile_name() or profiles.current
    rows = [
        {"profile": name, "url": one.url, "current": name == current}
        for name, one in sorted(profiles.known.items())
    ]
    Output(as_json).table({"data": rows, "next_cursor": None}, ("profile", "url", "current"))


@profile.command("use")
@click.argument("name")
@json_option
def use(name: str, as_json: bool) -> None:
    """The one that commands are of from now on."""
    _kept(lambda profiles: profiles.using(name), f"From now on: {name}", as_json)


@profile.command("remove")
@click.argument("name")
@json_option
def remove(name: str, as_json: bool) -> None:
    """Forget its token here; it is good until it is revoked (guiche token revoke)."""
    _kept(lambda profiles: profiles.without(name), f"Forgotten: {name}", as_json)


def _kept(change: Callable[[Profiles], Profiles], said: str, as_json: bool) -> None:
    path = configuration_path(os.environ)
    profiles = change(read_profiles(path))
    write_profiles(path, profiles)
    output = Output(as_json)
    output.line(said)
    if as_json:
        output.document({"current": profiles.current, "profiles": sorted(profiles.known)})

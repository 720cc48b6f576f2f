"""guiche event …"""

from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, list_options, signed_in


@click.group()
def event() -> None:
    """What your own systems are told: where to, and what became of it."""


@event.command("endpoints")
@signed_in
def endpoints(context: Context) -> None:
    """Where events are sent."""
    answer = context.client.get("/event-endpoints")
    if context.output.as_json:
        context.output.document(answer)
        return
    rows = [{**row, "types": ", ".join(row["types"]) or "all"} for row in answer["data"]]
    context.output.table({"data": rows}, ("id", "url", "types", "created_at"))


@event.command("add")
@click.argument("url")
@click.option("--type", "types", multiple=True, metavar="EVENT", help="Only this one; may be repeated.")
@signed_in
def add(context: Context, url: str, types: tuple[str, ...]) -> None:
    """Send events to an address too. Prints the secret that signs them, this once."""
    made = context.client.post("/event-endpoints", {"url": url, "types": list(types)})
    context.output.card(made, {"id": made["id"], "address": made["url"], "secret": made["secret"]})


@event.command("remove")
@click.argument("endpoint_id")
@signed_in
def remove(context: Context, endpoint_id: str) -> None:
    """Send nothing there any more."""
    context.client.delete(path_to("event-endpoints", endpoint_id))
    context.output.done("Nothing more is sent there.", {"id": endpoint_id})


@event.command("ping")
@click.argument("endpoint_id")
@signed_in
def ping(context: Context, endpoint_id: str) -> None:
    """Send an event that says nothing, to see that it arrives."""
    context.client.post(path_to("event-endpoints", endpoint_id, "pings"))
    context.output.done("On its way: guiche event deliveries shows what became of it.", {"id": endpoint_id})


@event.command("deliveries")
@click.option("--endpoint", metavar="ID", help="Only to this one.")
@click.option("--state", type=click.Choice(("waiting", "delivered", "given_up")))
@list_options(20)
@signed_in
def deliveries(context: Context, **wanted: Any) -> None:
    """What became of the newest events."""
    answer = context.rows("/event-deliveries", **wanted)
    context.output.table(
        answer, ("id", "type", "host", "state", "attempts", "status", "problem", "created_at")
    )


@event.command("redeliver")
@click.argument("delivery_id", type=int)
@signed_in
def redeliver(context: Context, delivery_id: int) -> None:
    """Send an event there again."""
    again = context.client.post(path_to("event-deliveries", delivery_id, "redeliver"))
    context.output.done(f"{again['type']} is on its way to {again['host']} again.", again)

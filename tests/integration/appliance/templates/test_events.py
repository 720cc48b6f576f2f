"""What browsers hear of templates."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from appliance.context import Context
from appliance.realtime.emitting import CHANNEL
from appliance.realtime.rooms import EVERYBODY
from appliance.templates.graph import TemplateGraph
from appliance.templates.presenting import present_template
from appliance.templates.syncing import sync
from tests.integration.appliance.templates.conftest import Meta, listed

pytestmark = pytest.mark.integration


def test_everybody_hears_of_a_change(
    context: Context, graph: TemplateGraph, meta: Meta, rows: Callable[[], Any]
) -> None:
    subscription = context.redis.pubsub(ignore_subscribe_messages=True)
    subscription.subscribe(CHANNEL)
    subscription.get_message(timeout=1)
    meta.listed = [listed("a")]
    sync(context, graph, 20)
    message = subscription.get_message(timeout=1)
    assert message is not None
    emitted = json.loads(message["data"])
    [payload] = emitted["data"]
    assert (emitted["event"], emitted["room"], payload["seq"]) == (
        "template.updated",
        [EVERYBODY],
        {EVERYBODY: 1},
    )
    shown = present_template(rows()["a/pt_BR"]) | {"synced_at": payload["template"]["synced_at"]}
    assert payload["template"] == shown

"""A wrong token, resumed with the right one: web and worker run with it, and the old one is gone."""

from dataclasses import replace

import pytest

from control_plane.actor import Actor
from control_plane.inventory import take_inventory
from control_plane.operations.steps.engine_secrets import SERVICE_SECRETS
from control_plane.operations.steps.tenant import load_tenant
from control_plane.services.corrections import Correction
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]


def test_the_right_token_brings_it_up_and_leaves_no_old_secret(platform: SmallPlatform) -> None:
    request = platform.request("mended")
    wrong = replace(request.whatsapp, token="not-the-token-of-this-number")
    platform.submit(replace(request, whatsapp=wrong))
    failed = platform.work()
    assert (failed["state"], failed["error"]["code"]) == ("failed", "whatsapp_token")
    context = platform.context_of(failed["id"])
    names = load_tenant(context).names
    before = platform.adapters.stacks.running_tasks(names.stack)

    correction = Correction(token=request.whatsapp.token)
    platform.services.corrections.resume(failed["id"], correction, Actor("tester"), even_untried=True)
    mended = platform.work()
    assert mended["state"] == "succeeded", mended["error"]
    after = platform.adapters.stacks.running_tasks(names.stack)
    assert len(set(before) & set(after)) == 2  # database and Redis went on; web and worker are new
    assert len(platform.adapters.secrets.all_of(context.tenant_id)) == len(SERVICE_SECRETS)
    inventory = take_inventory(platform.adapters.engine, platform.sessions, platform.settings)
    assert not [thing for thing in (*inventory.unexpected, *inventory.missing) if thing.slug == "mended"]

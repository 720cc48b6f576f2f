"""A backup taken, life going on, the backup restored: what was, is again, and nothing is sent twice."""

from uuid import uuid4

import docker
import pytest

from tests.e2e.platform import INSTANCE, Platform, eventually

pytestmark = pytest.mark.e2e


def test_a_restore_brings_back_what_was_and_keeps_the_old_volumes(
    platform: Platform, engine: docker.DockerClient
) -> None:
    before, after = (f"55119{uuid4().int % 10**8:08}" for _ in range(2))
    desk = platform.sign_in()
    platform.writes(before, "antes do backup")
    eventually(lambda: desk.conversation(before), "the first conversation")

    made = platform.api("POST", "/tenants/acme/backups")
    assert made.status_code == 202, made.text
    assert platform.operation(made.json()["operation"]["id"])["state"] == "succeeded"
    backup = platform.api("GET", "/tenants/acme/backups").json()["data"][0]
    assert backup["trigger"] == "manual"
    assert backup["manifest"]["rows"]["messages"] > 0

    platform.writes(after, "depois do backup")
    eventually(lambda: desk.conversation(after), "the second conversation")
    sent_before = len(platform.sandbox("GET", "/messages", params={"phone_number_id": platform.number}))

    refused = platform.api(
        "POST", "/tenants/acme/restores", json={"backup_id": backup["id"], "confirm": "outro"}
    )
    assert refused.status_code == 422
    asked = platform.api(
        "POST", "/tenants/acme/restores", json={"backup_id": backup["id"], "confirm": "acme"}
    )
    assert asked.status_code == 202, asked.text
    operation = platform.operation(asked.json()["operation"]["id"], seconds=600)
    assert operation["state"] == "succeeded", operation

    assert desk.call("GET", "/conversations").status_code == 401  # every sign-in ended
    again = platform.sign_in()
    assert again.conversation(before)
    assert not again.conversation(after)
    assert (
        len(platform.sandbox("GET", "/messages", params={"phone_number_id": platform.number})) == sent_before
    )
    volumes = {each["Name"] for each in engine.api.volumes()["Volumes"]}
    generation = int(
        engine.api.services(filters={"name": f"{INSTANCE}-t-acme_mysql"})[0]["Spec"]["Labels"][
            "guiche.generation"
        ]
    )
    assert {f"{INSTANCE}-t-acme-database-g{each}" for each in (generation - 1, generation)} <= volumes
    safety = platform.api("GET", "/tenants/acme/backups").json()["data"][0]
    assert safety["trigger"] == "safety"

    platform.writes(after, "e a vida segue")
    eventually(lambda: again.conversation(after), "a message after the restore")

"""One-off jobs on the real engine: what they may do, what they return, and that nothing of them stays."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from control_plane.adapters.jobs import Job, Mount
from control_plane.errors import LeaseLost, StepFailed
from tests.integration.control_plane.adapters.conftest import Hands

pytestmark = pytest.mark.integration

LOOK_AROUND = """
import os, socket
lines = [line.partition(':\\t') for line in open('/proc/self/status').read().splitlines()]
status = {name: value for name, _, value in lines}
print(os.getuid(), os.getgid())
print(status['CapEff'], status['CapBnd'], status['NoNewPrivs'])
key = '/run/secrets/key'
print(sorted(os.listdir('/run/secrets')), oct(os.stat(key).st_mode & 0o777), open(key).read())
for path in ('/x', '/etc/x', '/tmp/x', '/media/x'):
    try:
        open(path, 'w').close()
        print(path, 'written')
    except OSError:
        print(path, 'refused')
try:
    socket.create_connection(('1.1.1.1', 80), timeout=3)
    print('reached out')
except OSError:
    print('no way out')
print(os.environ['A'], sorted(os.environ).count('HIDDEN'))
"""


@pytest.fixture(scope="module")
def job(hands: Hands) -> Iterator[Job]:
    names = hands.names
    hands.networks.create(names.private_network, names.labels("network"), internal=True)
    return Job(
        name=names.job("look"),
        image=hands.image,
        command=["python3", "-c", LOOK_AROUND],
        user="10001:10001",
        networks=[names.private_network],
        labels=names.labels("job"),
        environment={"A": "1"},
        timeout_seconds=60,
    )


def nothing(_seconds: float) -> None:
    """What a step tells while it waits."""


def test_it_is_hardened_and_sees_its_secrets_and_mounts(hands: Hands, job: Job) -> None:
    secret = hands.secrets.ensure(hands.names, "key", "the value")
    volume = hands.volumes.create(hands.names.media_volume, hands.names.labels("volume"))
    mounted = replace(job, secrets=[secret], mounts=[Mount(volume.name, "/media", is_read_only=True)])
    result = hands.jobs.run(mounted, nothing)
    hands.secrets.remove([secret])
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "10001 10001",
        "0000000000000000 0000000000000000 1",
        "['key'] 0o400 the value",
        "/x refused",
        "/etc/x refused",
        "/tmp/x written",
        "/media/x refused",
        "no way out",
        "1 0",
    ]


def test_a_bad_end_is_a_result(hands: Hands, job: Job) -> None:
    failing = replace(job, command=["sh", "-c", "echo out; echo reason >&2; exit 7"])
    result = hands.jobs.run(failing, nothing)
    assert result.exit_code == 7
    assert sorted(result.output.split()) == ["out", "reason"]


def test_a_command_that_does_not_exist_is_a_bad_end(hands: Hands, job: Job) -> None:
    result = hands.jobs.run(replace(job, command=["no-such-program"]), nothing)
    assert result.exit_code != 0
    assert "no-such-program" in result.output


def test_an_image_that_does_not_exist_is_a_bad_end(hands: Hands, job: Job) -> None:
    result = hands.jobs.run(replace(job, image="sha256:" + "0" * 64), nothing)
    assert result.exit_code != 0
    assert "No such image" in result.output


def test_too_much_memory_is_a_bad_end(hands: Hands, job: Job) -> None:
    greedy = replace(job, command=["python3", "-c", "x = bytearray(200 << 20)"], memory_bytes=64 * 2**20)
    assert hands.jobs.run(greedy, nothing).exit_code != 0


def test_one_that_does_not_end_is_stopped(hands: Hands, job: Job) -> None:
    endless = replace(job, command=["sleep", "600"], timeout_seconds=3, stop_grace_seconds=1)
    with pytest.raises(StepFailed, match="did not end within 3 s"):
        hands.jobs.run(endless, nothing)
    assert_nothing_left(hands)


def test_whoever_waits_may_stop_it(hands: Hands, job: Job) -> None:
    def lost(seconds: float) -> None:
        if seconds > 1:
            raise LeaseLost("lease_lost", "another runner has it")

    with pytest.raises(LeaseLost):
        hands.jobs.run(replace(job, command=["sleep", "600"], stop_grace_seconds=1), lost)
    assert_nothing_left(hands)


def test_what_a_dead_runner_left_is_stopped_first(hands: Hands, job: Job) -> None:
    class Died(Exception):
        pass

    def die(seconds: float) -> None:
        if seconds > 1:
            raise Died

    endless = replace(job, command=["sleep", "600"], stop_grace_seconds=1)
    remove, hands.jobs.remove = hands.jobs.remove, lambda _name: None  # type: ignore[method-assign]
    try:
        with pytest.raises(Died):
            hands.jobs.run(endless, die)
    finally:
        hands.jobs.remove = remove  # type: ignore[method-assign]
    (left,) = hands.jobs.left_behind(f"guiche.instance={hands.names.instance}")
    assert left.labels["guiche.tenant"] == hands.names.tenant_id
    result = hands.jobs.run(replace(job, command=["echo", "second"]), nothing)
    assert result.output == "second\n"
    assert_nothing_left(hands)


def assert_nothing_left(hands: Hands) -> None:
    assert list(hands.jobs.left_behind(f"guiche.instance={hands.names.instance}")) == []

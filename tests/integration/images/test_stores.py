"""Database and Redis of a tenant, as they run: hardened, durable, small, and closed without a password."""

from collections.abc import Iterator

import docker
import pytest

from tests.hardening import Allowed, task_containers, unreserved, violations
from tests.integration.images.throwaway_stack import ThrowawayStack

pytestmark = pytest.mark.integration
_MIB = 2**20
IDLE_LIMIT_MIB = {"mysql": 200, "mariadb": 60}


@pytest.fixture(scope="module", params=["mysql", "mariadb"])
def stack(request: pytest.FixtureRequest) -> Iterator[ThrowawayStack]:
    client = docker.APIClient(version="auto", timeout=60)
    stack = ThrowawayStack(client, request.param)
    try:
        stack.deploy()
        yield stack
    finally:
        stack.remove()
        client.close()


@pytest.fixture
def containers(stack: ThrowawayStack) -> dict[str, str]:
    return task_containers(stack.client, stack.name)


def test_the_running_database_is_hardened(stack: ThrowawayStack, containers: dict[str, str]) -> None:
    allowed = Allowed(writable=frozenset({"/var/lib/mysql"}))

    assert violations(stack.client, containers["mysql"], allowed) == []


def test_the_running_redis_is_hardened(stack: ThrowawayStack, containers: dict[str, str]) -> None:
    assert violations(stack.client, containers["redis"], Allowed(writable=frozenset({"/data"}))) == []


def test_memory_is_reserved(stack: ThrowawayStack) -> None:
    assert unreserved(stack.client, stack.name) == []


def test_a_soft_container_is_noticed(stack: ThrowawayStack) -> None:
    """The inspection itself: a plain `docker run` must fail on every count that matters."""
    host = stack.client.create_host_config(binds=["/var/run/docker.sock:/var/run/docker.sock"])
    created = stack.client.create_container(
        "guiche/redis:dev", ["sleep", "60"], user="0", environment={"API_TOKEN": "x"}, host_config=host
    )
    try:
        stack.client.start(created["Id"])
        found = " | ".join(violations(stack.client, created["Id"], Allowed()))
    finally:
        stack.client.remove_container(created["Id"], force=True)

    for part in (
        "as root",
        "writable",
        "memory limit",
        "pids limit",
        "health",
        "API_TOKEN",
        "CapEff",
        "socket",
        "uid",
    ):
        assert part in found


def test_first_start_makes_root_and_the_database(stack: ThrowawayStack, containers: dict[str, str]) -> None:
    assert "appliance" in stack.sql(containers["mysql"], "SHOW DATABASES").split()
    assert stack.sql(containers["mysql"], "SELECT DISTINCT user FROM mysql.user WHERE user = ''") == ""


def test_an_answered_commit_is_on_disk(stack: ThrowawayStack, containers: dict[str, str]) -> None:
    asked = "SELECT @@innodb_flush_log_at_trx_commit, @@innodb_doublewrite, @@character_set_server"

    assert stack.sql(containers["mysql"], asked).split() in (["1", "ON", "utf8mb4"], ["1", "1", "utf8mb4"])


def test_the_database_refuses_a_wrong_password(stack: ThrowawayStack, containers: dict[str, str]) -> None:
    program = "mysql" if stack.database == "mysql" else "mariadb"
    command = [program, "--no-defaults", "--host=127.0.0.1", "--user=root", "-e", "SELECT 1"]

    with pytest.raises(AssertionError, match="Access denied"):
        stack.execute(containers["mysql"], command, {"MYSQL_PWD": "wrong"})


def test_redis_answers_its_user_only(stack: ThrowawayStack, containers: dict[str, str]) -> None:
    ask = ["redis-cli", "--user", "app", "--no-auth-warning", "CONFIG", "GET", "app*"]

    settings = stack.execute(containers["redis"], ask, {"REDISCLI_AUTH": stack.redis_password}).split()

    assert {"appendonly", "yes", "everysec"} <= set(settings)
    assert "NOAUTH" in stack.execute(containers["redis"], ["redis-cli", "PING"], {})


def test_a_restart_keeps_the_data(stack: ThrowawayStack, containers: dict[str, str]) -> None:
    stack.sql(containers["mysql"], "CREATE TABLE IF NOT EXISTS appliance.kept (id INT PRIMARY KEY)")
    stack.client.kill(containers["mysql"])
    again = stack.replaced("mysql", containers["mysql"])

    assert stack.sql(again, "SHOW TABLES IN appliance") == "kept"


def test_a_restarted_redis_has_every_transaction_and_still_knows_nobody_without_a_name(
    stack: ThrowawayStack, containers: dict[str, str]
) -> None:
    """Queues and realtime write through MULTI; whoever replays that must be allowed all of it."""

    def redis(container: str, *commands: str) -> list[str]:
        given = {"REDISCLI_AUTH": stack.redis_password, "COMMANDS": "\n".join(commands)}
        client = 'echo "$COMMANDS" | redis-cli --user app --no-auth-warning'
        return stack.execute(container, ["sh", "-c", client], given).split()

    redis(containers["redis"], "SET alone 1", "MULTI", "INCR number", "RPUSH queue job", "EXEC")
    redis(containers["redis"], """EVAL "return redis.call('MSET', 'a', 1, 'b', 2)" 0""")
    stack.client.stop(containers["redis"], timeout=10)  # all of it is on the disk then
    again = stack.replaced("redis", containers["redis"])

    assert redis(again, "MGET alone number a b", "LRANGE queue 0 -1") == ["1", "1", "1", "2", "job"]
    assert "NOAUTH" in stack.execute(again, ["redis-cli", "PING"], {})
    assert "WRONGPASS" in stack.execute(again, ["redis-cli", "AUTH", "default", ""], {})


def test_idle_stores_are_small(stack: ThrowawayStack, containers: dict[str, str]) -> None:
    """The headline figure of a tenant: resident memory that the kernel cannot take back."""
    usage = {}
    for service, container in containers.items():
        memory = stack.client.stats(container, stream=False)["memory_stats"]
        usage[service] = (memory["usage"] - memory["stats"].get("cache", 0)) / _MIB

    assert usage["mysql"] < IDLE_LIMIT_MIB[stack.database]
    assert usage["redis"] < 20

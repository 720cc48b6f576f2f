from control_plane.adapters.names import TenantNames, content_digest, secret_name

KEY = "ab" * 32
NAMES = TenantNames("guiche", "t-acme", "0000-1", "acme", 3)


def test_volumes_carry_the_generation_but_the_backups_do_not() -> None:
    assert NAMES.database_volume == "t-acme-database-g3"
    assert NAMES.redis_volume == "t-acme-redis-g3"
    assert NAMES.media_volume == "t-acme-media-g3"
    assert NAMES.backups_volume == "t-acme-backups"


def test_labels_say_whose_and_what() -> None:
    assert NAMES.labels("secret") == {
        "guiche.instance": "guiche",
        "guiche.tenant": "0000-1",
        "guiche.slug": "acme",
        "guiche.generation": "3",
        "guiche.kind": "secret",
    }


def test_another_value_is_another_secret() -> None:
    first = secret_name("t-acme", "session_key", "one", KEY)
    assert first.startswith("t-acme-session_key-")
    assert first == secret_name("t-acme", "session_key", "one", KEY)
    assert first != secret_name("t-acme", "session_key", "two", KEY)


def test_a_secrets_name_cannot_be_guessed_without_the_platform_key() -> None:
    assert secret_name("t-acme", "x", "one", KEY) != secret_name("t-acme", "x", "one", "cd" * 32)
    assert content_digest(b"one") not in secret_name("t-acme", "x", "one", KEY)


def test_the_longest_slug_still_makes_secret_names_that_the_engine_takes():
    name = "database_migrate_password"
    longest, other = (f"t-{'a' * 30}{last}" for last in "xy")
    names = {secret_name(stack, name, "one", KEY) for stack in (longest, other, f"platform-{longest}")}
    assert len(names) == 3
    assert {len(each) for each in names} == {64}
    assert all(each.endswith(secret_name("t", name, "one", KEY)[1:]) for each in names)

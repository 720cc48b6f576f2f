from backups import process


def test_a_program_that_hangs_is_killed_with_all_it_started() -> None:
    finished = process.run(
        ["/bin/sh", "-c", "sleep 600 & sleep 600"], environ=process.plain_environ(), timeout=0.2
    )
    assert finished.status == -9
    assert "stopped after" in finished.errors


def test_the_child_gets_nothing_of_our_environment_but_the_path(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("SECRET_OF_OURS", "x")
    finished = process.run(["/usr/bin/env"], environ=process.plain_environ(A="1"), timeout=5)
    assert "A=1" in finished.output
    assert "SECRET_OF_OURS" not in finished.output

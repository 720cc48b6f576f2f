import json

from sandbox.live import Live


def test_a_listener_gets_what_happens_after_its_hello() -> None:
    live = Live()
    live.publish("message", {"n": 0})
    frames = live.listen()
    assert next(frames).startswith("event: hello\n")
    live.publish("message", {"n": 1})
    name, data, *_ = next(frames).splitlines()
    assert (name, json.loads(data.removeprefix("data: "))) == ("event: message", {"n": 1})


def test_every_listener_gets_its_own_copy() -> None:
    live = Live()
    first, second = live.listen(), live.listen()
    next(first), next(second)
    live.publish("typing", {})
    assert next(first) == next(second)


def test_a_listener_that_falls_too_far_behind_is_let_go() -> None:
    live = Live()
    frames = live.listen()
    next(frames)
    for n in range(600):
        live.publish("message", {"n": n})
    assert list(frames) == []

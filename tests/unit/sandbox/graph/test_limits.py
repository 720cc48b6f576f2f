from tests.unit.sandbox.doubles import Json, Sandbox, error_of


def violations(sandbox: Sandbox) -> Json:
    return dict(sandbox.client.get("/sandbox/violations").get_json())


def test_forty_five_at_once_then_one_in_six_seconds(sandbox: Sandbox) -> None:
    sandbox.write()
    assert {sandbox.send().status_code for _ in range(45)} == {200}
    assert error_of(sandbox.send()) == (400, 131056)
    sandbox.timeline.run(6)
    assert sandbox.send().status_code == 200
    assert error_of(sandbox.send()) == (400, 131056)
    assert sandbox.send(to="+5521996540303").status_code == 200
    report = violations(sandbox)
    assert report["violations"] == 2
    assert report["pairs"] == [
        {"phone_number_id": sandbox.number, "wa_id": sandbox.customer, "sent": 48, "violations": 2}
    ]


def test_a_number_has_eighty_a_second(sandbox: Sandbox) -> None:
    answers = [sandbox.send(to=f"+55119{n:08}").status_code for n in range(90_000_000, 90_000_081)]
    assert answers == [200] * 80 + [400]
    assert error_of(sandbox.send()) == (400, 130429)
    (number,) = violations(sandbox)["numbers"]
    assert (number["violations"], number["peak_per_second"], number["sent"]) == (2, 81, 82)
    sandbox.timeline.run(1)
    assert sandbox.send().status_code == 200


def test_limits_may_only_be_counted(sandbox: Sandbox) -> None:
    sandbox.faults(graph={"limits_off": True})
    assert {sandbox.send().status_code for _ in range(60)} == {200}
    assert violations(sandbox)["violations"] == 15
    assert sandbox.client.delete("/sandbox/violations").get_json()["violations"] == 0


def test_a_slower_number(sandbox: Sandbox) -> None:
    body = {"messages_per_second": 1, "throughput": "NOT_APPLICABLE"}
    answer = sandbox.client.patch(f"/sandbox/numbers/{sandbox.number}", json=body)
    assert answer.status_code == 200
    assert [sandbox.send().status_code, sandbox.send().status_code] == [200, 400]
    read = sandbox.graph("GET", f"{sandbox.number}?fields=throughput").get_json()
    assert read["throughput"] == {"level": "NOT_APPLICABLE"}

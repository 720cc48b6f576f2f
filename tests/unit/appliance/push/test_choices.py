from appliance.push import choices


def test_what_was_never_chosen_is_as_at_first() -> None:
    assert choices.complete({}) == choices.at_first()
    assert set(choices.at_first()["events"]) == set(choices.EVENTS)


def test_an_event_that_came_later_does_not_undo_what_was_chosen() -> None:
    kept = choices.complete({"events": {"offer": {"sound": False}}, "push_shows": "text"})
    assert kept["events"]["offer"] == {"sound": False, "tone": "bell", "notice": True}
    assert kept["events"]["message"] == choices.at_first()["events"]["message"]
    assert kept["push_shows"] == "text"


def test_every_tone_of_the_first_choices_exists() -> None:
    assert {one["tone"] for one in choices.at_first()["events"].values()} <= set(choices.TONES)

from appliance.whatsapp.sending import MAX_ATTEMPTS, backoff


def test_each_wait_is_longer_up_to_two_minutes() -> None:
    for attempt in range(1, MAX_ATTEMPTS + 1):
        ceiling = min(2**attempt, 120)
        assert ceiling / 2 <= backoff(attempt).total_seconds() <= ceiling

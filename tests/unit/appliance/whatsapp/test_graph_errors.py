import pytest

from appliance.whatsapp.graph_errors import MEANINGS, error_of, meaning_of


@pytest.mark.parametrize(
    ("code", "http", "kind"),
    [
        (0, 401, "credential"),
        (190, 401, "credential"),
        (200, 403, "credential"),
        (299, 403, "credential"),
        (131047, 400, "window"),
        (131026, 400, "permanent"),
        (130429, 400, "throttled"),
        (131056, 400, "throttled"),
        (131026, 429, "throttled"),
        (131016, 500, "retryable"),
        (2, 503, "retryable"),
        (424242, 400, "permanent"),
        (424242, 500, "retryable"),
        (None, 503, "retryable"),
        (None, 404, "permanent"),
    ],
)
def test_what_to_do_follows_from_the_code(code: int | None, http: int, kind: str) -> None:
    assert meaning_of(code, http).kind == kind


def test_every_meaning_speaks_to_people() -> None:
    assert all(meaning.text.endswith(".") for meaning in MEANINGS.values())


def test_the_stored_error_keeps_metas_words_beside_ours() -> None:
    error = error_of(131047, "Re-engagement message")
    assert (error["code"], error["kind"], error["title"]) == (131047, "window", "Re-engagement message")

import pytest

from appliance.composing.limits import FOOTER, ROW_TITLE, ROWS
from appliance.surveys.states import CSAT, NPS, SCORES
from appliance.surveys.words import STOP, compose_question


@pytest.mark.parametrize("locale", sorted(STOP))
@pytest.mark.parametrize("kind", [CSAT, NPS])
def test_the_question_is_what_whatsapp_takes(locale: str, kind: str) -> None:
    composed = compose_question(locale, 10**18, kind, "Como foi?")
    assert composed.outgoing is not None
    part = composed.outgoing["interactive"]
    rows = part["action"]["sections"][0]["rows"]
    assert len(rows) <= ROWS
    assert max(len(row["title"]) for row in rows) <= ROW_TITLE
    assert len(part["footer"]["text"]) <= FOOTER
    assert STOP[locale] in part["footer"]["text"]
    scores = [int(row["id"].rsplit(":", 1)[1]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert set(SCORES[kind]) - set(scores) == ({0} if kind == NPS else set())
    assert ("0" in composed.content) == (kind == NPS)

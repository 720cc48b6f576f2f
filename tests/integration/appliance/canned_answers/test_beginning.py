from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from appliance.canned_answers.beginning import ANSWERS, seed
from appliance.canned_answers.models import CannedAnswer
from appliance.canned_answers.writing import Written, checked
from appliance.context import Context
from appliance.database import transaction

pytestmark = pytest.mark.integration


def shortcuts(context: Context) -> list[str]:
    with context.sessions() as session:
        return list(session.scalars(select(CannedAnswer.shortcut).order_by(CannedAnswer.id)))


@pytest.mark.parametrize(
    ("locale", "first"), [("pt-BR", "boas-vindas"), ("en", "welcome"), ("es", "bienvenida")]
)
def test_a_new_tenant_has_three_in_its_language(context: Context, locale: str, first: str) -> None:
    tenant = replace(context.settings.tenant, locale=locale)
    seed(replace(context, settings=replace(context.settings, tenant=tenant)))
    assert (len(shortcuts(context)), shortcuts(context)[0]) == (3, first)


def test_what_is_thrown_away_does_not_come_back(context: Context) -> None:
    seed(context)
    with transaction(context.sessions) as session:
        session.execute(delete(CannedAnswer))
    seed(context)
    assert shortcuts(context) == []


def test_whoever_has_answers_already_gets_none(context: Context) -> None:
    with transaction(context.sessions) as session:
        session.add(CannedAnswer(shortcut="oi", title="Oi", content="Oi", queue_id=None, scope=0))
    seed(context)
    assert shortcuts(context) == ["oi"]


@pytest.mark.parametrize("answer", [one for answers in ANSWERS.values() for one in answers])
def test_each_is_what_one_could_have_written(answer: tuple[str, str, str]) -> None:
    assert checked(Written(*answer)) == Written(*answer)

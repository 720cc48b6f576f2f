from typing import Any

import pytest
from marshmallow import Schema, ValidationError

from appliance.accounts.managing_views import InvitationSchema
from appliance.accounts.own_schemas import NewApiTokenSchema, ProfileChangeSchema
from appliance.accounts.role_views import NewRoleSchema, RoleChangeSchema
from appliance.accounts.schemas import NewUserSchema, UserChangeSchema
from appliance.brand.schemas import BrandChangeSchema
from appliance.canned_answers.writing import Written, checked
from appliance.closing.views import NewReasonSchema, ReasonChangeSchema
from appliance.contacts.field_schemas import FieldChangeSchema, NewFieldSchema
from appliance.contacts.schemas import ContactChangeSchema
from appliance.errors import InvalidInput
from appliance.hours.schemas import HoursChangeSchema, NewHolidaySchema, NewHoursSchema
from appliance.labels.schemas import LabelChangeSchema, NewLabelSchema
from appliance.macros.schemas import MacroChangeSchema, NewMacroSchema
from appliance.names import UNSEEN, key_of, name_rule
from appliance.queues.schemas import NewQueueSchema, QueueChangeSchema
from appliance.saved_views.schemas import NewViewSchema, ViewChangeSchema
from appliance.signatures.schemas import SignatureChangeSchema

NAMED: list[type[Schema]] = [
    BrandChangeSchema,
    ContactChangeSchema,
    FieldChangeSchema,
    HoursChangeSchema,
    InvitationSchema,
    LabelChangeSchema,
    MacroChangeSchema,
    NewApiTokenSchema,
    NewFieldSchema,
    NewHolidaySchema,
    NewHoursSchema,
    NewLabelSchema,
    NewMacroSchema,
    NewQueueSchema,
    NewReasonSchema,
    NewRoleSchema,
    NewUserSchema,
    NewViewSchema,
    ProfileChangeSchema,
    QueueChangeSchema,
    ReasonChangeSchema,
    RoleChangeSchema,
    SignatureChangeSchema,
    UserChangeSchema,
    ViewChangeSchema,
]


def _problems(schema: type[Schema], body: dict[str, Any]) -> dict[str, Any]:
    return schema().validate(body, partial=True)


@pytest.mark.parametrize("schema", NAMED)
@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\x00", "\u2028"])
def test_a_name_that_turns_or_breaks_what_follows_is_refused_beside_its_field(
    schema: type[Schema], hidden: str
) -> None:
    assert _problems(schema, {"name": f"Ven{hidden}das"}) == {"name": [UNSEEN]}
    assert _problems(schema, {"name": "Vendas à tarde 👋"}) == {}


@pytest.mark.parametrize(
    ("schema", "field"), [(BrandChangeSchema, "login_text"), (NewHoursSchema, "closed_text")]
)
def test_a_text_of_several_lines_keeps_them_but_does_not_turn(schema: type[Schema], field: str) -> None:
    assert _problems(schema, {field: "Bom dia!\r\n\tVoltamos já."}) == {}
    assert _problems(schema, {field: "Bom\u202edia!"}) == {field: [UNSEEN]}


def test_the_title_of_a_canned_answer_is_held_to_the_same() -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(Written("oi", "Bom\u202edia", "Olá"))
    assert (refused.value.details["field"], refused.value.message) == ("title", UNSEEN)


@pytest.mark.parametrize("name", ["", "  ", "\n", "x" * 61])
def test_a_name_has_something_in_it_and_an_end(name: str) -> None:
    with pytest.raises(ValidationError):
        name_rule(60)(name)


def test_capitals_and_accents_make_no_other_name() -> None:
    assert key_of("Cobrança") == key_of(" COBRANCA ")

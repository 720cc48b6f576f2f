"""Plans: what tenants may take."""

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, fields

from control_plane.api.describing import Answer, Body, Text, example, moment, text
from control_plane.api.schemas.common import SLUG, Page
from control_plane.services.names import LONGEST_NAME
from control_plane.services.plan_limits import LIMITS, Limit

_PLAN_SLUG: dict[str, Any] = {
    "minLength": 1,
    "maxLength": 32,
    "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    "example": "large",
}


def _number(limit: Limit, *, may_be_none: bool) -> fields.Field[Any]:
    metadata = {"minimum": limit.least, "maximum": limit.most}
    kind = fields.Integer(strict=True, allow_none=may_be_none, metadata=metadata)
    return kind if limit.is_whole else fields.Float(allow_none=may_be_none, metadata=metadata)


def _numbers(
    base: type[Schema], name: str, limits: Iterable[Limit], *, all_none: bool = False
) -> type[Schema]:
    numbers = {limit.name: _number(limit, may_be_none=all_none or limit.is_optional) for limit in limits}
    return type(name, (base,), numbers)


PlanLimitsBody = _numbers(Body, "PlanLimitsBody", LIMITS.values())
TenantLimitsBody = _numbers(Body, "TenantLimitsBody", LIMITS.values(), all_none=True)
PlanLimitsSchema = _numbers(Answer, "PlanLimitsSchema", LIMITS.values())


class CreatePlanBody(Body):
    slug = text(needed=True, **_PLAN_SLUG)
    name = text(needed=True, maxLength=LONGEST_NAME, example="Large")
    limits = fields.Nested(
        PlanLimitsBody,
        load_default=dict,
        metadata={"description": "Left out: as in the standard plan"},
    )


class ChangePlanBody(Body):
    """What is left out stays as it is."""

    name = Text(metadata={"maxLength": LONGEST_NAME})
    limits = fields.Nested(PlanLimitsBody, load_default=dict)


class TenantPlanSchema(Answer):
    slug = fields.String(metadata=_PLAN_SLUG)
    name = example("Large")
    limits = fields.Nested(PlanLimitsSchema)
    tenants = fields.List(fields.String(metadata=SLUG), metadata={"description": "Those that have it"})
    created_at = moment()
    changed_at = moment()


class TenantPlansPage(Page):
    data = fields.List(fields.Nested(TenantPlanSchema))

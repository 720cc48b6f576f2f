"""One operation of an API, tried by Schemathesis with what its description allows and what it forbids."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import one_of
from schemathesis.generation import GenerationMode

OFTEN = 0.8
"""Of the paths name something that exists; the others are as random as the rest."""


def fuzz(
    operation: Any,
    *,
    examples: int,
    there: Callable[[str], Sequence[Any]],
    headers: dict[str, str],
    checks: list[Any],
) -> None:
    """`there`: values that exist, by a path parameter's name. The same each time; raises what is found."""
    choose = random.Random(operation.label)

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=one_of([operation.as_strategy(mode) for mode in GenerationMode]))
    def each(case: Any) -> None:
        for name in case.path_parameters:
            values = there(name)
            if values and choose.random() < OFTEN:
                case.path_parameters[name] = choose.choice(values)
        case.call_and_validate(headers=headers, checks=checks)

    each()

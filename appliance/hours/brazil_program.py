"""Run as a program: `brazil_program YEAR STATE` prints [[day, name, scope] …] as JSON; no STATE: ""."""

import json
import sys

import holidays

OPTIONAL = ("Carnaval", "Corpus Christi")
"""No public holidays by law (pontos facultativos), but hardly anybody works: listed as what they are, so that
the client may take them out.
"""


def main(year: int, state: str) -> list[tuple[str, str, str]]:
    national = holidays.country_holidays("BR", years=year, language="pt_BR")
    optional = holidays.country_holidays("BR", years=year, language="pt_BR", categories=("optional",))
    found = {day: (name, "national") for day, name in national.items()}
    found |= {
        day: (name, "optional")
        for day, name in optional.items()
        if day not in national and any(one in name for one in OPTIONAL)
    }
    if state:
        of_state = holidays.country_holidays("BR", subdiv=state, years=year, language="pt_BR")
        found |= {day: (name, "state") for day, name in of_state.items() if day not in national}
    return [(day.isoformat(), name, scope) for day, (name, scope) in sorted(found.items())]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), sys.argv[2])))

"""Where a line may break in what has no spaces: addresses break at their joints before anything else does."""

import re

from markupsafe import Markup, escape

_JOINTS = re.compile(r"(?<=/)(?=[^/\s])|(?<=.)(?=[@.]\w)")


def breakable(text: str) -> Markup:
    """`text` as HTML, with a chance to break after each / and before each @ and dot."""
    return Markup("<wbr>").join(escape(part) for part in _JOINTS.split(text))

"""A platform for what makes tenants by the dozen: that of the end-to-end tests, removed afterwards."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.e2e.platform import INSTANCE, Platform, bring_up, take_down


@contextmanager
def own_platform(*, with_tenant: bool = True) -> Iterator[Platform]:
    """Up within a minute where the images are built; gone at the end, after Ctrl-C and failures too."""
    try:
        yield bring_up(with_tenant=with_tenant)
    finally:
        take_down()


def make_room(slug: str) -> None:
    """Stops a tenant that was measured: on a small machine the next one has no room otherwise."""
    subprocess.run(["docker", "stack", "rm", f"{INSTANCE}-t-{slug}"], capture_output=True, check=False)

"""No module finds another's tenants, nor pays for them."""

from collections.abc import Iterator

import pytest

from tests.integration.control_plane.small_platform import SmallPlatform


@pytest.fixture(scope="module", autouse=True)
def _tidied(platform: SmallPlatform) -> Iterator[None]:
    yield
    platform.remove_tenants()

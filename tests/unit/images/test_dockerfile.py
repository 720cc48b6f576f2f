"""What the recipes say about themselves, for both kinds of base."""

import pytest

from images.context import HOST_CERTIFICATES, REPOSITORY
from images.dockerfile import image_names, in_build_order, read_dockerfile

REGISTRY = pytest.mark.parametrize("registry", [True, False], ids=["registry", "debian"])


@REGISTRY
def test_parents_come_before_their_children(registry: bool) -> None:
    order = in_build_order(image_names(), registry=registry)

    for name in image_names():
        for parent in read_dockerfile(name, registry=registry).parents:
            assert order.index(parent) < order.index(name)
    assert len(order) == len(set(order))


def test_one_image_brings_only_what_it_builds_on() -> None:
    assert in_build_order(("redis",), registry=False) == ["base:bookworm", "redis"]
    assert in_build_order(("redis",), registry=True) == ["redis"]
    assert in_build_order(("backup-mysql",), registry=False) == [
        "base:sid",
        "restic",
        "mysql",
        "backup-mysql",
    ]


def test_no_debian_base_is_needed_where_a_registry_answers() -> None:
    assert not [name for name in in_build_order(image_names(), registry=True) if name.startswith("base:")]


@REGISTRY
@pytest.mark.parametrize("name", image_names())
def test_whatever_is_copied_exists(name: str, registry: bool) -> None:
    for source in read_dockerfile(name, registry=registry).sources:
        assert source == HOST_CERTIFICATES.name or (REPOSITORY / source).exists()


@pytest.mark.parametrize("name", ["mysql", "mariadb", "redis", "edge", "appliance", "platform", "sandbox"])
@REGISTRY
def test_what_serves_never_starts_as_root(name: str, registry: bool) -> None:
    lines = read_dockerfile(name, registry=registry).path.read_text(encoding="utf-8").splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]

    assert users
    assert users[-1] in {"999:999", "10001:10001"}


@pytest.mark.parametrize("name", ["appliance", "platform", "sandbox"])
def test_code_comes_after_packages(name: str) -> None:
    """A change of the code must not install the packages again."""
    text = read_dockerfile(name, registry=False).path.read_text(encoding="utf-8")

    assert text.index("make-venv") < text.index("COPY foundation")

import pytest

from control_plane.errors import InvalidInput
from control_plane.image_names import image_name, named_version

DIGEST, OTHER = "sha256:3f" + "0" * 62, "sha256:3e" + "0" * 62
KNOWN = ["registry.example/guiche/appliance:1.2", "registry.example/guiche/appliance:1.20", DIGEST, OTHER]


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("registry.example:5000/guiche/appliance:v1.2", "v1.2"),
        ("guiche/appliance", "appliance"),
        (f"sha256:{'ab' * 32}", "ab" * 6),
    ],
)
def test_a_version_is_as_short_as_it_can_be_told_by(reference, shown):
    assert image_name(reference) == shown


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (KNOWN[0], KNOWN[0]),
        ("1.2", KNOWN[0]),
        ("1.20", KNOWN[1]),
        ("3f", DIGEST),
        ("3f0000000000", DIGEST),
        ("sha256:3e", OTHER),
        ("sha256:4", "sha256:4"),
    ],
)
def test_a_beginning_that_no_other_has_will_do(given, meant):
    assert named_version(given, KNOWN) == meant


@pytest.mark.parametrize("given", ["1", "3", "sha256", "registry"])
def test_what_may_be_several_is_refused_with_their_names(given):
    with pytest.raises(InvalidInput, match=r"several versions: .*, .*"):
        named_version(given, KNOWN)


def test_the_same_version_of_two_images_may_be_either():
    with pytest.raises(InvalidInput, match="several"):
        named_version("7", ["a:7", "b:7"])

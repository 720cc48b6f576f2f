import struct

import pytest

from appliance.media.cleaning.orientation import read_orientation, write_orientation


@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_is_written_is_read(orientation: int) -> None:
    assert read_orientation(write_orientation(orientation)) == orientation


def test_it_is_found_among_others_in_either_byte_order() -> None:
    for order, mark in ((">", b"MM\0*"), ("<", b"II*\0")):
        make = struct.pack(order + "HHII", 0x010F, 2, 4, 0)
        turned = struct.pack(order + "HHIHH", 0x0112, 3, 1, 6, 0)
        assert read_orientation(mark + struct.pack(order + "IH", 8, 2) + make + turned) == 6


@pytest.mark.parametrize(
    "tiff",
    [
        b"",
        b"II*\0",
        b"II*\0\xff\xff\xff\xff",
        b"II*\0\x08\0\0\0\xff\xff",
        b"XX*\0\x08\0\0\0",
        write_orientation(9),
    ],
)
def test_nonsense_is_upright(tiff: bytes) -> None:
    assert read_orientation(tiff) == 1

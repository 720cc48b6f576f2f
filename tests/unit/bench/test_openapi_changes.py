from itertools import islice

from bench.openapi_changes import Changer
from bench.openapi_requests import Request, World, requests

MEDIA = {kind: str(index) for index, kind in enumerate(("image", "video", "document", "audio", "sticker"))}
WORLD = World("+5511987650001", "BR.1", "wamid.IN1", MEDIA)
GOOD = list(requests(WORLD))


def some(seed: int) -> list[Request]:
    return list(islice(Changer(GOOD, seed).requests(), 300))


def test_every_type_of_message_is_among_the_good_ones() -> None:
    kinds = "text image video document audio sticker location contacts reaction interactive template"
    assert set(kinds.split()) <= {request.kind for request in GOOD}


def test_the_same_seed_gives_the_same_requests() -> None:
    assert some(1) == some(1)
    assert some(1) != some(2)


def test_most_are_changed_and_the_good_ones_stay_as_they_are() -> None:
    before = [dict(request.body) for request in GOOD]
    changed = some(3)
    assert [request.body for request in GOOD] == before
    good = [request.body for request in GOOD]
    assert sum(request.body not in good for request in changed) > 200

import itertools
import json

from bench.mutations import Mutator

CORPUS = [{"object": "x", "entry": [{"changes": [{"value": {"messages": [{"id": "1"}]}}]}]}]


def test_the_same_seed_makes_the_same_bodies() -> None:
    first, second, other = (list(itertools.islice(Mutator(CORPUS, seed).bodies(), 300)) for seed in (1, 1, 2))
    assert first == second
    assert first != other


def test_bodies_are_changed_as_json_and_as_bytes_and_the_corpus_stays() -> None:
    before = json.dumps(CORPUS)
    broken = 0
    for body in itertools.islice(Mutator(CORPUS, 3).bodies(), 300):
        try:
            json.loads(body)
        except ValueError:
            broken += 1
    assert 0 < broken < 150
    assert json.dumps(CORPUS) == before

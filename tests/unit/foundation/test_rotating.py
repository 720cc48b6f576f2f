from foundation.rotating import accepted, current


def test_one_value_is_used_and_accepted() -> None:
    assert (current("a"), accepted("a")) == ("a", ["a"])


def test_of_two_the_first_is_used() -> None:
    assert (current("new\nold"), accepted("new\nold")) == ("new", ["new", "old"])

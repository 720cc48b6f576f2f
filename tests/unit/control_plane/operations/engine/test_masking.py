import json

from control_plane.operations.engine.masking import mask


def test_masks_every_occurrence():
    assert mask("a s3cret b s3cret", ["s3cret"]) == "a *** b ***"


def test_masks_the_longer_value_first():
    assert mask("s3cret-and-more", ["s3cret", "s3cret-and-more"]) == "***"


def test_leaves_short_values():
    assert mask("one admin", ["admin"]) == "one admin"


def test_masks_passwords_inside_json_but_not_names():
    users = json.dumps([{"name": "Anabel Silva", "email": "ana@x.example", "password": "p4ssw0rd"}])
    assert mask("Anabel Silva has p4ssw0rd", [users]) == "Anabel Silva has ***"


def test_masks_nested_secrets():
    assert mask("the abcdef key", [json.dumps({"a": [{"api_key": "abcdef"}]})]) == "the *** key"


def test_broken_json_is_just_a_value():
    assert mask("see {broken", ["{broken"]) == "see ***"

from appliance.contacts.identity import Identity


def test_aliases_come_surest_first() -> None:
    assert Identity(wa_id="5531987650001", bsuid="BR.77").aliases() == [
        ("bsuid", "BR.77"),
        ("wa_id", "5531987650001"),
        ("mobile_br", "553187650001"),
    ]


def test_what_is_missing_is_no_alias() -> None:
    assert Identity(wa_id=None, bsuid="BR.77").aliases() == [("bsuid", "BR.77")]
    assert Identity(wa_id="15551234567", bsuid=None).aliases() == [("wa_id", "15551234567")]

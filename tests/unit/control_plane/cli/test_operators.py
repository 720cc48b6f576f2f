import pytest

from control_plane.actor import Visitor

PASSWORD = "nove bicicletas vermelhas"


def test_somebody_is_invited_and_the_link_is_all_that_a_script_needs(signed_in, services):
    made = signed_in("operator", "invite", "bia@operator.example", "--role", "support")
    assert made.code == 0 and "hand the link over yourself" in made.out
    token = made.out.splitlines()[0].rpartition("/")[2]
    services.invitations.accept(token, PASSWORD, Visitor())
    again = signed_in("operator", "invite", "Bia@operator.example", "--again", "--json").json
    assert again["url"].startswith("http://panel.localhost:8080/invitation/")
    listed = signed_in("operator", "list")
    assert "bia@operator.example" in listed.out and "support" in listed.out


def test_an_operator_is_changed_by_their_e_mail(signed_in):
    signed_in("operator", "invite", "bia@operator.example", "--role", "support")
    assert signed_in("operator", "role", "bia@operator.example", "viewer").out == (
        "bia@operator.example is now viewer.\n"
    )
    assert signed_in("operator", "disable", "bia@operator.example", "--json").json["state"] == "disabled"
    assert signed_in("operator", "enable", "bia@operator.example").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("invite", "bia@operator.example"), "--role"),
        (("invite", "bia@operator.example", "--role", "viewer", "--again"), "--again"),
        (("invite", "bia", "--role", "viewer"), "not an e-mail address"),
        (("disable", "nobody@operator.example"), "There is no operator"),
        (("disable", "ana@operator.example"), "needs an owner"),
        (("role", "ana@operator.example", "king"), "king"),
    ],
)
def test_what_will_not_do_is_said(signed_in, arguments, said):
    refused = signed_in("operator", *arguments)
    assert refused.code == 2 and said in refused.err


def test_only_owners_may(signed_in, services, actor):
    services.operators.ensure("second@operator.example", PASSWORD, actor)
    mine = services.operators.list_all()[0]["id"]
    services.operators.set_role(mine, "operator", actor)
    refused = signed_in("operator", "list")
    assert refused.code == 4 and "Your role does not allow this" in refused.err

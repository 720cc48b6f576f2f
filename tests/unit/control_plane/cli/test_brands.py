import pytest

from control_plane.database import transaction
from control_plane.models import BrandPicture, Operation

PNG = b"\x89PNG\r\n\x1a\nlogo"


@pytest.fixture(autouse=True)
def tenant(add_tenant):
    return add_tenant()


@pytest.fixture
def logo(tmp_path):
    path = tmp_path / "logo.png"
    path.write_bytes(PNG)
    return str(path)


def inputs(services):
    with transaction(services.sessions) as session:
        return session.query(Operation).filter_by(kind="brand").one().inputs


def test_a_brand_is_set_and_followed(signed_in, services, ending, logo):
    ending()
    result = signed_in(
        "tenant", "brand", "acme", "--name", "Padaria do Zé", "--login-text", "Olá!", "--colour", "#0A7D5C",
        "--logo", logo, "--reset", "favicon",
    )  # fmt: skip
    assert (result.code, "apply_brand: done" in result.err) == (0, True), result.err
    found = inputs(services)
    assert found.pop("logo")
    assert found == {"name": "Padaria do Zé", "login_text": "Olá!", "colour": "#0a7d5c", "favicon": None}
    with transaction(services.sessions) as session:
        assert session.query(BrandPicture).one().content == PNG


def test_without_waiting_it_says_how_to_follow(signed_in):
    result = signed_in("tenant", "brand", "acme", "--reset", "login-text", "--reset", "name", "--no-wait")
    assert (result.code, "guiche operation watch" in result.out) == (0, True)


def test_as_json(signed_in, ending):
    ending()
    assert signed_in("tenant", "brand", "acme", "--name", "A", "--json").json["kind"] == "brand"


def test_a_failed_change_is_exit_code_1(signed_in, ending):
    ending("failed", error_code="x", error_message="The logo cannot be used.", next_action="Another.")
    result = signed_in("tenant", "brand", "acme", "--name", "A")
    assert (result.code, "The logo cannot be used. Another." in result.err) == (1, True)


def test_without_options_it_shows_what_was_set_from_here(signed_in, ending, logo):
    assert "never" in signed_in("tenant", "brand", "acme").out
    ending()
    signed_in("tenant", "brand", "acme", "--name", "Padaria do Zé", "--logo", logo)
    card = signed_in("tenant", "brand", "acme").out
    assert "Padaria do Zé" in card and "image/png, 12 B" in card
    assert signed_in("tenant", "brand", "acme", "--json").json["name"] == "Padaria do Zé"


def test_what_is_wrong_is_one_line_and_exit_code_2(signed_in, tmp_path):
    (tmp_path / "logo.svg").write_text("<svg/>")
    logo = str(tmp_path / "logo.svg")
    result = signed_in("tenant", "brand", "acme", "--colour", "green", "--logo", logo)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "colour: Give the colour" in result.err and "logo: SVG is not taken" in result.err


def test_a_file_that_is_far_too_large_is_not_sent(signed_in, tmp_path):
    (tmp_path / "photo.png").write_bytes(PNG + b"x" * 2_000_000)
    result = signed_in("tenant", "brand", "acme", "--favicon", str(tmp_path / "photo.png"))
    assert (result.code, "make the picture smaller" in result.err) == (2, True)


def test_one_that_the_api_can_tell_about_is(signed_in, tmp_path):
    (tmp_path / "photo.png").write_bytes(PNG + b"x" * 400_000)
    result = signed_in("tenant", "brand", "acme", "--logo", str(tmp_path / "photo.png"))
    assert (result.code, "at most 350 KB" in result.err) == (2, True)


def test_what_is_set_is_not_reset_too(signed_in):
    result = signed_in("tenant", "brand", "acme", "--login-text", "x", "--reset", "login-text")
    assert (result.code, "not both: login-text" in result.err) == (2, True)


@pytest.mark.parametrize(
    "arguments", [("--reset", "slogan"), ("--logo", "/no/such/file"), ("--colour",), ("--colours", "x")]
)
def test_usage_errors_are_2(signed_in, arguments):
    assert signed_in("tenant", "brand", "acme", *arguments).code == 2


def test_nobody_has_no_brand(signed_in):
    assert signed_in("tenant", "brand", "beta").code == 2
    assert signed_in("tenant", "brand", "beta", "--name", "B").code == 2

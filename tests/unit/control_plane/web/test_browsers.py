import pytest

from control_plane.web.browsers import browser_name


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0"
            " Mobile/15E148 Safari/604.1",
            "Safari, iOS",
        ),
        ("curl/8.5.0", "curl"),
        (
            "<script>alert(1)</script> and a lot more of what nobody knows",
            "<script>alert(1)</script> and a lot more",
        ),
        ("", ""),
    ],
)
def test_a_browser_is_named(user_agent, name):
    assert browser_name(user_agent) == name

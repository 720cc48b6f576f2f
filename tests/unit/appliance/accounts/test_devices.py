import pytest

from appliance.accounts.devices import device_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
SAFARI = "AppleWebKit/605.1.15 Version/18.0"
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-S918B)"


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/141.0 Safari/537.36",
            "Chrome",
            "Windows",
        ),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/141.0 Safari/537.36 Edg/141.0", "Edge", "Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/141.0 Safari/537.36 OPR/120.0", "Opera", "Windows"),
        (
            f"{ANDROID} {WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Safari",
            "Samsung Internet",
            "Android",
        ),
        (f"{ANDROID} {WEBKIT} Chrome/141.0 Mobile Safari/537.36", "Chrome", "Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {SAFARI} Safari/604.1",
            "Safari",
            "iPhone",
        ),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI} Safari/605.1.15",
            "Safari",
            "macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; like Mac OS X) CriOS/141.0 Safari/604.1",
            "Chrome",
            "iPhone",
        ),
        (
            f"Mozilla/5.0 (X11; CrOS x86_64) {WEBKIT} Chrome/141.0 Safari/537.36",
            "Chrome",
            "ChromeOS",
        ),
        ("python-requests/2.34.2", "python-requests", None),
        ("curl/8.9.1", "curl", None),
        ("Mozilla/5.0", None, None),
        ("<script>alert(1)</script>", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_browser_is_called_by_its_name(agent: str | None, browser: str | None, system: str | None) -> None:
    assert device_of(agent) == {"browser": browser, "system": system}

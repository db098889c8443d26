"""How hubs are reached: whose address counts, and where a browser must not lead."""

from __future__ import annotations

import stat

import pytest
from pydantic import ValidationError

from backend.core import hubs
from backend.core.preferences import Preferences
from backend.core.settings import Settings
from minimind.spec import SpecError


def with_hubs(settings: Settings, **values: object) -> Settings:
    return Settings.model_validate({**settings.model_dump(), **values})


def test_a_hub_is_reached_directly_unless_somebody_says_otherwise(settings: Settings) -> None:
    way = hubs.way(settings, Preferences(), "huggingface")
    assert way == hubs.Way("huggingface", None, None, (), token=True)
    assert way.address == "https://huggingface.co"


def test_the_pages_settings_come_before_those_of_the_server(settings: Settings) -> None:
    ours = with_hubs(
        settings, hub_huggingface="http://10.0.0.5:8090", hub_proxy="http://proxy.lan:3128"
    )
    way = hubs.way(ours, Preferences(), "huggingface")
    assert (way.endpoint, way.proxy) == ("http://10.0.0.5:8090", "http://proxy.lan:3128")
    assert set(way.private_hosts) == {"10.0.0.5", "proxy.lan"}
    chosen = Preferences(hub_huggingface="https://mirror.example", hub_proxy="http://a.example:1")
    way = hubs.way(ours, chosen, "huggingface")
    assert (way.endpoint, way.proxy) == ("https://mirror.example", "http://a.example:1")
    assert hubs.way(ours, chosen, "modelscope").endpoint is None


@pytest.mark.parametrize(
    ("ours", "theirs", "goes"),
    [
        ({}, {}, True),
        ({"hub_huggingface": "https://mirror.example"}, {}, True),
        ({"hub_huggingface": "http://10.0.0.5"}, {}, True),
        ({}, {"hub_proxy": "http://proxy.example"}, True),  # which sees only that it is encrypted
        ({}, {"hub_huggingface": "https://mirror.example"}, False),
        ({"hub_hosts": ("mirror.example",)}, {"hub_huggingface": "https://mirror.example"}, True),
        ({"hub_huggingface": "http://10.0.0.5"}, {"hub_proxy": "http://proxy.example"}, False),
    ],
)
def test_a_token_goes_to_nobody_whom_only_the_page_named(
    settings: Settings, ours: dict[str, object], theirs: dict[str, str], goes: bool
) -> None:
    chosen = Preferences.model_validate(theirs)
    assert hubs.way(with_hubs(settings, **ours), chosen, "huggingface").token is goes


def test_the_common_names_of_the_environment_are_understood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://one.example")
    monkeypatch.setenv("MODELSCOPE_ENDPOINT", "https://two.example")
    monkeypatch.setenv("MINIMIND_HUB_MODELSCOPE", "https://three.example")
    settings = Settings()
    assert settings.hub_huggingface == "https://one.example"
    assert settings.hub_modelscope == "https://three.example"


@pytest.mark.parametrize(
    "address",
    ["ftp://a.example", "a.example", "file:///etc/passwd", "http://", "https://a.example/?x=1",
     "http://user:word@a.example", "http://a.example:99999", "http://a b.example", "http://ä.de",
     "https://a.example\\@b.example", "javascript:alert(1)"],
)  # fmt: skip
def test_odd_addresses_are_refused_wherever_they_are_set(address: str) -> None:
    with pytest.raises(ValidationError):
        Preferences(hub_modelscope=address)
    with pytest.raises(ValidationError):
        Settings(hub_modelscope=address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.169.254", "[::1]", "[fd00::1]", "0.0.0.0",
     "localhost", "mirror", "hub.internal", "[::ffff:10.0.0.1]", "100.64.0.1"],
)  # fmt: skip
def test_a_browser_leads_into_no_private_network_unless_the_owner_named_it(
    settings: Settings, host: str
) -> None:
    patch = {"hub_modelscope": f"http://{host}:8000"}
    with pytest.raises(SpecError, match="private network") as caught:
        hubs.check_preferences(settings, patch)
    assert caught.value.field == "hub_modelscope"
    assert "MINIMIND_HUB_HOSTS" in str(caught.value.remedy)
    hubs.check_preferences(with_hubs(settings, hub_hosts=(host.strip("[]"),)), patch)


def test_a_public_mirror_needs_no_permission(settings: Settings) -> None:
    hubs.check_preferences(
        settings, {"hub_modelscope": "https://mirror.example", "hub_proxy": None, "currency": "EUR"}
    )


def test_a_token_is_kept_where_only_the_server_reads_it(settings: Settings) -> None:
    hubs.keep_token(settings, "huggingface", "hf_first")
    hubs.keep_token(settings, "huggingface", "hf_second")
    path = settings.hub_token_file("huggingface")
    assert path.read_text() == "hf_second" and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert hubs.has_token(settings, "huggingface") and not hubs.has_token(settings, "modelscope")
    hubs.forget_token(settings, "huggingface")
    hubs.forget_token(settings, "huggingface")
    assert not hubs.has_token(settings, "huggingface")


@pytest.mark.parametrize("token", ["", "two words", "tröt", "a\nb", "x" * 501])
def test_what_cannot_be_a_token_is_refused_without_repeating_it(
    settings: Settings, token: str
) -> None:
    with pytest.raises(SpecError) as caught:
        hubs.keep_token(settings, "modelscope", token)
    assert caught.value.field == "token" and (not token or token not in str(caught.value))
    assert not hubs.has_token(settings, "modelscope")

"""Settings made in the browser: defaults, bounds, and two people at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backend.core import preferences
from backend.core.models import Preference
from backend.core.preferences import Preferences
from minimind.spec import SpecError
from tests.backend.core.conftest import Studio


def write(studio: Studio, **patch: Any) -> Preferences:
    with studio.database.transaction() as session:
        return preferences.write(session, patch)


def read(studio: Studio) -> Preferences:
    with studio.database.session() as session:
        return preferences.read(session)


def test_a_price_holds_for_every_machine_without_one_of_its_own(studio: Studio) -> None:
    assert read(studio).price("box-a") is None
    write(studio, price_per_hour=0.5, node_prices={"box-b": 2, "box-c": 0})
    found = read(studio)
    assert [found.price(f"box-{name}") for name in "abc"] == [0.5, 2, 0]
    write(studio, price_per_hour=None)
    assert read(studio).price("box-a") is None
    assert read(studio).price("box-b") == 2


@pytest.mark.parametrize(
    ("patch", "field"),
    [
        ({"price_per_hour": -1}, "price_per_hour"),
        ({"price_per_hour": "7"}, "price_per_hour"),
        ({"node_prices": {"box-a": 1e9}}, "node_prices.box-a"),
        ({"keep_logs_days": 0}, "keep_logs_days"),
        ({"keep_checkpoints_days": 40_000}, "keep_checkpoints_days"),
        ({"currency": "\n"}, "currency"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_does_not_fit_is_named_and_changes_nothing(
    sqlite_studio: Studio, patch: dict[str, Any], field: str
) -> None:
    with pytest.raises(SpecError) as caught:
        write(sqlite_studio, **{"keep_failed_checkpoints_days": 3, **patch})
    assert caught.value.field == field
    assert read(sqlite_studio) == Preferences()


def test_two_people_change_different_settings_at_once(studio: Studio) -> None:
    patches: list[dict[str, Any]] = [{"price_per_hour": 1.5}, {"keep_logs_days": 9}] * 4
    threads = [threading.Thread(target=write, args=(studio,), kwargs=patch) for patch in patches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read(studio) == Preferences(price_per_hour=1.5, keep_logs_days=9)


def test_a_value_of_a_later_version_does_no_harm(sqlite_studio: Studio) -> None:
    with sqlite_studio.database.transaction() as session:
        session.add(Preference(name="keep_logs_days", value={"value": "a while"}))
        session.add(Preference(name="theme", value={"value": "dark"}))
        session.add(Preference(name="currency", value={"value": "CHF"}))
    assert read(sqlite_studio) == Preferences(currency="CHF")

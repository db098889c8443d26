"""What a look at the GPUs means for the node's row: pure functions on its entries.

An entry: {index, uuid, name, memory_bytes, utilisation, memory_used_bytes, temperature_c, power_w,
strangers, trouble, note, warning, missing, quarantine, log_mark, unusable}. ``index`` is the
driver's at first sight and stays with the UUID, for leases go by it, while a driver numbers anew
when a card is gone. ``trouble`` is what the driver cannot do now; ``quarantine`` ({reason, xid,
since} or None) what happened, and stays until a person releases the GPU; ``warning`` the last thing
that happened and was not that bad; ``log_mark`` the last line of the kernel's log that was taken
for news.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import count
from typing import Any

from backend.core.gpus import why_unusable
from worker.inventory.gpu import FAKE_UUID, Fault, Gpu, Reading, Usage

Entry = dict[str, Any]

_MISSING = (
    "The driver does not find this GPU any more (it fell off the bus). Restart the machine; "
    "if it happens again, check the card's seat, power and heat."
)


def entries(
    known: Sequence[Entry],
    reading: Reading,
    faults: Mapping[str, Sequence[Fault]],
    *,
    leased: Collection[int],
    at: datetime,
) -> list[Entry]:
    """The entries after a look: those found, in the inventory's order, then those missing.

    Args:
        known: the entries in the row.
        faults: {UUID: what happened to it}, not yet in the row.
        leased: indices of GPUs that runs of this studio hold.
    """
    # Pretended GPUs leave with the inventory that pretended them, and the other way round.
    before = {
        entry["uuid"]: entry
        for entry in known
        if reading.error or entry["uuid"].startswith(FAKE_UUID) == reading.fake
    }
    taken = {entry["index"] for entry in before.values()}
    found: list[Entry] = []
    for gpu in reading.gpus:
        old = before.get(gpu.uuid)
        index = old["index"] if old else _free_index(gpu.index, taken)
        taken.add(index)
        found.append(_present(gpu, index, old, hide_unnamed=index in leased))
    present = {gpu.uuid for gpu in reading.gpus} | reading.hidden
    for uuid, old in before.items():
        if uuid not in present:
            found.append(_missing(old, reading.error))
    for entry in found:
        _take_faults(entry, faults.get(entry["uuid"], ()), at)
        # A driver that does not answer at all says nothing about this card.
        if entry["trouble"] and reading.error is None and not entry["quarantine"]:
            reason = f"{entry['trouble']} Then release it."
            entry["quarantine"] = _quarantine(reason, None, at)
        entry["unusable"] = why_unusable(entry)
    return found


def _free_index(wanted: int, taken: Collection[int]) -> int:
    if wanted not in taken:
        return wanted
    return next(index for index in count() if index not in taken)


def _present(gpu: Gpu, index: int, old: Entry | None, *, hide_unnamed: bool) -> Entry:
    strangers = [
        asdict(stranger)
        for stranger in gpu.strangers
        # Its own run looks like this in a container that sees other process numbers.
        if stranger.name is not None or not hide_unnamed
    ]
    return {
        "index": index,
        "uuid": gpu.uuid,
        "name": gpu.name,
        # A card in trouble does not tell it; what it told before still holds.
        "memory_bytes": gpu.memory_bytes or (old["memory_bytes"] if old else 0),
        **asdict(gpu.usage),
        "strangers": strangers,
        "trouble": gpu.trouble,
        "note": gpu.note,
        "missing": False,
        **{name: (old or {}).get(name) for name in ("warning", "quarantine", "log_mark")},
    }


def _missing(old: Entry, error: str | None) -> Entry:
    """A GPU of which the driver says nothing."""
    return {
        **dict.fromkeys(("note", "warning", "quarantine", "log_mark")),
        **old,
        **asdict(Usage()),
        "strangers": [],
        "trouble": error or _MISSING,
        "missing": True,
    }


def _take_faults(entry: Entry, faults: Sequence[Fault], at: datetime) -> None:
    for fault in faults:
        if fault.mark:
            mark, seen = asdict(fault.mark), entry["log_mark"]
            if seen and seen["boot_id"] == mark["boot_id"] and seen["sequence"] >= mark["sequence"]:
                continue
            entry["log_mark"] = mark
        if not fault.severe:
            entry["warning"] = fault.words
        elif not entry["quarantine"] or entry["quarantine"]["xid"] is None:
            entry["quarantine"] = _quarantine(fault.words, fault.xid, at)


def _quarantine(reason: str, xid: int | None, at: datetime) -> dict[str, Any]:
    return {"reason": reason, "xid": xid, "since": at.isoformat()}

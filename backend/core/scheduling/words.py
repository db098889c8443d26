"""Why a job waits, in words that a student understands.

A number in them (minutes, gigabytes) is rounded coarsely, and may be rounded either way: words
that already say one of the two stay, so that nothing is written because a clock ticked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.core.scheduling.boxes import Box, Holder, Wish
from backend.core.scheduling.walk import late, together_in

_NAMED = 2  # jobs named in one sentence
_MIN, _HOUR, _DAY = 60, 3600, 86400
# (below so many seconds, rounded to so many)
_STEPS = ((_HOUR, 5 * _MIN), (3 * _HOUR, 15 * _MIN), (_DAY, _HOUR), (math.inf, _DAY))
_SILENCES = tuple(
    n * unit
    for unit, numbers in ((_MIN, (1, 2, 5, 10, 20, 30)), (_HOUR, (1, 2, 5, 12)), (_DAY, (1, 2, 7)))
    for n in numbers
)


@dataclass(frozen=True)
class Words:
    """A reason; each of ``also`` says the same, with a number rounded the other way."""

    text: str
    also: frozenset[str] = frozenset()

    def say(self, stored: str | None) -> str:
        """What to store: what is stored already, where that is as good."""
        return stored if stored is not None and stored in self.also else self.text

    def prefixed(self, text: str) -> Words:
        return Words(text + self.text, frozenset(text + other for other in self.also))


def ours(reason: str | None) -> bool:
    """Whether the scheduler may put its own words in place of these: not those of a person, or
    of a run that was lost."""
    return reason is None or reason.startswith(("Needs ", "Waits "))


def busy(wish: Wish, boxes: Sequence[Box]) -> Words:
    """Of a job that keeps its place on ``boxes`` until others end."""
    first = late(boxes, wish)
    if wish.nodes > 1:
        ready = sum(len(box.free(wish)) >= wish.count for box in boxes)
        holders = {holder.job_id: holder for box in first for holder in box.in_the_way(wish)}
        have = f"Needs {_machines(wish)} at once; {_only(ready)} free"
        return _until(have, list(holders.values()), together_in(boxes, wish))
    box = first[0]
    holders, room = box.in_the_way(wish), box.room_in(wish)
    if not wish.on_gpus:
        return _until(f"Waits for the processor of {box.name}", holders, room)
    free = _only(len(box.free(wish)))
    return _until(f"Needs {_gpus(wish)}; {free} free on {box.name}", holders, room)


def nowhere(wish: Wish, boxes: Sequence[Box]) -> Words:
    """Of a job that too few machines could run now, whoever ends."""
    if wish.nodes == 1:
        return _missing(wish, boxes)
    fitting = sum(box.fits(wish) for box in boxes)
    able = [box for box in boxes if not box.fits(wish) and len(box.of_model(wish)) >= wish.gpus]
    have = f"Needs {_machines(wish)} at once; only {fitting} can run it now."
    return _missing(wish, able).prefixed(f"{have} ") if able else Words(have)


def _missing(wish: Wish, boxes: Sequence[Box]) -> Words:
    """What the machine lacks that comes nearest."""
    wanted = [box for box in boxes if box.wanted(wish)]
    if wish.node and not wanted:
        return Words(f"Waits for the machine {wish.node}, which is not known.")
    able = [box for box in wanted if len(box.of_model(wish)) >= wish.gpus]
    if not able:
        return Words(_too_few(wish, wanted))
    alive = [box for box in able if box.alive]
    if not alive:
        box = min(able, key=lambda box: (box.silent_s, box.name))
        return Words(f"Waits for {box.name}, which was not heard of for {_silence(box.silent_s)}.")
    box = max(alive, key=lambda box: len(box.offers(wish)))
    if len(box.offers(wish)) >= wish.count:
        return _disk(wish, max(alive, key=lambda box: box.disk_free or 0))
    bad = next(card for card in box.of_model(wish) if card.unusable)
    why = (bad.unusable or "").rstrip(".")
    return Words(f"Needs {_gpus(wish)}; GPU {bad.index} of {box.name} cannot be used now: {why}.")


def _too_few(wish: Wish, boxes: Sequence[Box]) -> str:
    where = wish.node or "no machine"
    most = max((len(box.of_model(wish)) for box in boxes), default=0)
    if wish.gpu_model and most == 0:
        return f"Waits for a GPU of the model {wish.gpu_model!r}; {where} has one now."
    if most == 0:
        return f"Waits for a machine with {_gpus(wish)}; none is known now."
    return f"Waits for a machine with {_gpus(wish)}; the largest has {most} now."


def _disk(wish: Wish, box: Box) -> Words:
    free = max(box.disk_free or 0, 0)
    unit, name = (10**8, "GB") if wish.disk_bytes >= 10**8 else (10**6, "MB")

    def number(units: int) -> str:
        return f"{units / 10:.1f} GB" if name == "GB" else f"{units} MB"

    need = f"Needs about {number(math.ceil(wish.disk_bytes / unit))} of disk on {box.name}; "
    return _either(lambda units: f"{need}{number(units)} are free.", free / unit)


def _until(have: str, holders: Sequence[Holder], seconds: float | None) -> Words:
    named = [f"'{holder.name}' ({holder.job_id})" for holder in holders[:_NAMED]]
    if len(holders) > _NAMED:
        named.append(f"{len(holders) - _NAMED} more")
    who = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else "".join(named)
    said = f"{have} until {who} {'ends' if len(holders) == 1 else 'end'}"
    if seconds is None:
        return Words(f"{said}.")
    if seconds <= 0:
        return Words(f"{said}, any moment now.")
    step = next(step for below, step in _STEPS if seconds < below)
    return _either(lambda units: f"{said}, {_about(units * step)}.", seconds / step)


def _either(text: Callable[[int], str], exact: float) -> Words:
    low, high = text(math.floor(exact)), text(math.ceil(exact))
    return Words(high if exact % 1 >= 0.5 else low, frozenset({low, high}))


def _about(seconds: int) -> str:
    if seconds < _MIN:
        return "within minutes"
    if seconds >= _DAY:
        days = round(seconds / _DAY)
        return f"in about {days} {'day' if days == 1 else 'days'}"
    hours, minutes = divmod(seconds // _MIN, 60)
    parts = [f"{hours} h"] if hours else []
    return f"in about {' '.join([*parts, f'{minutes} min'] if minutes else parts)}"


def _silence(seconds: float) -> str:
    """Grows in steps, so that the words of a machine that is away change ever less often."""
    longest = max((step for step in _SILENCES if step <= seconds), default=0)
    if longest == 0:
        return "some seconds"
    return _about(longest).replace("in about", "over")


def _only(count: int) -> str:
    return "none is" if count == 0 else f"only {count} {'is' if count == 1 else 'are'}"


def _gpus(wish: Wish) -> str:
    model = f" of the model {wish.gpu_model!r}" if wish.gpu_model else ""
    return f"{wish.gpus} {'GPU' if wish.gpus == 1 else 'GPUs'}{model}"


def _machines(wish: Wish) -> str:
    return f"{wish.nodes} machines" + (f" with {_gpus(wish)} each" if wish.on_gpus else "")

"""What a user submits as a sweep, and the members that it asks for."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.core.fields import at, below
from backend.core.ids import canonical_hash
from backend.core.jobspec import MAX_NAME, JobSpec, unfit_for_name
from minimind.spec import SpecError, stage_named
from minimind.spec.stages import spec_error

MAX_MEMBERS = 1000

# What may vary besides the recipe's fields.
_OF_JOB = ("model", "dataset")
_RECIPE = "recipe."


class SweepSpec(BaseModel):
    """One job over many values; what is left out takes its default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(
        default=None, title="Name", description="What to call it. Empty: a name is made up."
    )
    job: JobSpec = Field(title="Job", description="What all members have in common.")
    grid: dict[str, list[Any]] | None = Field(
        default=None,
        title="Grid",
        description="Field of the recipe (or model, or dataset) -> its values: every combination.",
    )
    members: list[dict[str, Any]] | None = Field(
        default=None,
        alias="list",
        title="List",
        description="Instead of a grid: the values of each member.",
    )

    @classmethod
    def parse(cls, data: Any) -> SweepSpec:
        """Raises SpecError with the first offending field."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise spec_error(error) from error

    def request_hash(self) -> str:
        """Equal for requests that ask for the same, whatever their spelling in JSON."""
        return canonical_hash(self.model_dump(mode="json"))


@dataclass(frozen=True)
class Member:
    """One job of a sweep: its values, and the name of each one's place in the request."""

    values: dict[str, Any]
    places: dict[str, str]
    whole: str  # the place of all of them together

    def spec(self, job: JobSpec, name: str) -> JobSpec:
        """What the member asks for. Raises SpecError."""
        own = {key: value for key, value in self.values.items() if key in _OF_JOB}
        recipe = {key: value for key, value in self.values.items() if key not in _OF_JOB}
        told = ", ".join(f"{key}={_shown(value)}" for key, value in self.values.items())
        title = "".join(c for c in f"{job.name or name}: {told}" if not unfit_for_name(c))
        changes = {"recipe": {**job.recipe, **recipe}, "name": title[:MAX_NAME].strip(), **own}
        return JobSpec.parse({**job.model_dump(), **changes})

    def placed(self, error: SpecError) -> SpecError:
        """The complaint under the name of the place in the request that it is about."""
        field = error.field or ""
        name = field.removeprefix(_RECIPE).partition(".")[0]
        if name in self.values and field.startswith((_RECIPE, *_OF_JOB)):
            return at(error, self.places[name])
        if field == "recipe":  # two fields that do not go together
            return SpecError(
                f"{error.message.removesuffix('.')}, with {_shown(self.values)}.",
                field=self.whole,
                remedy=error.remedy,
            )
        return below(error, "job")


def expand(spec: SweepSpec) -> list[Member]:
    """The members, in the order of their values. Raises SpecError."""
    if (spec.grid is None) == (spec.members is None):
        raise SpecError(
            "A sweep has a grid or a list.", field="grid", remedy="Send exactly one of the two."
        )
    fields = [*stage_of(spec).recipe.model_fields, *_OF_JOB]
    fields.remove("stage")
    if spec.grid is not None:
        return list(_of_grid(spec.grid, fields))
    return list(_of_list(spec.members or [], fields))


def varied(members: Sequence[Member]) -> list[str]:
    """The fields that vary, in the order in which they were named."""
    return list(dict.fromkeys(key for member in members for key in member.values))


def stage_of(spec: SweepSpec) -> Any:
    """The stage of all members. Raises SpecError."""
    try:
        return stage_named(spec.job.stage)
    except SpecError as error:
        raise below(error, "job") from error


def _of_grid(grid: dict[str, list[Any]], fields: list[str]) -> Iterator[Member]:
    if not grid:
        raise SpecError("Nothing varies in this sweep.", field="grid")
    for name, values in grid.items():
        _check_field(name, fields, f"grid.{name}")
        if not values:
            raise SpecError("A list of values is empty.", field=f"grid.{name}")
    _check_count(math.prod(len(values) for values in grid.values()), "grid")
    for name, values in grid.items():
        _check_distinct(values, f"grid.{name}")
    for chosen in product(*(range(len(values)) for values in grid.values())):
        indexed = dict(zip(grid, chosen, strict=True))
        yield Member(
            values={name: grid[name][index] for name, index in indexed.items()},
            places={name: f"grid.{name}.{index}" for name, index in indexed.items()},
            whole="grid",
        )


def _of_list(members: list[dict[str, Any]], fields: list[str]) -> Iterator[Member]:
    if not members:
        raise SpecError("The list of members is empty.", field="list")
    _check_count(len(members), "list")
    seen: dict[str, int] = {}
    for index, values in enumerate(members):
        place = f"list.{index}"
        for name in values:
            _check_field(name, fields, f"{place}.{name}")
        first = seen.setdefault(canonical_hash(values), index)
        if first != index:
            raise SpecError(f"It asks for the same as list.{first}.", field=place)
        yield Member(values, {name: f"{place}.{name}" for name in values}, place)


def _check_field(name: str, fields: list[str], place: str) -> None:
    if name not in fields:
        raise SpecError(
            f"{name[:80]!r} is nothing that a sweep of this stage can vary.",
            field=place,
            remedy=f"Choose from: {', '.join(fields)}.",
        )


def _check_count(count: int, field: str) -> None:
    if count > MAX_MEMBERS:
        raise SpecError(
            f"A sweep has at most {MAX_MEMBERS:,} jobs, not {count:,}.",
            field=field,
            remedy="Vary fewer things, or split it.",
        )


def _check_distinct(values: list[Any], place: str) -> None:
    """1 and 1.0 are the same value; true and 1 are not."""
    for index, value in enumerate(values):
        same = (other for other in values[:index] if other == value)
        if any(isinstance(other, bool) == isinstance(value, bool) for other in same):
            raise SpecError(f"The value {_shown(value)} is there twice.", field=f"{place}.{index}")


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""What each generator can be asked for; forms are drawn from the JSON Schema of these."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from minimind.generate.problem import Wish
from minimind.generate.rows import KIND_OF, Form
from minimind.generate.templates import LANGUAGES, Language
from minimind.spec import SpecError
from minimind.spec.rows import RowKind
from minimind.spec.stages import spec_error

MAX_ROWS = 5_000_000

Operation = Literal["add", "subtract", "multiply", "divide"]
_SIGNS: dict[Operation, str] = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
FamilyName = Literal[
    "arithmetic", "word-problems", "sequences", "ordering", "units", "dates", "letters", "logic"
]


class Options(BaseModel):
    """What every generator has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def kind(self) -> RowKind:
        """Of the rows that come out."""
        raise NotImplementedError

    @classmethod
    def parse(cls, options: object, field: str = "options") -> Options:
        """Raises SpecError with the first offending field."""
        try:
            return cls.model_validate(options)
        except ValidationError as error:
            raise spec_error(error, field) from error


class ProblemOptions(Options):
    """Problems of one kind."""

    rows: int = Field(
        default=10_000, ge=1, le=MAX_ROWS, title="Rows", description="How many to make."
    )
    form: Form = Field(
        default="reason",
        title="Rows for",
        description="reason: thoughts and answer between their tags, for the reasoning stage. "
        "answers: the answer alone, for SFT. preferences: a right reply and a wrong one, for DPO. "
        "text: question and solution as plain text, for pretraining.",
    )
    language: Literal["both", "zh", "en"] = Field(
        default="both", title="Language", description="Chinese, English, or half of each."
    )
    side: Literal["train", "held_out"] = Field(
        default="train",
        title="Side",
        description="held_out makes problems to measure with: their sentences, and the numbers "
        "they are built from, never occur on the training side.",
    )
    digits: int = Field(
        default=2,
        ge=1,
        le=5,
        title="Digits",
        description="How long the numbers may be that a problem is built from.",
    )
    seed: int = Field(
        default=1,
        ge=0,
        le=2**31 - 1,
        title="Seed",
        description="The same seed and options give the same file, on every machine.",
    )

    @property
    def kind(self) -> RowKind:
        return KIND_OF[self.form]

    @property
    def languages(self) -> tuple[Language, ...]:
        return LANGUAGES if self.language == "both" else (self.language,)

    def families(self, own: str) -> tuple[str, ...]:
        """Which kinds of problems to draw from, for the generator ``own``."""
        return (own,)

    def wish(self, language: Language) -> Wish:
        return Wish(side=self.side, language=language, digits=self.digits)


class NegativeOptions(ProblemOptions):
    """Problems in which negative numbers can occur."""

    negatives: bool = Field(
        default=True, title="Negative numbers", description="Let numbers lie below zero."
    )

    def wish(self, language: Language) -> Wish:
        return Wish(self.side, language, self.digits, negatives=self.negatives)


class DecimalOptions(ProblemOptions):
    """Problems in which decimal numbers can occur."""

    decimals: bool = Field(
        default=False, title="Decimal numbers", description="Let numbers have decimals, as 0.75."
    )

    def wish(self, language: Language) -> Wish:
        return Wish(self.side, language, self.digits, decimals=self.decimals)


class OrderingOptions(NegativeOptions, DecimalOptions):
    """Problems with both."""

    def wish(self, language: Language) -> Wish:
        return Wish(
            self.side, language, self.digits, negatives=self.negatives, decimals=self.decimals
        )


class ArithmeticOptions(OrderingOptions):
    """Sums."""

    operations: list[Operation] = Field(
        default=["add", "subtract", "multiply", "divide"],
        min_length=1,
        max_length=4,
        title="Operations",
        description="Which may occur. Divisions come out even, or ask for the remainder.",
    )
    operands: int = Field(
        default=3, ge=2, le=6, title="Numbers", description="The most that one sum has."
    )
    brackets: bool = Field(
        default=True, title="Brackets", description="Let sums have brackets, as (3 + 4) * 5."
    )

    def wish(self, language: Language) -> Wish:
        return Wish(
            side=self.side,
            language=language,
            digits=self.digits,
            operations="".join(_SIGNS[name] for name in dict.fromkeys(self.operations)),
            operands=self.operands,
            brackets=self.brackets,
            negatives=self.negatives,
            decimals=self.decimals,
        )


class MixedOptions(OrderingOptions):
    """Problems of several kinds."""

    kinds: list[FamilyName] = Field(
        default=[
            "arithmetic", "word-problems", "sequences", "ordering", "units", "dates", "letters",
            "logic",
        ],
        min_length=1,
        max_length=8,
        title="Kinds of problems",
        description="As many of each.",
    )  # fmt: skip

    def families(self, own: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.kinds))


class StarterTextOptions(Options):
    """Texts of the starter run."""

    dialogues: int = Field(
        default=1200,
        ge=0,
        le=8000,
        title="Dialogues",
        description="How many of the human dialogues; there are about 4,000.",
    )
    questions: bool = Field(
        default=True,
        title="Questions",
        description="With the questions and answers that the starter conversations teach.",
    )

    @property
    def kind(self) -> RowKind:
        return "text"


class StarterConversationOptions(Options):
    """Conversations of the starter run."""

    times: int = Field(
        default=2,
        ge=0,
        le=20,
        title="Times",
        description="How often each question is taught: more makes it known by heart.",
    )
    openings: int = Field(
        default=2000,
        ge=0,
        le=8000,
        title="Openings",
        description="How many openings of human dialogues are taught beside them.",
    )

    @property
    def kind(self) -> RowKind:
        return "conversations"


class DialogueOptions(Options):
    """Whole dialogues."""

    turns: int = Field(
        default=8,
        ge=2,
        le=40,
        title="Turns",
        description="The most that one row has; a longer dialogue becomes several rows.",
    )
    characters: int = Field(
        default=300,
        ge=20,
        le=4000,
        title="Characters",
        description="A dialogue with a longer turn is left out.",
    )

    @property
    def kind(self) -> RowKind:
        return "conversations"


def nothing_asked(field: str, message: str, remedy: str) -> SpecError:
    """The options leave no row to make."""
    return SpecError(message, field=f"options.{field}", remedy=remedy)

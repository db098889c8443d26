"""A checkpoint made ready to answer: its weights in the engine, its tokenizer beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from minimind import checkpoint
from minimind.data.template import encode_prompt
from minimind.data.tokenizer import encode_text, load_tokenizer
from minimind.data.tokenizer_bytes import token_bytes
from minimind.engine import Engine
from minimind.engine.batch import Batch
from minimind.spec import SpecError
from minimind.spec.model import BOS_ID
from minimind.spec.rows import Turn


@dataclass(frozen=True)
class Loaded:
    """What it takes to turn a conversation into an answer."""

    batch: Batch
    tokenizer: Tokenizer
    bytes_of: list[bytes]  # of each token id, see text.token_bytes
    stage: str  # of an adapter: its base's

    def prompt(self, turns: Sequence[Turn]) -> list[int]:
        """Token ids to continue: the chat template's, or for a pretrained model plain text.

        A pretrained model has never seen a conversation: it goes on writing the last user's
        text.
        """
        if self.stage != "pretrain":
            return encode_prompt(self.tokenizer, turns)
        last = next((turn for turn in reversed(turns) if turn["role"] == "user"), turns[-1])
        return [BOS_ID, *encode_text(self.tokenizer, last["content"])]


def load(engine: Engine, path: Path, *, max_length: int = 2048, device: str = "cpu") -> Loaded:
    """Reads a checkpoint directory into the engine, an adapter merged into its base.

    Raises SpecError for one that cannot answer.
    """
    base = checkpoint.base_of(path)
    tokenizer = load_tokenizer(path / "tokenizer.json")
    model = checkpoint.load(path, device=device)
    if tokenizer.get_vocab_size() > model.config.vocab_size:
        raise SpecError(
            f"The tokenizer has {tokenizer.get_vocab_size()} entries, the model only "
            f"{model.config.vocab_size}.",
            field="tokenizer.json",
        )
    table = token_bytes(tokenizer)
    stage = checkpoint.read_info(base or path).stage
    batch = engine.attach(model, max_length=max_length)
    return Loaded(batch, tokenizer, table, stage)

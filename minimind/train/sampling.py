"""What the model writes to fixed prompts while it learns."""

from __future__ import annotations

from dataclasses import dataclass

from tokenizers import Tokenizer

from minimind.data.template import encode_prompt
from minimind.data.tokenizer import encode_text
from minimind.engine import Sampling, Token
from minimind.engine.batch import Batch, End, Generation
from minimind.model import Transformer
from minimind.spec.model import BOS_ID
from minimind.spec.rows import Turn


@dataclass(frozen=True)
class Prompt:
    """A prompt as people read it and as the model does."""

    text: str
    ids: list[int]


@dataclass(frozen=True)
class Written:
    """An answer: always the likeliest token, up to its end or the limit."""

    prompt: str
    text: str
    tokens: int


def prompts(tokenizer: Tokenizer, texts: list[str], *, chat: bool) -> list[Prompt]:
    """Questions under the chat template, or beginnings for a pretrained model to go on with."""
    if chat:
        return [
            Prompt(text, encode_prompt(tokenizer, [Turn(role="user", content=text)]))
            for text in texts
        ]
    return [Prompt(text, [BOS_ID, *encode_text(tokenizer, text)]) for text in texts]


def write(
    model: Transformer, tokenizer: Tokenizer, asked: list[Prompt], max_tokens: int
) -> list[Written]:
    """Answers all prompts side by side. Leaves the model in training mode, as it was."""
    answers: list[list[int]] = [[] for _ in asked]
    longest = max(len(prompt.ids) for prompt in asked) + max_tokens
    model.eval()
    try:
        batch = Batch(model, slots=len(asked), max_length=longest)
        for prompt, answer in zip(asked, answers, strict=True):

            def listen(event: Token | End, answer: list[int] = answer) -> None:
                if isinstance(event, Token):
                    answer.append(event.id)

            settings = Sampling(max_tokens=max_tokens)
            generation = Generation(prompt.ids, settings, listen, model.config.vocab_size)
            batch.check(generation.prompt)
            batch.waiting.append(generation)
        while batch.busy:
            batch.step()
    finally:
        model.train()
    return [
        Written(prompt.text, tokenizer.decode(answer, skip_special_tokens=False), len(answer))
        for prompt, answer in zip(asked, answers, strict=True)
    ]

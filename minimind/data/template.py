"""The chat format of the family: ChatML, loss on the assistant's words only.

``<|im_start|>role\\ncontent<|im_end|>\\n`` for each turn; a conversation without a system turn gets
the default one. The Jinja text in ``tokenizer_config.json`` renders the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from tokenizers import Tokenizer

from minimind.data.encoded import Encoded, wrap
from minimind.data.tokenizer import SPECIAL_TOKENS, encode_text, encode_texts
from minimind.spec.model import BOS_ID, EOS_ID
from minimind.spec.turns import TOOLS_AFTER, TOOLS_BEFORE, Turn

DEFAULT_SYSTEM = "You are a helpful assistant"
_, _BEGIN, _END = SPECIAL_TOKENS

# What stands before an answer that is to come without thoughts.
NO_THOUGHTS = "<think>\n\n</think>\n\n"


def _quoted(text: str) -> str:
    """As a string of Jinja."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


# What ``plain_turns`` and ``render`` do, for programs that read ``tokenizer_config.json``.
CHAT_TEMPLATE = (
    "{%- set has_system = messages and messages[0]['role'] == 'system' %}"
    "{%- if tools %}"
    f"{{{{- '{_BEGIN}system\n' }}}}"
    "{%- if has_system %}{{- messages[0]['content'] + '\n\n' }}{%- endif %}"
    f"{{{{- {_quoted(TOOLS_BEFORE)} }}}}"
    "{%- for tool in tools %}{{- '\n' + (tool | tojson) }}{%- endfor %}"
    f"{{{{- {_quoted(TOOLS_AFTER)} + '{_END}\n' }}}}"
    "{%- elif not has_system %}"
    f"{{{{- '{_BEGIN}system\n{DEFAULT_SYSTEM}{_END}\n' }}}}"
    "{%- endif %}"
    "{%- for message in messages %}"
    "{%- set words = message['content'] or '' %}"
    "{%- if message['role'] == 'tool' %}"
    "{%- if loop.first or messages[loop.index0 - 1]['role'] != 'tool' %}"
    f"{{{{- '{_BEGIN}user' }}}}"
    "{%- endif %}"
    "{{- '\n<tool_response>\n' + words + '\n</tool_response>' }}"
    "{%- if loop.last or messages[loop.index0 + 1]['role'] != 'tool' %}"
    f"{{{{- '{_END}\n' }}}}"
    "{%- endif %}"
    "{%- elif not (tools and has_system and loop.first) %}"
    f"{{{{- '{_BEGIN}' + message['role'] + '\n' + words }}}}"
    "{%- for call in message['tool_calls'] or [] %}"
    "{%- if words or not loop.first %}{{- '\n' }}{%- endif %}"
    "{%- set called = call['function'] or call %}"
    "{{- '<tool_call>\n{\"name\": \"' + called['name'] + '\", \"arguments\": ' }}"
    "{%- if called['arguments'] is string %}{{- called['arguments'] }}"
    "{%- else %}{{- called['arguments'] | tojson }}{%- endif %}"
    "{{- '}\n</tool_call>' }}"
    "{%- endfor %}"
    f"{{{{- '{_END}\n' }}}}"
    "{%- endif %}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}"
    f"{{{{- '{_BEGIN}assistant\n' }}}}"
    "{%- if enable_thinking is defined and enable_thinking is false %}"
    f"{{{{- {_quoted(NO_THOUGHTS)} }}}}"
    "{%- endif %}"
    "{%- endif %}"
)


def with_system(turns: Sequence[Turn]) -> list[Turn]:
    """The turns, with the default system turn in front unless they begin with one."""
    if turns and turns[0]["role"] == "system":
        return list(turns)
    return [Turn(role="system", content=DEFAULT_SYSTEM), *turns]


def render(
    turns: Sequence[Turn], *, add_generation_prompt: bool = False, thinking: bool = True
) -> str:
    """The conversation as text, for people to read and other programs to compare.

    Never tokenize this for training or chat: words that spell a control token would become one.

    Args:
        turns: plain ones, as ``minimind.spec.turns.plain_turns`` makes of those with tools.
        add_generation_prompt: the assistant is to speak next.
        thinking: it may think before it does.
    """
    text = "".join(
        f"{_BEGIN}{turn['role']}\n{turn['content']}{_END}\n" for turn in with_system(turns)
    )
    if add_generation_prompt:
        text += f"{_BEGIN}assistant\n" + ("" if thinking else NO_THOUGHTS)
    return text


def encode_conversations(tokenizer: Tokenizer, conversations: Sequence[Sequence[Turn]]) -> Encoded:
    """Token ids of conversations (none empty), and for each whether it carries loss as a target.

    Loss falls on the assistant's text, the end token after it and the newline after that. The
    ids equal those of the rendered text as long as no content spells a control token and no
    assistant's content begins with white space (its header is always encoded apart, as it is in
    ``encode_prompt``: what is trained is what is generated).
    """
    turns = [turn for conversation in conversations for turn in conversation]
    counts = np.fromiter(map(len, conversations), np.int64, len(conversations))
    first = np.cumsum(counts) - counts
    is_assistant = np.array([turn["role"] == "assistant" for turn in turns], np.bool_)
    lacks_system = np.zeros(len(turns), np.bool_)
    lacks_system[first] = [conversation[0]["role"] != "system" for conversation in conversations]

    newline, header, system, *bodies = encode_texts(
        tokenizer,
        [
            "\n",
            "assistant\n",
            f"system\n{DEFAULT_SYSTEM}",
            *(
                turn["content"]
                if turn["role"] == "assistant"
                else f"{turn['role']}\n{turn['content']}"
                for turn in turns
            ),
        ],
    )
    suffix = [EOS_ID, *newline]
    plain, assistant, default = [BOS_ID], [BOS_ID, *header], [BOS_ID, *system, *suffix]
    encoded = wrap(
        bodies,
        [plain, assistant, default + plain, default + assistant],
        is_assistant + 2 * lacks_system,
        suffix,
        is_assistant,
    )
    return replace(encoded, lengths=np.add.reduceat(encoded.lengths, first))


def encode_conversation(
    tokenizer: Tokenizer, turns: Sequence[Turn]
) -> tuple[list[int], list[bool]]:
    """``encode_conversations`` of one, which may be empty."""
    encoded = encode_conversations(tokenizer, [with_system(turns)])
    return encoded.tokens.tolist(), encoded.targets.tolist()


def encode_prompt(
    tokenizer: Tokenizer, turns: Sequence[Turn], *, thinking: bool = True
) -> list[int]:
    """Token ids after which the assistant's next answer is generated, up to the end token.

    Without ``thinking`` an empty block of thoughts is put before the answer. Its last line break
    is encoded apart, as it is when training reads such a block with words after it.
    """
    header = [BOS_ID, *encode_text(tokenizer, "assistant\n")]
    if not thinking:
        block, line_break = encode_texts(tokenizer, [NO_THOUGHTS[:-1], NO_THOUGHTS[-1]])
        header += [*block, *line_break]
    return encode_conversation(tokenizer, turns)[0] + header

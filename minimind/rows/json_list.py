"""A JSON file that is one list of objects, read an element at a time."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from minimind.rows.archives import HEAD_BYTES
from minimind.rows.raw import RawRow, without_nan
from minimind.spec import SpecError
from minimind.spec.rows import MAX_LINE_BYTES

_MARK = re.compile(r"[^ \t\r\n]")


def elements(file: io.BufferedReader) -> Iterator[RawRow]:
    """The elements of the list, counted from 1.

    Raises SpecError for what is no list, and where it breaks: nothing after that can be told apart.
    """
    text = _Text(file)
    if text.next_character() != "[":
        raise _broken(0, "it does not begin with '['")
    text.skip()
    number = 0
    if text.next_character() == "]":
        text.skip()
    else:
        while True:
            number += 1
            if not text.next_character():
                raise _broken(number, "it ends before its closing ']'")
            yield RawRow(number, without_nan(text.value(number)))
            mark = text.next_character()
            text.skip()
            if mark == "]":
                break
            if mark != ",":
                why = f"{mark!r} stands where ',' or ']' should" if mark else "it is cut off"
                raise _broken(number, why)
    if text.next_character():
        raise _broken(number, "something follows its closing ']'")


class _Text:
    """The text from where one is, and a little beyond."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8")()
        self._parse = json.JSONDecoder().raw_decode
        self._buffer = ""
        self._at = 0
        self._ended = False

    def next_character(self) -> str:
        """That is not blank; empty at the end."""
        while True:
            if found := _MARK.search(self._buffer, self._at):
                self._at = found.start()
                return found[0]
            self._at = len(self._buffer)
            if not self._more(HEAD_BYTES):
                return ""

    def skip(self) -> None:
        """Goes on by one character."""
        self._at += 1

    def value(self, number: int) -> Any:
        """The value that begins here; the place after it is next."""
        more = HEAD_BYTES
        while True:
            try:
                value, end = self._parse(self._buffer, self._at)
            except RecursionError as error:
                raise _broken(number, "it is nested too deeply") from error
            except ValueError as error:
                size = len(self._buffer) - self._at
                if size > MAX_LINE_BYTES:
                    why = f"it is longer than {MAX_LINE_BYTES // 2**20} MiB, or no JSON"
                    raise _broken(number, why) from error
                # Doubled each time, so that a long element is not parsed again and again.
                if not self._more(more):
                    why = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
                    raise _broken(number, f"it is no JSON ({why})") from error
                more *= 2
                continue
            # A number at the end of what is read may go on.
            if end == len(self._buffer) and self._more(more):
                continue
            self._at = end
            return value

    def _more(self, size: int) -> bool:
        """Reads on; False at the end of the file."""
        if self._ended:
            return False
        block = self._file.read(size)
        self._ended = not block
        try:
            text = self._decode.decode(block, final=self._ended)
        except UnicodeDecodeError as error:
            raise SpecError(
                "The file holds bytes that are not UTF-8.",
                field="encoding",
                remedy="Name its encoding, or save it with UTF-8 encoding.",
            ) from error
        self._buffer = self._buffer[self._at :] + text
        self._at = 0
        return bool(block)


def _broken(number: int, why: str) -> SpecError:
    return SpecError(
        f"The list of objects cannot be read from element {number} on: {why}.",
        field="source",
        line=number or None,
        remedy="Write a list of objects, [{...}, {...}], or better one object a line (JSONL).",
    )

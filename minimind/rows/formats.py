"""What a source file is, told from its first bytes: container and encoding."""

from __future__ import annotations

import codecs
import csv
import json
from dataclasses import dataclass
from pathlib import PurePath

from minimind.spec import SpecError
from minimind.spec.preview import CONTAINERS, Container, Encoding

_SUFFIXES: dict[str, Container] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_PACKED_SUFFIXES = (".gz", ".gzip", ".zst", ".zstd")
_BLANK = b" \t\r\n"
DELIMITERS = ",\t;|"


@dataclass(frozen=True)
class Found:
    """What a file is.

    Attributes:
        encoding: None for Parquet.
        marked: the text begins with a byte-order mark.
        delimiter: of CSV and TSV.
    """

    container: Container
    encoding: Encoding | None
    marked: bool = False
    delimiter: str = ","


def tell(
    head: bytes,
    filename: str,
    *,
    whole: bool,
    container: Container | None = None,
    encoding: Encoding | None = None,
) -> Found:
    """What the file is whose first bytes, unpacked, are ``head``.

    Args:
        head: as many bytes as one likes to look at.
        filename: decides where the content leaves a doubt.
        whole: ``head`` is all there is.
        container: given by the user; otherwise told.
        encoding: likewise.

    Raises SpecError for an empty file, one that is no data, and an encoding that must be named.
    """
    if not head.strip(_BLANK):
        raise SpecError("The file is empty.", field="source", remedy="Give it rows.")
    if head.startswith(b"PAR1"):
        if container not in (None, "parquet"):
            raise _not_a(container, "a Parquet file")
        return Found("parquet", None)
    if container == "parquet":
        raise _not_a(container, "text")
    encoding, marked = _encoding(head, whole, encoding)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head).removeprefix("\ufeff")
    if container == "tsv":
        return Found(container, encoding, marked, "\t")
    container = container or _container(text, filename)
    if container in ("csv", "tsv"):
        delimiter = _delimiter(text)
        return Found("tsv" if delimiter == "\t" else "csv", encoding, marked, delimiter)
    if container == "jsonl":
        _refuse_long_objects(text)
    return Found(container, encoding, marked)


def _encoding(head: bytes, whole: bool, given: Encoding | None) -> tuple[Encoding, bool]:
    """(encoding, whether the text says so itself). Raises SpecError when it must be named."""
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise _other_encoding("UTF-32")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", True
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8", True
    if given:
        return given, False
    if b"\0" in head[:4096]:
        if head[:4096].count(b"\0") * 4 > len(head[:4096]):
            raise _other_encoding("UTF-16 without a mark at its beginning", "utf-16")
        raise SpecError(
            "The file holds zero bytes: it is not text.",
            field="source",
            remedy="Upload JSONL, JSON, CSV, TSV or Parquet.",
        )
    if not _mostly_utf8(head, whole):
        if _decodes(head, "gb18030", whole):
            raise _other_encoding("GB18030 (GBK)", "gb18030")
        raise _other_encoding("another encoding")
    return "utf-8", False


def _mostly_utf8(head: bytes, whole: bool) -> bool:
    """A few bad lines in a file of UTF-8 are theirs alone; many are another encoding."""
    if _decodes(head, "utf-8", whole):
        return True
    lines = head.split(b"\n")[: None if whole else -1]
    foreign = [line for line in lines if not line.isascii()]
    bad = sum(not _decodes(line, "utf-8", True) for line in foreign)
    few = bad < 5 and bad * 2 < len(lines)
    return bool(lines) and (few or bad * 2 < len(foreign))


def _decodes(data: bytes, encoding: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _container(text: str, filename: str) -> Container:
    named = named_container(filename)
    start = text.lstrip()
    if start.startswith("["):
        # Lines that are lists are no rows; but only a whole first line can be one.
        first, _, rest = start.partition("\n")
        lines = named == "jsonl" and _is_json(first) and rest.lstrip()
        return "jsonl" if lines else "json"
    if start.startswith("{"):
        return "jsonl"
    if named in ("csv", "tsv"):
        return named
    if any(map(_is_object, text.split("\n")[1:20])):
        return "jsonl"  # only its first line is broken
    if named == "jsonl":
        return named
    if named is None and len(text.partition("\n")[0].split(_delimiter(text))) > 1:
        return "csv"
    raise SpecError(
        "The file holds neither JSON nor columns.",
        field="source",
        remedy=f"Upload one of {', '.join(CONTAINERS)}; a line of JSONL is an object, such as "
        '{"text": "some words"}.',
    )


def named_container(filename: str) -> Container | None:
    """What the name's ending promises, below the ending of a compression."""
    path = PurePath(filename.lower())
    if path.suffix in _PACKED_SUFFIXES:
        path = path.with_suffix("")
    return _SUFFIXES.get(path.suffix)


def _delimiter(text: str) -> str:
    """What stands between the columns: gives the header most cells, and the next row as many."""
    lines = text.split("\n")[:200]

    def merit(delimiter: str) -> tuple[bool, int]:
        rows = csv.reader(lines, delimiter=delimiter)
        try:
            header, row = next(rows, []), next(rows, [])
        except csv.Error:
            return False, 0
        return len(header) == len(row) and len(header) > 1, len(header)

    return max(DELIMITERS, key=merit)  # the first of equals: a comma


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_object(line: str) -> bool:
    return line.lstrip().startswith("{") and _is_json(line)


def _refuse_long_objects(text: str) -> None:
    """One object over many lines is a file of JSON, but none of rows."""
    lines = [line.rstrip() for line in text.split("\n")[:50] if line.strip()]
    begun = lines[0].lstrip().startswith("{") and lines[0].endswith(("{", "[", ","))
    # What is inside of a long object is indented.
    if begun and not any(line.startswith("{") and _is_json(line) for line in lines[1:-1]):
        raise SpecError(
            "The file holds JSON objects that go over several lines.",
            field="source",
            remedy="Write one object a line (`jq -c . FILE`), or one list of all objects.",
        )


def _other_encoding(what: str, choice: Encoding | None = None) -> SpecError:
    save = "Save the file with UTF-8 encoding."
    return SpecError(
        f"The text is not UTF-8: it reads as {what}.",
        field="encoding",
        remedy=f"Choose the encoding {choice!r}, if that is right; otherwise: {save}"
        if choice
        else save,
    )


def _not_a(container: Container | None, what: str) -> SpecError:
    return SpecError(
        f"The file is not {container}: it is {what}.",
        field="container",
        remedy="Leave the container open: it is told from the content.",
    )

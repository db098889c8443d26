"""Raw rows of a file of any format, one after the other, in constant memory.

    with open_rows(path, "chats.jsonl.gz") as rows:
        for row in rows:
            ...

Row numbers are lines for JSONL (blank ones counted) and plain counts from 1 for everything else.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from minimind.rows import formats
from minimind.rows.archives import HEAD_BYTES, Blocks, SourceFile
from minimind.rows.raw import RawRow, parse
from minimind.spec import SpecError
from minimind.spec.preview import Container, Encoding
from minimind.spec.rows import MAX_LINE_BYTES

_UTF8_MARK = codecs.BOM_UTF8


class Rows:
    """The rows of one open file; iterate over it once at a time.

    Attributes:
        source: the file.
        found: what it is.
        columns: of CSV, TSV and Parquet, in their order.
    """

    def __init__(self, source: SourceFile, found: formats.Found) -> None:
        self.source = source
        self.found = found
        self.columns: list[str] | None = None
        self._share = 0.0  # read, of a file that is not read from its beginning to its end
        if found.container in ("csv", "tsv"):
            from minimind.rows.csv import header

            self.columns = header(self.text_lines(), found.delimiter)
        elif found.container == "parquet":
            from minimind.rows.parquet import columns

            self.columns = columns(source)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.source.__exit__(kind, error, trace)

    @property
    def position(self) -> int:
        """Bytes of the source that were read so far."""
        if self.found.container == "parquet":
            return int(self._share * self.source.size)
        return min(self.source.position, self.source.size)

    def __iter__(self) -> Iterator[RawRow]:
        return self.read()

    def read(self, wanted: Sequence[str] | None = None) -> Iterator[RawRow]:
        """All rows from the beginning; only ``wanted`` columns of Parquet are read.

        Raises SpecError where the file cannot be read any further.
        """
        match self.found.container:
            case "jsonl":
                yield from _json_lines(self.text())
            case "json":
                from minimind.rows.json_list import elements

                yield from elements(self.text())
            case "csv" | "tsv":
                from minimind.rows.csv import records

                yield from records(self.text_lines(), self.found.delimiter)
            case "parquet":
                from minimind.rows.parquet import rows

                for row, share in rows(self.source, wanted):
                    self._share = share
                    yield row

    def text(self) -> io.BufferedReader:
        """The unpacked text from its beginning as UTF-8, without a byte-order mark."""
        file = self.source.unpacked()
        if self.found.encoding not in (None, "utf-8"):
            return io.BufferedReader(Blocks(_recoded(file, str(self.found.encoding))), HEAD_BYTES)
        if file.peek(3).startswith(_UTF8_MARK):
            file.read(3)
        return file

    def text_lines(self) -> Iterator[bytes]:
        """The lines of ``text``, with their ends. Raises SpecError for one that is too long."""
        file = self.text()
        number = 0
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                raise SpecError(
                    f"The line is longer than {MAX_LINE_BYTES // 2**20} MiB.",
                    field="source",
                    line=number,
                    remedy="Split very long texts; see that quotes and line ends are right.",
                )
            yield line


def open_rows(
    path: Path,
    filename: str | None = None,
    *,
    container: Container | None = None,
    encoding: Encoding | None = None,
) -> Rows:
    """Opens a file; use the rows as a context manager.

    Args:
        path: a plain file.
        filename: the user's name for it; decides only where the content leaves a doubt.
        container: what it must be; told from the content when None.
        encoding: of text that does not say so itself.

    Raises SpecError for archives, damaged files, and files without rows.
    """
    source = SourceFile(path)
    try:
        found = formats.tell(
            source.head,
            filename or path.name,
            whole=len(source.head) < HEAD_BYTES,
            container=container,
            encoding=encoding,
        )
        if found.container == "parquet" and source.compression:
            raise SpecError(
                f"The Parquet file is packed with {source.compression}.",
                field="source",
                remedy="Unpack it: Parquet is packed inside already.",
            )
        return Rows(source, found)
    except BaseException:
        source.__exit__()
        raise


def _json_lines(file: io.BufferedReader) -> Iterator[RawRow]:
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            _skip_line(file, line)
            problem = f"The line is longer than {MAX_LINE_BYTES // 2**20} MiB."
            yield RawRow(number, None, problem, line.rstrip(b"\r\n"))
            continue
        text = line.strip()
        if not text:
            continue
        try:
            value = parse(text)
        except (ValueError, RecursionError) as error:
            yield RawRow(number, None, _why(error), line.rstrip(b"\r\n"))
        else:
            yield RawRow(number, value, None, text)


def _skip_line(file: io.BufferedReader, part: bytes) -> None:
    while part and not part.endswith(b"\n"):
        part = file.readline(HEAD_BYTES)


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"Byte {error.start + 1} of the line is not UTF-8."
    reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    return f"The line is not JSON ({reason[:200]})."


def _recoded(file: io.BufferedReader, encoding: str) -> Iterator[bytes]:
    """Text of another encoding as UTF-8. Raises SpecError for bytes that are no text of it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read, ended = 0, False
    while not ended:
        block = file.read(HEAD_BYTES)
        ended = not block
        try:
            text = decoder.decode(block, final=ended)
        except UnicodeDecodeError as error:
            raise SpecError(
                f"The text is not {encoding}: it breaks near byte {read + error.start + 1:,}.",
                field="encoding",
                remedy="Choose another encoding, or save the file with UTF-8 encoding.",
            ) from error
        if read == 0:
            text = text.removeprefix("\ufeff")
        read += len(block)
        if text:
            yield text.encode("utf-8", "surrogatepass")

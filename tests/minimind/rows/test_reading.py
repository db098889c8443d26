"""Raw rows of files of every format: what is read, what is refused, and in how much memory."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from minimind.rows import archives
from minimind.rows.reading import open_rows
from minimind.spec import SpecError
from minimind.spec.preview import Container, Encoding
from minimind.spec.rows import MAX_LINE_BYTES

ROWS = [{"text": "第一行", "n": "1"}, {"text": 'a "b",\nc', "n": "2"}, {"text": "end", "n": "3"}]
JSONL = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
CSV = 'text,n\n第一行,1\n"a ""b"",\nc",2\nend,3\n'


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), file, row_group_size=2)
    return file.getvalue()


def read(path: Path, **options: Any) -> list[Any]:
    with open_rows(path, **options) as rows:
        return [row.value for row in rows]


def refusal(path: Path, **options: Any) -> SpecError:
    with pytest.raises(SpecError) as caught:
        read(path, **options)
    assert caught.value.remedy
    return caught.value


CONTENTS: list[tuple[Container, bytes]] = [
    ("jsonl", JSONL),
    ("jsonl", b"\xef\xbb\xbf" + JSONL.replace(b"\n", b"\r\n\n")),
    ("json", json.dumps(ROWS).encode()),
    ("json", b"\n " + json.dumps(ROWS, ensure_ascii=False, indent=3).encode() + b"\n"),
    ("csv", CSV.encode()),
    ("csv", b"\xef\xbb\xbf" + CSV.encode()),
    ("csv", 'text;n\r\n第一行;1\r\n"a ""b"",\nc";2\r\nend;3'.encode()),
    ("csv", CSV.encode("utf-16")),
    ("tsv", 'text\tn\n第一行\t1\n"a ""b"",\nc"\t2\nend\t3\n'.encode()),
    ("parquet", parquet()),
]


@pytest.mark.parametrize("name", ["data", "data.csv", "data.jsonl"])
@pytest.mark.parametrize(("container", "content"), CONTENTS)
def test_the_content_tells_what_a_file_is(
    tmp_path: Path, name: str, container: Container, content: bytes
) -> None:
    path = tmp_path / (name if container not in ("csv", "tsv") else "data.tsv.gz")
    path.write_bytes(content)
    with open_rows(path) as rows:
        assert rows.found.container == container
        assert [row.value for row in rows] == ROWS
        rows.source.check_unchanged()
        assert rows.position == path.stat().st_size
        assert [row.value for row in rows] == ROWS  # once more, from the beginning


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        zstandard.compress,
        lambda data: gzip.compress(data[:20]) + gzip.compress(data[20:]) + b"\0" * 600,
        lambda data: zstandard.compress(data[:20]) + zstandard.compress(data[20:]),
        lambda data: b"\x50\x2a\x4d\x18\x04\0\0\0\1\2\3\4" + zstandard.compress(data),
    ],
    ids=["gzip", "zstd", "two gzip members, padded", "two zstd frames", "zstd, a frame to skip"],
)
def test_gzip_and_zstd_are_unpacked(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "upload"
    path.write_bytes(pack(JSONL))
    assert read(path) == ROWS


def test_long_files_are_read_whole(tmp_path: Path) -> None:
    rows = [{"text": f"{i} " + "字" * (i % 500)} for i in range(5000)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    for name, content in (
        ("a.jsonl.gz", gzip.compress(lines, mtime=0)),
        ("a.jsonl.zst", zstandard.compress(lines)),
        ("a.json", json.dumps(rows, ensure_ascii=False).encode()),
    ):
        (tmp_path / name).write_bytes(content)
        assert read(tmp_path / name) == rows


def test_gb18030_is_read_when_it_is_named_and_never_guessed(tmp_path: Path) -> None:
    rows = [{"text": "你好，世界"}, {"text": "再见"}]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    for name, text in (("a.csv", "text\n你好，世界\n再见\n"), ("a.jsonl", lines)):
        path = tmp_path / name
        path.write_bytes(text.encode("gb18030"))
        error = refusal(path)
        assert error.field == "encoding"
        assert "gb18030" in str(error)
        assert read(path, encoding="gb18030") == rows


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("héllo wörld, ça\n".encode("latin-1") * 9, {}, "not UTF-8"),
        (CSV.encode("utf-16-le"), {}, "UTF-16 without a mark"),
        (CSV.encode("utf-32"), {}, "UTF-32"),
        (CSV.encode() + b"\xff\xff" + CSV.encode(), {"encoding": "gb18030"}, "breaks near byte"),
        (b"text\0,n\n1,2\n", {}, "zero bytes"),
    ],
)
def test_other_encodings_are_said(
    tmp_path: Path, content: bytes, options: dict[str, Encoding], words: str
) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    assert words in refusal(path, **options).message


def archive(kind: str) -> bytes:
    file = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(file, "w") as zipped:
            zipped.writestr("../../data.jsonl", JSONL)
        return file.getvalue()
    with tarfile.open(fileobj=file, mode="w") as tar:
        link = tarfile.TarInfo("data.jsonl")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    return file.getvalue() if kind == "tar" else gzip.compress(file.getvalue(), mtime=0)


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
@pytest.mark.parametrize("name", ["data.jsonl", "data.jsonl.gz", "data.csv"])
def test_archives_are_refused_whatever_their_name(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(archive(kind))
    error = refusal(path)
    assert f"a {kind.removesuffix('.gz')} archive" in error.message
    assert "Unpack it" in str(error.remedy)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xfd7zXZ\x00 and so on", "packed with xz"),
        (b"%PDF-1.7\n", "a PDF"),
        (gzip.compress(gzip.compress(JSONL, mtime=0), mtime=0), "packed twice"),
        (gzip.compress(parquet(), mtime=0), "Parquet file is packed"),
        (b"only words\nand more of them\n", "neither JSON nor columns"),
        (b'{\n  "data": [\n    {"text": "a"}\n  ]\n}\n', "over several lines"),
        (b'[{"text": "a"}, {"text"', "from element 2 on"),
        (b'[{"text": "a"} {"text": "b"}]', "from element 1 on"),
        (b'[{"text": "a"}] {}', "follows its closing"),
        (b"[" + b"[" * 100_000, "from element 1 on"),
        (b'text,n\n"a,1\nb,2\n', "quote"),
        (b"text,text\na,b\n", "two columns"),
        (parquet()[:-30], "damaged or cut off"),
        (parquet()[:100] + b"\0" * 80 + parquet()[180:], "damaged or cut off"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "data"
    path.write_bytes(content)
    assert words in refusal(path).message


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_packed_files_that_are_cut_off_or_damaged(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    noise = os.urandom(300_000).hex()
    packed = pack("".join(f'{{"text": "{noise[i::600]}"}}\n' for i in range(600)).encode())
    path = tmp_path / "data.jsonl"
    for end in (len(packed) - 1, len(packed) // 2, 200):
        path.write_bytes(packed[:end])
        assert "cut off" in refusal(path).message
    middle = len(packed) // 2
    path.write_bytes(packed[:middle] + bytes(64) + packed[middle + 64 :])
    # Damage in a stored block of zstd without a checksum is no damage to it: only lines break.
    if pack is gzip.compress:
        assert "damaged" in refusal(path).message
    path.write_bytes(gzip.compress(JSONL, mtime=0) + b"something else")
    assert "damaged" in refusal(path).message


def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        assert "not a file of data" in refusal(path).message
    with pytest.raises(SpecError, match="cannot be read"):
        open_rows(tmp_path / "nothing")


def test_bad_rows_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(
        b'{"text": "a"}\n\n{bad\n\xff\xfe\n{"text": NaN}\n[1]\n'
        + b'{"text": "'
        + b"x" * (MAX_LINE_BYTES + 5)
        + b'"}\n{"text": "b"}'
    )
    with open_rows(path) as rows:
        found = list(rows)
    assert [row.number for row in found] == [1, 3, 4, 5, 6, 7, 8]
    assert [row.value for row in found] == [
        {"text": "a"}, None, None, {"text": None}, [1], None, {"text": "b"}
    ]  # fmt: skip
    assert "not JSON" in str(found[1].problem)
    assert "not UTF-8" in str(found[2].problem)
    assert found[2].text == b"\xff\xfe"
    assert "longer than 4 MiB" in str(found[5].problem)
    assert len(found[5].text or b"") == MAX_LINE_BYTES + 1


def test_bad_records_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(b'text,n\na,1\nb\n\nc,3,4\n\xff,5\n"d"e,6\nf,7\n')
    with open_rows(path) as rows:
        assert rows.columns == ["text", "n"]
        found = list(rows)
    assert [row.number for row in found] == [1, 2, 3, 4, 5, 6]
    assert [row.value for row in found if not row.problem] == [
        {"text": "a", "n": "1"},
        {"text": "f", "n": "7"},
    ]
    problems = [str(row.problem) for row in found if row.problem]
    assert "1 cells, the header 2. It begins on line 3." in problems[0]
    assert "3 cells" in problems[1]
    assert "not UTF-8" in problems[2]
    assert "no CSV" in problems[3]
    assert found[3].text == b"\xff,5"


def test_a_parquet_file_gives_only_the_wanted_columns(tmp_path: Path) -> None:
    path = tmp_path / "data"
    nested = [
        {"turns": [{"role": "user", "content": "a"}], "map": None, "n": i} for i in range(300)
    ]
    pq.write_table(pa.Table.from_pylist(nested), path)
    with open_rows(path) as rows:
        assert rows.columns == ["turns", "map", "n"]
        found = list(rows.read(["turns"]))
    assert [row.value for row in found] == [{"turns": nested[0]["turns"]}] * 300
    assert found[-1].number == 300


@pytest.mark.parametrize("change", ["grow", "replace", "touch", "remove"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, change: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(JSONL)
    with open_rows(path) as rows:
        list(rows)
        match change:
            case "grow":
                with path.open("ab") as file:
                    file.write(b"{}\n")
            case "replace":
                (tmp_path / "other").write_bytes(JSONL)
                (tmp_path / "other").rename(path)
            case "touch":
                os.utime(path, ns=(1, 1))
            case "remove":
                path.unlink()
        with pytest.raises(SpecError, match="changed while it was read"):
            rows.source.check_unchanged()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_bombs_are_refused(
    tmp_path: Path, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.jsonl.gz"
    path.write_bytes(pack(JSONL + (b" " * 999_999 + b"\n") * 20))
    assert len(read(path)) == len(ROWS)  # small enough to do no harm
    monkeypatch.setattr(archives, "_RATIO_FROM_BYTES", 2**20)
    assert "250 times its size" in refusal(path).message


def test_a_zstd_window_that_needs_gigabytes_is_refused(tmp_path: Path) -> None:
    wide = zstandard.ZstdCompressionParameters.from_level(3, window_log=28)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    (tmp_path / "data").write_bytes(packer.compress(JSONL) + packer.flush())
    assert "128 MiB of memory" in refusal(tmp_path / "data").message


_PEAK = """
import re, sys
from pathlib import Path
from minimind.rows.reading import open_rows
from minimind.spec import SpecError
def peak():
    return int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
before = peak()
try:
    with open_rows(Path(sys.argv[1])) as rows:
        for row in rows:
            pass
except SpecError:
    pass
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("begin", "pack"),
    [
        (b'{"text": "', bytes),
        (b'{"text": "', gzip.compress),
        (b'{"text": "', zstandard.compress),
        (b'[{"text": "', bytes),
        (b'text,n\n"', bytes),
        (b'text,n\n"1\n', bytes),
    ],
)
def test_one_endless_line_takes_no_memory(
    tmp_path: Path, begin: bytes, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(pack(begin + b"x" * 200_000_000))
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(path)], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 120  # MiB

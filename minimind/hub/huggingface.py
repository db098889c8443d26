"""Hugging Face through ``huggingface_hub``: addresses, tokens, redirects and errors are its own.

Its downloads begin anew in every process and are not compared with a checksum, so the body is
read here, through its session.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from huggingface_hub import hf_hub_url
from huggingface_hub.errors import (
    FileMetadataError,
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import get_hf_file_metadata
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status, http_stream_backoff

from minimind.hub import mistakes
from minimind.hub.found import Again, Found, partial_of
from minimind.hub.request import HubFile

_ANSWER_S = 15.0  # longest wait for an answer, and between two pieces of a file
_RANGE = re.compile(r"bytes (\d+)-")


class HuggingFace:
    """A ``Client``."""

    def __init__(self, wanted: HubFile, scratch: Path) -> None:
        """``scratch``: a folder for what the library keeps; it keeps nothing here."""
        self._wanted = wanted

    def find(self) -> Found:
        """What the hub says of the file."""
        with self._mapped():
            told = get_hf_file_metadata(
                self._url(self._wanted.branch),
                token=self._wanted.token() or False,
                timeout=_ANSWER_S,
                endpoint=self._wanted.address,
            )
            if told.commit_hash is None or told.etag is None:
                raise mistakes.no_hub(self._wanted)
        tag = told.etag.lower()
        return Found(
            commit=told.commit_hash,
            bytes=told.size,
            sha256=tag if re.fullmatch(r"[0-9a-f]{64}", tag) else None,
            git_blob=tag if re.fullmatch(r"[0-9a-f]{40}", tag) else None,
        )

    def fetch(self, found: Found, folder: Path) -> None:
        """Brings the rest of the file, or all of it where the hub cannot give a part."""
        target = folder / self._wanted.path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = partial_of(target)
        has = partial.stat().st_size if partial.exists() else 0
        if found.bytes is not None and has > found.bytes:
            has = 0
        if found.bytes is None or has < found.bytes:
            with self._mapped():
                self._receive(found, partial, has)
        partial.touch()
        if found.bytes is not None and partial.stat().st_size != found.bytes:
            partial.unlink()
            raise mistakes.wrong_size(self._wanted, found)
        partial.replace(target)

    def _receive(self, found: Found, partial: Path, has: int) -> None:
        headers = build_hf_headers(token=self._wanted.token() or False)
        headers["Accept-Encoding"] = "identity"  # else a part of it means nothing
        if has:
            headers["Range"] = f"bytes={has}-"
        # At the commit that was found; asked anew each time, for addresses of stores wear out.
        url = self._url(found.commit or self._wanted.branch)
        with http_stream_backoff(
            "GET", url, headers=headers, timeout=_ANSWER_S,
            retry_on_exceptions=(), retry_on_status_codes=(), max_retries=0,
        ) as response:  # fmt: skip
            if response.status_code == 416:  # it has nothing from there on
                partial.unlink(missing_ok=True)
                raise Again("it has no more of the file", reached=True)
            if response.is_error:
                response.read()
            hf_raise_for_status(response)
            begins = _RANGE.match(response.headers.get("Content-Range", ""))
            goes_on = response.status_code == 206 and begins and int(begins[1]) == has
            if response.status_code == 206 and not goes_on:
                partial.unlink(missing_ok=True)
                raise Again("it sent another part of the file", reached=True)
            room = None if found.bytes is None else found.bytes - (has if goes_on else 0)
            with partial.open("ab" if goes_on else "wb", buffering=0) as file:
                for chunk in response.iter_bytes():
                    if room is not None:
                        room -= len(chunk)
                        if room < 0:
                            break  # longer than it may be: whoever counts the bytes says so
                    file.write(chunk)
        if room is not None and room < 0:
            partial.unlink()
            raise mistakes.wrong_size(self._wanted, found)

    def _url(self, revision: str) -> str:
        wanted = self._wanted
        return hf_hub_url(
            wanted.repository,
            wanted.path,
            repo_type="dataset",
            revision=revision,
            endpoint=wanted.address,
        )

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        """The library's errors as ours."""
        wanted = self._wanted
        try:
            yield
        except GatedRepoError as error:
            raise mistakes.not_allowed(wanted) from error
        except RepositoryNotFoundError as error:
            raise mistakes.no_dataset(wanted) from error
        except (RevisionNotFoundError, RemoteEntryNotFoundError) as error:
            raise mistakes.not_there(wanted) from error
        except HfHubHTTPError as error:
            raise self._refusal(error.response) from error
        except (FileMetadataError, LocalEntryNotFoundError) as error:
            raise mistakes.no_hub(wanted) from error
        except OfflineModeIsEnabled as error:
            raise Again("HF_HUB_OFFLINE is set", reached=False) from error
        except httpx2.TransportError as error:
            reached = isinstance(
                error, (httpx2.ReadError, httpx2.ReadTimeout, httpx2.RemoteProtocolError)
            )
            raise Again(_words(error), reached=reached) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:  # it leads in a circle, or nowhere
            raise mistakes.no_hub(wanted) from error

    def _refusal(self, response: Any) -> Exception:
        status = response.status_code
        if status in (401, 403):
            return mistakes.not_allowed(self._wanted)
        if status in (404, 410):
            return mistakes.not_there(self._wanted)
        if status in (408, 425, 429) or status >= 500:
            wait = response.headers.get("Retry-After", "")
            seconds = float(wait) if wait.isdecimal() else None
            return Again(f"it answers {status}", reached=True, after_s=seconds)
        return mistakes.no_hub(self._wanted)


def _words(error: Exception) -> str:
    kinds = (
        (httpx2.ConnectTimeout, "it does not answer"),
        (httpx2.ReadTimeout, "it went silent"),
        (httpx2.ProxyError, "the proxy refuses"),
        (httpx2.ConnectError, f"no connection ({error})"),
    )
    cut = "the connection was cut"
    return next((words for kind, words in kinds if isinstance(error, kind)), cut)

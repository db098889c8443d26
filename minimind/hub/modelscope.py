"""ModelScope through ``modelscope_hub``, which goes on after cuts and checks sizes and checksums.

The package ``modelscope`` uses the same library, but loads torch with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from modelscope_hub import HubApi
from modelscope_hub.config import HubConfig
from modelscope_hub.errors import (
    APIError,
    AuthenticationError,
    FileIntegrityError,
    FileSizeMismatchError,
    HubError,
    NetworkError,
    NotExistError,
    PermissionDeniedError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
)

from minimind.hub import mistakes
from minimind.hub.found import Again, Found
from minimind.hub.request import HubFile
from minimind.spec import SpecError


class ModelScope:
    """A ``Client``."""

    def __init__(self, wanted: HubFile, scratch: Path) -> None:
        """``scratch``: a folder for the library's locks, and what it would keep of a user."""
        self._wanted = wanted
        config = HubConfig(
            endpoint=wanted.address,
            cache_dir=scratch / "cache",
            config_dir=scratch / "config",
            token=wanted.token() or "",  # empty: also none that somebody left in the home folder
        )
        self._api = HubApi(config)

    def find(self) -> Found:
        """What the hub says of the file."""
        wanted = self._wanted
        parent = str(PurePosixPath(wanted.path).parent)
        with self._mapped():
            entries = self._api.legacy.list_dataset_files_paginated(
                wanted.repository,
                wanted.branch,
                root_path="/" if parent == "." else parent,
            )
        for entry in entries:
            if isinstance(entry, dict) and entry.get("Path") == wanted.path:
                return _found(entry)
        raise mistakes.not_there(wanted)

    def fetch(self, found: Found, folder: Path) -> None:
        """Brings the rest of the file, or all of it where the hub cannot give a part."""
        wanted = self._wanted
        with self._mapped(found):
            self._api.download_file(
                wanted.repository,
                "dataset",
                wanted.path,
                revision=wanted.branch,
                local_dir=folder,
                expected_sha256=found.sha256,
                file_size=found.bytes,
            )

    @contextmanager
    def _mapped(self, found: Found | None = None) -> Iterator[None]:
        """The library's errors as ours."""
        wanted = self._wanted
        try:
            yield
        except (AuthenticationError, PermissionDeniedError) as error:
            raise mistakes.not_allowed(wanted) from error
        except NotExistError as error:
            raise mistakes.not_there(wanted) if found else mistakes.no_dataset(wanted) from error
        except FileSizeMismatchError as error:
            raise mistakes.wrong_size(wanted, found or _NOTHING) from error
        except FileIntegrityError as error:
            should = (found or _NOTHING).sha256 or "another one"
            raise mistakes.wrong_content(wanted, "of something else", should) from error
        except (RateLimitError, ServerError) as error:
            after = getattr(error, "retry_after", None)
            words = f"it answers {error.status_code}"
            raise Again(words, reached=True, after_s=after) from error
        except NetworkError as error:
            raise Again(_words(error), reached=found is not None) from error
        except (APIError, ValueError) as error:  # an odd status; an answer that is not JSON
            if isinstance(error, SpecError):
                raise
            raise mistakes.no_hub(wanted) from error
        except HubError as error:
            raise Again("the connection was cut", reached=True) from error
        except OSError as error:
            if error.errno is not None:  # the disk's
                raise
            raise mistakes.no_hub(wanted) from error  # it leads in a circle, or nowhere


_NOTHING = Found(commit=None, bytes=None, sha256=None)


def _found(entry: dict[str, Any]) -> Found:
    sha256 = str(entry.get("Sha256") or "").lower()
    size = entry.get("Size")
    return Found(
        commit=str(entry["Revision"]) if entry.get("Revision") else None,
        bytes=size if isinstance(size, int) and size >= 0 else None,
        sha256=sha256 if re.fullmatch(r"[0-9a-f]{64}", sha256) else None,
    )


def _words(error: NetworkError) -> str:
    if isinstance(error, RequestTimeoutError):
        return "it does not answer"
    text = str(error)
    if "proxy" in text.lower():
        return "the proxy refuses"
    for sign, words in (
        ("NameResolutionError", "its name is not known here"),
        ("Failed to resolve", "its name is not known here"),
        ("refused", "no connection (connection refused)"),
    ):
        if sign in text:
            return words
    return "the connection was cut"

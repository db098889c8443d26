"""What can go wrong with a download, in words that say what to do."""

from __future__ import annotations

from minimind.hub.found import Again, Found
from minimind.hub.request import HubFile
from minimind.spec import SpecError


def unreachable(wanted: HubFile, problem: Again, tries: int) -> SpecError:
    """The hub is away, or stayed busy: what the owner can do."""
    hub = wanted.its_hub
    if problem.reached:
        message = f"{hub.title} did not give {wanted.name} in {tries} tries: {problem.words}."
    else:
        message = f"{hub.title} ({wanted.address}) could not be reached: {problem.words}."
    inbox = f" into {wanted.inbox}" if wanted.inbox else " into the inbox folder"
    return SpecError(
        message,
        field="hub",
        remedy="Try again later: it goes on where it was. Or choose the other hub, set a mirror "
        f"(MINIMIND_HUB_{hub.name.upper()}), a proxy (MINIMIND_HUB_PROXY) or a local folder "
        f"(MINIMIND_HUB_FOLDER); or put {wanted.name}{inbox} and import it from there.",
    )


def not_there(wanted: HubFile) -> SpecError:
    """The hub has no such file, revision or dataset."""
    return SpecError(
        f"{wanted.its_hub.title} has no file {wanted.path} in {wanted.repository} at "
        f"{wanted.branch}.",
        field="path",
        remedy="Look at the dataset's page: the name may have changed, or an older revision may "
        "still have it.",
    )


def no_dataset(wanted: HubFile) -> SpecError:
    """The hub has no such dataset, or not for everybody."""
    return SpecError(
        f"{wanted.its_hub.title} shows no dataset {wanted.repository}.",
        field="repository",
        remedy=f"Check its name; if it is private, {_give_token(wanted)}.",
    )


def not_allowed(wanted: HubFile) -> SpecError:
    """The hub gives the file only to those it knows, or who agreed to its terms."""
    return SpecError(
        f"{wanted.its_hub.title} does not give {wanted.repository} to everybody.",
        field="repository",
        remedy=f"Agree to its terms on the hub's page, then {_give_token(wanted)}.",
    )


def no_hub(wanted: HubFile) -> SpecError:
    """Something answers that is not the hub."""
    return SpecError(
        f"{wanted.address} does not answer as {wanted.its_hub.title} does.",
        field="hub",
        remedy=f"Check the mirror (MINIMIND_HUB_{wanted.hub.upper()}) and the proxy "
        "(MINIMIND_HUB_PROXY).",
    )


def wrong_size(wanted: HubFile, found: Found) -> SpecError:
    """What came is not as long as the hub says."""
    size = f"{found.bytes:,}" if found.bytes is not None else "so many"
    return _wrong(wanted, f"is not as long as {wanted.its_hub.title} says ({size} bytes)")


def wrong_content(wanted: HubFile, has: str, should: str) -> SpecError:
    """What came has another checksum than the hub says."""
    return _wrong(
        wanted,
        f"has the checksum {has[:16]}..., but {wanted.its_hub.title} says {should[:16]}...",
    )


def _wrong(wanted: HubFile, how: str) -> SpecError:
    return SpecError(
        f"What came as {wanted.name} {how}: nothing of it was kept.",
        field="path",
        remedy="Try again; if it happens again, choose the other hub or another mirror.",
    )


def _give_token(wanted: HubFile) -> str:
    title = wanted.its_hub.title
    if wanted.token_file is None and wanted.endpoint is not None:
        return (
            f"ask {title} itself: a token goes to no mirror but one that the server was started "
            f"with (MINIMIND_HUB_{wanted.hub.upper()})"
        )
    has = wanted.token_file is not None and wanted.token_file.is_file()
    return f"{'check' if has else 'give'} the token for {title}"

"""Xid errors: what the NVIDIA driver reports of a GPU, and which of them are the GPU's own fault.

Sources: NVIDIA, "Xid Errors", Xid Catalog (docs.nvidia.com/deploy/xid-errors, the column
"Resolution Bucket (Immediate Action)") and NVIDIA's Kubernetes device plugin
(github.com/NVIDIA/k8s-device-plugin, internal/rm/health.go), which leaves a GPU in service after
13, 31, 43, 45, 68 and 109, for these are the program's doing.

A GPU is taken out of service for those whose immediate action is a reset of the GPU or a restart
of the machine. The catalog lets work go on after 63 (a bad row of memory was replaced), 92 (many
corrected bits) and 94 (an error that hit one program only): those are told, no more. So is every
number that is not listed here.
"""

from __future__ import annotations

import re

from worker.inventory.gpu import Fault, LogMark

# The program that ran did it; the GPU is as good as before.
OF_PROGRAMS = frozenset({8, 13, 31, 32, 43, 45, 68, 69, 109})

_RESET = "Reset it (nvidia-smi --gpu-reset, with the worker stopped) or restart the machine"
_SUPPORT = "if it comes back, the card needs service"
_SEVERE = {
    46: ("it stopped working", _RESET),
    48: ("its memory has an error that could not be corrected", _RESET),
    62: ("one of its internal controllers halted", _RESET),
    64: ("a bad row of its memory could not be replaced", _RESET),
    74: ("its NVLink connection failed", _RESET),
    79: ("it has fallen off the bus", "Restart the machine; check its seat, power and heat"),
    95: ("a memory error reached several programs", _RESET),
    110: ("its security controller failed", _RESET),
    119: ("its firmware (GSP) does not answer", _RESET),
    120: ("its firmware (GSP) failed", _RESET),
    136: ("its connection training failed", _RESET),
    140: ("its memory has an error that could not be corrected", _RESET),
    143: ("it could not be initialised", _RESET),
    155: ("its NVLink connection failed", _RESET),
    156: ("a worn-out part of it was switched off", _RESET),
    158: ("its memory failed for good", _RESET),
}
_TOLD = {
    63: "a bad row of its memory was replaced; the next reset makes that final",
    92: "many bits of its memory had to be corrected",
    94: "a memory error ended one program; reset the GPU when convenient",
}

# NVRM: Xid (PCI:0000:cb:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.
_LINE = re.compile(r"NVRM: Xid \((?:PCI:)?([0-9a-fA-F:.]+)\): (\d+)\b")


def fault(number: int, mark: LogMark | None = None) -> Fault | None:
    """What Xid ``number`` means for the GPU; None when a program did it."""
    if number in OF_PROGRAMS:
        return None
    if number in _SEVERE:
        what, remedy = _SEVERE[number]
        words = f"Xid {number}: {what}. {remedy}; {_SUPPORT}. Then release it."
        return Fault(words, severe=True, xid=number, mark=mark)
    words = f"Xid {number}: {_TOLD.get(number, 'see the NVIDIA Xid catalog for its meaning')}."
    return Fault(words, severe=False, xid=number, mark=mark)


def in_kernel_line(line: str) -> tuple[str, int] | None:
    """(bus id, Xid) of a line of the kernel's log; None when it tells of none."""
    found = _LINE.search(line)
    if found and (bus := bus_id(found[1])):
        return bus, int(found[2])
    return None


def bus_id(text: str) -> str | None:
    """One spelling for ``0000:cb:00``, ``00000000:CB:00.0``: domain:bus:device; None if neither."""
    try:
        domain, bus, device = (int(part, 16) for part in text.partition(".")[0].split(":"))
    except ValueError:
        return None
    return f"{domain:04x}:{bus:02x}:{device:02x}"

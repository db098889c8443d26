"""The words of a failure keep what the library said of sizes, and tell a quota from a full disk."""

from __future__ import annotations

import errno

import torch

from minimind.train.failures import finished

GPU = (
    "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 23.64 GiB of "
    "which 1.31 GiB is free.\nSee the documentation."
)


def test_a_failure_for_want_of_memory_says_how_much_was_asked_for() -> None:
    gpu = finished(torch.OutOfMemoryError(GPU), 3)
    assert gpu.cause == "out_of_gpu_memory"
    assert gpu.message.endswith("(micro_batch). (" + GPU.splitlines()[0] + ")")
    host = finished(RuntimeError("[cpu] can't allocate memory: you tried to allocate 9 bytes."), 3)
    assert host.cause == "out_of_host_memory"
    assert "you tried to allocate 9 bytes" in host.message
    assert finished(MemoryError(), 3).message.endswith("(micro_batch).")


def test_a_used_up_quota_is_no_full_disk() -> None:
    quota = finished(OSError(errno.EDQUOT, "Disk quota exceeded"), 3)
    assert (quota.cause, quota.message.partition(".")[0]) == (
        "disk_full",
        "Your disk quota is used up",
    )
    assert finished(OSError(errno.ENOSPC, "No space left"), 3).message.startswith("The disk is")

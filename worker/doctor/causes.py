"""Every cause of a failure, with its heading: the doctor's and those that others see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HEADINGS: Final[dict[str, str]] = {
    "bad_config": "Its settings do not work",
    "seq_len_too_long": "Its rows are longer than the model can read",
    "wrong_parent": "The model it starts from does not fit",
    "too_many_processes": "There are more processes than it can use",
    "bad_data": "Its dataset has a fault",
    "no_rows": "Its dataset holds nothing to learn from",
    "dataset_changed": "Its dataset changed",
    "file_missing": "A file it needs is missing",
    "bad_checkpoint": "Its checkpoint is damaged",
    "diverged": "The training diverged",
    "dtype_unsupported": "The device cannot compute with this precision",
    "out_of_gpu_memory": "The GPU ran out of memory",
    "out_of_host_memory": "The machine ran out of memory",
    "shared_memory_full": "Shared memory is too small",
    "disk_full": "The disk is full",
    "quota_exceeded": "Your disk quota is used up",
    "permission_denied": "It may not use a file",
    "read_only": "It may only read there",
    "too_many_files": "Too many files were open",
    "too_many_threads": "The machine let it start no more threads",
    "port_in_use": "Its network port was taken",
    "peer_lost": "Its processes lost each other",
    "network_error": "The GPUs could not talk to each other",
    "hung_collective": "Its processes waited for each other in vain",
    "no_gpu": "It found no GPU",
    "gpu_busy": "The GPU is used by somebody else",
    "driver_too_old": "The GPU's driver is too old",
    "gpu_unsupported": "PyTorch has no code for this GPU",
    "gpu_assertion": "A check on the GPU failed",
    "gpu_fault": "A program on the GPU crashed",
    "gpu_lost": "The GPU failed",
    "missing_package": "A Python package is missing",
    "missing_compiler": "A compiler is missing",
    "missing_cuda_toolkit": "The CUDA toolkit is missing",
    "library_mismatch": "A system library does not fit",
    "processor_unsupported": "The processor lacks an instruction",
    "killed_by_signal": "Its process was killed",
    "no_progress": "It made no progress",
    "cannot_start": "It could not be started",
    "process_lost": "Its process was lost again and again",
    "node_lost": "Its machine was lost",
    "parent_failed": "The job it builds on did not succeed",
    "error": "It failed",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What is said of a cause that is in no row of the table."""

    sentence: str
    advice: str
    button: bool = False


# By the signal of a process, or by those who watch over runs.
ELSEWHERE: Final[dict[str, Told]] = {
    "bad_config": Told("The setting and what is wrong with it.", "Change it and submit again."),
    "bad_data": Told(
        "Line *n* of *dataset*, its field, and what is wrong with it.",
        "Mend the row, register the dataset again and start a new run.",
    ),
    "processor_unsupported": Told(
        "Process *k* was killed by signal 4 (SIGILL).",
        "Install packages that were built for this processor, or choose another machine.",
    ),
    "killed_by_signal": Told(
        "Process *k* was killed by signal *n*, what that means, and what of the work is kept.",
        "The run goes on by itself a few times; after that, look at the machine's log.",
        button=True,
    ),
    "no_progress": Told(
        "The run made no step for so many minutes, so it was ended.",
        "Look in its log for what it waited for; if its steps take so long, allow it more time.",
    ),
    "cannot_start": Told(
        "The run could not be started, and the system's reason.", "Look after the machine."
    ),
    "process_lost": Told(
        "The run's supervisor was lost again and again.",
        "Look at the log of the run and of the machine, then try it again.",
    ),
    "node_lost": Told(
        "The machine was not heard of any more.", "Start it again; the run goes on by itself."
    ),
    "parent_failed": Told(
        "The job it starts from ended without a model.",
        "Try that job again; this one is queued with it.",
    ),
    "error": Told(
        "The exception's last line, with the file and line that raised it.",
        "Look at the log; if the fault is in the studio, report it with that.",
    ),
}  # fmt: skip

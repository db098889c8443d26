"""Memory, of the GPU and of the machine, and what else the machine limits."""

from __future__ import annotations

from worker.doctor import fixes
from worker.doctor.finding import Finding, finding

_SIZE = r"[\d.]+ ?(?:[KMGT]i?B|bytes)"
_GPU_ADVICE = "Halve 'Rows at once': the result stays the same."
_HOST_ADVICE = (
    "Choose a smaller 'Rows at once' or 'Sequence length', or close other programs on this machine."
)
_SHM_ADVICE = (
    "Raise it: in Docker by shm_size (2gb or more) of the service, elsewhere by a larger /dev/shm."
)

MEMORY: tuple[Finding, ...] = (
    finding(
        "out_of_gpu_memory",
        # torch 2: total and free of the GPU; before that, in parentheses.
        rf"CUDA out of memory\. Tried to allocate (?P<tried>{_SIZE})\. GPU \d+ has a total "
        rf"capacity of (?P<total>{_SIZE}) of which (?P<free>{_SIZE}) is free",
        rf"CUDA out of memory\. Tried to allocate (?P<tried>{_SIZE})\. GPU \d+ has a total "
        rf"capacty of (?P<total>{_SIZE}) of which (?P<free>{_SIZE}) is free",
        rf"CUDA out of memory\. Tried to allocate (?P<tried>{_SIZE}) \(GPU \d+; "
        rf"(?P<total>{_SIZE}) total capacity;[^)\n]*?(?P<free>{_SIZE}) free",
        rf"CUDA out of memory\. Tried to allocate (?P<tried>{_SIZE})",
        r"CUDA out of memory|\bOutOfMemoryError\b|The GPU ran out of memory",
        r"CUDA error: out of memory|Cuda failure (?:\d+ )?'out of memory'",
        says=(
            "The GPU ran out of memory: the run asked for {tried} more, and {free} of {total} "
            "were free.",
            "The GPU ran out of memory when the run asked for {tried} more.",
            "The GPU ran out of memory.",
        ),
        advice=_GPU_ADVICE,
        fix=fixes.less_memory,
    ),
    finding(
        "out_of_gpu_memory",
        r"(?P<what>CUBLAS)_STATUS_ALLOC_FAILED",
        r"(?P<what>CUDNN)_STATUS_ALLOC_FAILED",
        r"(?P<what>CUSOLVER)_STATUS_ALLOC_FAILED",
        r"(?P<what>CUDNN)_STATUS_INTERNAL_ERROR_(?:HOST|DEVICE)_ALLOCATION_FAILED",
        says="The GPU ran out of memory: a library of its driver ({what}) found no room.",
        advice=_GPU_ADVICE,
        fix=fixes.less_memory,
    ),
    finding(
        "shared_memory_full",
        r"insufficient shared memory \(shm\)|out of shared memory|raise your shared memory limit",
        r"unable to (?:write to file|allocate shared memory|open shared memory object|mmap|resize "
        r"shared memory)[^\n]*(?:/torch_|shm)",
        r"NCCL WARN[^\n]*(?:failed to extend|creating shared memory segment) (?P<file>/dev/shm/\S+)"
        r"(?: to| \(size) (?P<bytes>\d{1,30})",
        r"NCCL WARN[^\n]*(?:failed to extend|creating shared memory segment)",
        says=(
            "Shared memory (/dev/shm) is too small: the GPUs wanted {bytes} more of it.",
            "Shared memory (/dev/shm), through which processes of a run exchange data, is too "
            "small.",
        ),
        advice=_SHM_ADVICE,
    ),
    finding(
        "out_of_host_memory",
        r"can't allocate memory: you tried to allocate (?P<bytes>\d{1,30}) bytes",
        says="The machine ran out of memory: the run asked for {bytes} at once.",
        advice=_HOST_ADVICE,
        fix=fixes.less_memory,
    ),
    finding(
        "out_of_host_memory",
        r"^(?:\w+\.)*_?(?:Array)?MemoryError\b(?:: Unable to allocate (?P<tried>[\d.]+ [KMGT]iB))?",
        r"Cannot allocate memory|can't allocate memory|std::bad_alloc|cannot allocate memory in "
        r"static TLS",
        r"Out of memory: Killed process|oom-kill|Memory cgroup out of memory",
        r"The machine ran out of memory",
        says=(
            "The machine ran out of memory: the run asked for {tried} more.",
            "The machine ran out of memory.",
        ),
        advice=_HOST_ADVICE,
        fix=fixes.less_memory,
    ),
    finding(
        "too_many_threads",
        r"can't start new thread|Resource temporarily unavailable|pthread_create[^\n]*failed",
        says="The system refused to start another thread or process.",
        advice=(
            "Raise the limit of processes (ulimit -u, in Docker pids_limit), or end programs that "
            "nobody needs."
        ),
    ),
)

"""Processes of one run that look for each other, lose each other, or wait in vain."""

from __future__ import annotations

from worker.doctor import fixes
from worker.doctor.finding import Finding, finding

NETWORK: tuple[Finding, ...] = (
    finding(
        "port_in_use",
        r"(?:failed to (?:bind|listen)[^\n]*?(?:port: |:)(?P<port>\d{2,5})\b[^\n]*)?"
        r"(?:EADDRINUSE|[Aa]ddress already in use)",
        r"port: (?P<port>\d{2,5})[^\n]*(?:EADDRINUSE|[Aa]ddress already in use)",
        r"The server socket has failed to (?:bind|listen)",
        says=(
            "The network port {port}, on which the run's processes wanted to meet, is used by "
            "another program.",
            "The network port on which the run's processes wanted to meet is used by another "
            "program.",
        ),
        advice="Try again; if it stays so, end that other program.",
        fix=fixes.again,
    ),
    finding(
        "peer_lost",
        r"(?:client socket has timed out|timed out)[^\n]*?while trying to connect to "
        r"\(?\[?(?P<peer>[\w.:-]+?)\]?, (?P<port>\d+)\)",
        r"client socket has failed to connect to (?:any network address of )?"
        r"\(?\[?(?P<peer>[\w.:-]+?)\]?[,:] ?(?P<port>\d+)",
        says="A process of the run did not reach the one it was to meet at {peer}, port {port}.",
        advice="Make sure that both machines run and that no firewall lies between them.",
        fix=fixes.again,
    ),
    finding(
        "peer_lost",
        r"RendezvousTimeoutError|Rendezvous(?:Connection)?Error|RendezvousClosedError",
        r"Timed out after \d+ seconds waiting for clients\. (?P<here>\d+)/(?P<all>\d+) clients",
        says=(
            "Only {here} of the run's {all} processes came to where they were to meet.",
            "The run's processes did not meet in time: one of them never came.",
        ),
        advice="Make sure that every machine of the run is up and reaches the first one.",
        fix=fixes.again,
    ),
    finding(
        "hung_collective",
        r"Watchdog caught collective operation timeout: WorkNCCL\([^\n]*?OpType=(?P<what>\w+)"
        r"[^\n]*?ran for (?P<ms>\d{1,15}) milliseconds",
        r"Timed out waiting (?P<ms>\d{1,15})ms for (?:recv|send) operation",
        r"Watchdog caught collective operation timeout|monitoredBarrier[^\n]*timeout",
        r"watchdog got stuck for \d+ seconds",
        says=(
            "A process waited {ms} for the others ({what}) and gave up: one of them hung or "
            "fell far behind.",
            "A process waited {ms} for the others and gave up: one of them hung or fell far "
            "behind.",
            "A process waited in vain for the others: one of them hung or fell far behind.",
        ),
        advice="Try again; if it comes back, look which process is slow in the log.",
        fix=fixes.again,
        weight="general",
    ),
    finding(
        "network_error",
        r"NCCL WARN (?P<said>(?!Error while|Error: failed|Cuda failure)[^\n]{1,200})",
        says="The GPUs could not talk to each other ({said}).",
        advice="Look at the network cards and the driver, then try again.",
        fix=fixes.again,
        weight="general",
    ),
    finding(
        "network_error",
        r"ncclSystemError|ncclUnhandledCudaError|ncclInternalError|ncclInvalidUsage|unhandled "
        r"(?:system|cuda) error",
        says="The GPUs could not talk to each other: a system call of theirs failed.",
        advice=(
            "Make sure that shared memory is large enough (in Docker: shm_size), that the driver "
            "fits, and try again."
        ),
        fix=fixes.again,
        weight="general",
    ),
    finding(
        "peer_lost",
        r"ncclRemoteError|remote process exited or there was a network error",
        r"Connection (?:reset|closed) by peer|Connection refused|Broken pipe|Socket Timeout|Socket "
        r"closed",
        r"Connection was likely closed|socket \w+ failed|Failed to recv, got 0 bytes",
        r"DistNetworkError|DistStoreError|ProcessGroup has been shut ?down",
        says="A process of the run lost the connection to the others: one of them had ended.",
        advice="Look in the log for the one that failed first, then try again.",
        fix=fixes.again,
        weight="follow_up",
    ),
)

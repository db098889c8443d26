"""Datasets from hubs, through the hubs' own client libraries. No torch.

What the libraries leave open is done here: a download goes on after a cut, is compared with what
the hub says of the file, ends soon when it is told to, and leaves room on the disk.
"""

import os

# The libraries read these once, when they are loaded: so they are set before any module here.
os.environ |= {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # How often something is tried is decided in one place, minimind.hub.fetching.
    "MODELSCOPE_DOWNLOAD_MAX_RETRIES": "0",
    "MODELSCOPE_REPO_TREE_PAGE_MAX_ATTEMPTS": "1",
    "MODELSCOPE_DOWNLOAD_TIMEOUT": "15",  # seconds between two pieces of a file
    "MODELSCOPE_DOWNLOAD_INTRA_CLOUD": "false",  # else it asks machines that nobody named
    "MODELSCOPE_LOG_LEVEL": "WARNING",
    "TQDM_DISABLE": "1",
}

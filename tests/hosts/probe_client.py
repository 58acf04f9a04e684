"""One poll by the gradio_client of the same age: `python probe_client.py URL TEXT`; prints the answer."""

from __future__ import annotations

import sys

from gradio_client import Client

if __name__ == "__main__":
    print(Client(sys.argv[1], verbose=False).predict(sys.argv[2], api_name="/evergallery_poll"))

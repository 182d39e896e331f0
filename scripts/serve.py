"""Serve `site/` on this machine only, at http://127.0.0.1:8000/; builds it first when it is not there yet."""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import argparse
import functools
import subprocess
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from environment import ROOT, say


def main(arguments: list[str]) -> int:
    """Serve until interrupted; a page built meanwhile is there at the next request."""
    parser = argparse.ArgumentParser(prog="serve.py", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="another port, when 8000 is taken")
    port = parser.parse_args(arguments).port
    site = ROOT / "site"
    if not (site / "index.html").is_file():
        say("There is no site yet: building it.")
        code = subprocess.call([sys.executable, str(Path(__file__).with_name("build.py"))])
        if code != 0:
            return code
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(site))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        sys.exit(f"Port {port} cannot be used ({error.strerror}). Another one: serve.py --port {port + 1}")
    with server:
        address = "http://{}:{}/".format(*server.server_address)
        say(f"{site} is served at {address} (Ctrl-C ends it).")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

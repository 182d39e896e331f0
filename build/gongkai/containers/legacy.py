"""Older office formats (.doc, .wps, .rtf, .odt) as blocks, through LibreOffice where it is on the machine.

LibreOffice makes a .docx of the document, without a window, in a profile of its own that runs no macros and follows no
links, within a limit of time; that .docx is read as any other.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from gongkai.containers.archives import check_zip
from gongkai.containers.blocks import Block
from gongkai.containers.word import read_docx
from gongkai.errors import DocumentError, Place

SECONDS = 20.0
NEEDED = "needs LibreOffice: install libreoffice-writer-nogui (Debian)"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_WORD_FILE, _SECTOR, _ENCRYPTED_FLAG = b"\xec\xa5", 512, 0x01
# No macros, no active content, no links to elsewhere, and a proxy that is not there for whatever would still ask.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def find_office() -> str | None:
    """The LibreOffice to use: GONGKAI_SOFFICE, else soffice or libreoffice on the path."""
    given = os.environ.get("GONGKAI_SOFFICE", "")
    return shutil.which(given) if given else shutil.which("soffice") or shutil.which("libreoffice")


def read_legacy(content: bytes, name: str, seconds: float = SECONDS) -> list[Block]:
    """The paragraphs and tables of an older document; DocumentError where LibreOffice is missing, or cannot."""
    ending = _ending(content, name)
    office = find_office()
    if office is None:
        raise DocumentError(NEEDED, Place(name), "needs LibreOffice")
    with tempfile.TemporaryDirectory(prefix="gongkai-office-") as folder:
        made = _convert(office, content, Path(folder), ending, seconds, name)
    return read_docx(made, name)


def _ending(content: bytes, name: str) -> str:
    """The ending that says what the bytes are; LibreOffice would read anything as a text."""
    if content[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{\\rtf"):
        return ".rtf"
    if content.startswith(b"PK\x03\x04"):
        check_zip(content, name)
        return ".odt"
    if not content.startswith(_COMPOUND):
        raise DocumentError("it is damaged, or no .doc, .wps, .rtf or .odt", Place(name), "damaged")
    if _ENCRYPTED_PACKAGE in content or _is_encrypted(content):
        raise DocumentError("it is encrypted: save it without a password", Place(name), "encrypted")
    return ".doc"


def _is_encrypted(content: bytes) -> bool:
    """Whether a sector begins as a Word document that says it is encrypted."""
    starts = range(_SECTOR, len(content) - 12, _SECTOR)
    first = next((at for at in starts if content.startswith(_WORD_FILE, at)), None)
    return first is not None and bool(content[first + 11] & _ENCRYPTED_FLAG)


def _convert(office: str, content: bytes, folder: Path, ending: str, seconds: float, name: str) -> bytes:
    """What LibreOffice makes of the bytes; its name for them is ours, whatever the document is called."""
    given, made, profile = folder / f"document{ending}", folder / "made" / "document.docx", folder / "profile"
    given.write_bytes(content)
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    command = [
        office,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(made.parent), str(given)),
    ]
    _run(command, folder, seconds, name)
    if made.is_symlink() or not made.is_file():
        raise DocumentError("it is damaged: LibreOffice cannot open it", Place(name), "damaged")
    return made.read_bytes()


def _run(command: list[str], folder: Path, seconds: float, name: str) -> None:
    """One run to its end, or to the limit: then everything it started is ended with it."""
    home = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=folder, env=home, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            f"LibreOffice did not read it within {seconds:g} seconds", Place(name), "over the limit"
        ) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{key}" oor:op="fuse"><value>{value}</value></prop>'
        "</item>"
        for path, key, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>"
    )

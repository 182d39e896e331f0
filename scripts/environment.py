"""The environment of the three scripts: `.venv` at the versions of uv.lock, made or refreshed when it has to be.

Standard library only, since it runs before anything is installed. `ensure_environment()` installs a pinned uv into
`.cache/tools` (`pip install --target` works where the system's Python refuses `pip install`, and where `venv` is
missing) and lets it synchronise `.venv`. Where uv cannot be had, pip installs the same files, by version and hash, into
a venv. A stamp in `.venv` says what it was made from: the next call compares it and returns.
"""

import ast
import contextlib
import hashlib
import importlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def module_or_none(name: str) -> Any:
    """A module that not every system has."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


fcntl = module_or_none("fcntl")
resource = module_or_none("resource")

UV_VERSION = "0.13.8"
ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
VENV = ROOT / ".venv"
STAMP = VENV / "made-from.sha256"
UV = CACHE / "tools" / f"uv-{UV_VERSION}" / "bin" / ("uv.exe" if os.name == "nt" else "uv")

# What a person told pip about the network holds for uv too; what was told to uv itself comes first.
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_EXTRA_INDEX_URL",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}
NO_PIP = """{python} has neither pip nor venv, and one of them is needed to begin with.
On Debian or Ubuntu: apt install python3-pip (or python3-venv). On Fedora: dnf install python3-pip."""


def missing_guards() -> list[str]:
    """What this system cannot do for us, one sentence each; empty on Linux."""
    sentences = []
    if fcntl is None:
        sentences.append("fcntl is missing here: two builds at once are not kept apart, so run one at a time.")
    if resource is None:
        sentences.append("resource is missing here: how much memory a build takes is not measured.")
    return sentences


def ensure_environment() -> Path:
    """Make `.venv` what uv.lock says and return its Python; where that cannot be done, end with a sentence."""
    if is_fresh():
        return venv_python()
    for sentence in missing_guards():
        say(sentence)
    with one_at_a_time(CACHE / "bootstrap.lock"):
        if not is_fresh():
            STAMP.unlink(missing_ok=True)
            install()
            STAMP.write_text(fingerprint(), encoding="ascii")
    return venv_python()


def is_fresh() -> bool:
    """Whether `.venv` is there and was made from the files of today, by this Python, in this place."""
    return venv_python().exists() and STAMP.is_file() and STAMP.read_text(encoding="ascii") == fingerprint()


def fingerprint() -> str:
    """What an environment depends on, as one hash: the lock, the project, the Python behind it, and the folder."""
    digest = hashlib.sha256()
    for part in (sys.version, sys.base_prefix, str(ROOT), UV_VERSION):
        digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
    for name in ("uv.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes() + b"\0")
    return digest.hexdigest()


def venv_python(folder: Path = VENV) -> Path:
    """The Python of a virtual environment."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def base_python() -> str:
    """The Python this one runs on: itself, or the one behind the virtual environment it stands in."""
    return getattr(sys, "_base_executable", "") or sys.executable


def child_environment(**settings: str) -> dict[str, str]:
    """The variables a child process gets: ours and the user's, without those that lead Python elsewhere."""
    hidden = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    kept["PATH"] = os.pathsep.join([str(venv_python().parent), kept.get("PATH", os.defpath)])
    ours = {"UV": str(UV)} if UV.is_file() else {}  # for whoever fetches a wheel and finds no pip
    return {**ours, **kept, **settings}


def say(sentence: str) -> None:
    """Tell the person at the terminal, before any child process speaks."""
    print(sentence, flush=True)


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold a lock that dies with its owner; without fcntl there is none (see `missing_guards`)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                say("Another run is preparing the environment: waiting for it.")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install() -> None:
    """Fill `.venv`: by uv where it can be had, else by pip; both take the files that uv.lock names by hash."""
    say("Preparing the environment in .venv (only the first time, and after a change of uv.lock or pyproject.toml).")
    pip = pip_command()
    uv = uv_command(pip)
    if uv is not None:
        install_with_uv(uv, pip_settings(pip))
    elif pip is not None:
        say(f"uv {UV_VERSION} cannot be had here: pip installs the same versions.")
        install_with_pip(pip)
    else:
        sys.exit(NO_PIP.format(python=base_python()))


def pip_command() -> list[str] | None:
    """How to call pip: the system's; where there is none, the one in a venv made for it; else None."""
    own = [base_python(), "-m", "pip"]
    if works([*own, "--version"]):
        return own
    folder = CACHE / "tools" / "pip"
    borrowed = [str(venv_python(folder)), "-m", "pip"]
    if works([*borrowed, "--version"]):
        return borrowed
    shutil.rmtree(folder, ignore_errors=True)
    if works([base_python(), "-m", "venv", str(folder)]) and works([*borrowed, "--version"]):
        return borrowed
    shutil.rmtree(folder, ignore_errors=True)
    return None


def uv_command(pip: list[str] | None) -> str | None:
    """The pinned uv, installed beside the project where it is not yet; None where it cannot be installed or run."""
    if works([str(UV), "--version"]):
        return str(UV)
    if pip is None:
        return None
    folder = UV.parents[1]
    fresh = folder.with_name(f"{folder.name}-new")
    for leftover in (fresh, folder):
        shutil.rmtree(leftover, ignore_errors=True)
    quiet = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    command = [*pip, "install", *quiet, "--target", str(fresh), f"uv=={UV_VERSION}"]
    if subprocess.call(command, env=pip_environment()) == 0:
        fresh.rename(folder)
    return str(UV) if works([str(UV), "--version"]) else None


def works(command: list[str]) -> bool:
    """Whether a command can be started and ends well; what it prints does not matter."""
    try:
        return subprocess.run(command, capture_output=True, env=child_environment(), check=False).returncode == 0
    except OSError:
        return False


def pip_environment() -> dict[str, str]:
    """The user's own settings for pip, apart from the three that contradict installing into a folder of ours."""
    return child_environment(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_ROOT_USER_ACTION="ignore")


def pip_settings(pip: list[str] | None) -> dict[str, str]:
    """What the user told pip, in its variables and its configuration files: `{"index-url": ..., "cert": ...}`."""
    names = (*PIP_TO_UV, "no-index")
    found = {name: os.environ[variable] for name in names if (variable := pip_variable(name)) in os.environ}
    if pip is None:
        return found
    listing = subprocess.run([*pip, "config", "list"], capture_output=True, env=pip_environment(), check=False)
    return {**parse_pip_config(listing.stdout.decode("utf-8", "replace")), **found}


def pip_variable(name: str) -> str:
    """The environment variable of one of pip's options."""
    return "PIP_" + name.upper().replace("-", "_")


def parse_pip_config(listing: str) -> dict[str, str]:
    """Read what `pip config list` prints: section.name='value'. [install] overrides [global]; others are not for us."""
    settings: dict[str, dict[str, str]] = {"global": {}, "install": {}}
    for line in listing.splitlines():
        key, equals, value = line.partition("=")
        section, _, name = key.partition(".")
        if equals and section in settings:
            settings[section][name] = " ".join(str(ast.literal_eval(value)).split())
    return {**settings["global"], **settings["install"]}


def uv_environment(settings: dict[str, str]) -> dict[str, str]:
    """The variables that make uv use this Python, this folder, and the network as pip was told to."""
    ours = {
        "UV_PROJECT_ENVIRONMENT": str(VENV),
        "UV_PYTHON": base_python(),
        "UV_PYTHON_PREFERENCE": "only-system",
        "UV_PYTHON_DOWNLOADS": "never",
    }
    told = {variable: settings[name] for name, variable in PIP_TO_UV.items() if settings.get(name)}
    if "UV_FIND_LINKS" in told:  # pip separates by blanks, uv by commas
        told["UV_FIND_LINKS"] = ",".join(told["UV_FIND_LINKS"].split())
    return {**told, **child_environment(**ours)}


def install_with_uv(uv: str, settings: dict[str, str]) -> None:
    """Synchronise `.venv` with uv.lock. The lock names its own index; from any other, its files are taken by hash."""
    environment = uv_environment(settings)
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    no_index = ["--no-index"] if settings.get("no-index", "").lower() in {"1", "true", "yes", "on"} else []
    elsewhere = environment.get("UV_DEFAULT_INDEX") or environment.get("UV_INDEX_URL")
    if not no_index and (not elsewhere or elsewhere.rstrip("/") in locked_indexes()):
        for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL"):
            environment.pop(name, None)
        run([uv, "sync", "--locked", *quiet], environment)
        return
    environment.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")  # as pip does; the hashes say which file is meant
    requirements = str(CACHE / "tools" / "requirements.txt")
    run([uv, "export", "--frozen", "--quiet", "--output-file", requirements], environment)
    run([uv, "venv", "--allow-existing", *quiet, str(VENV)], environment)
    run([uv, "pip", "sync", *no_index, *quiet, "--python", str(venv_python()), requirements], environment)


def install_with_pip(pip: list[str]) -> None:
    """The same files by pip: a venv, the versions and hashes of uv.lock, and a line that leads to build/."""
    run([base_python(), "-m", "venv", "--clear", "--without-pip", str(VENV)], pip_environment())
    requirements = CACHE / "tools" / "requirements.txt"
    requirements.parent.mkdir(parents=True, exist_ok=True)
    requirements.write_text("\n".join(locked_requirements(read_lock())) + "\n", encoding="utf-8")
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    run([*pip, "--python", str(venv_python()), "install", *options, "-r", str(requirements)], pip_environment())
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.check_output([str(venv_python()), "-c", where], text=True).strip()
    Path(packages, "gongkai.pth").write_text(f"{ROOT / 'build'}\n", encoding="utf-8")


def read_lock() -> dict[str, Any]:
    """uv.lock as it stands."""
    return tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


def locked_indexes() -> set[str]:
    """The package indexes that uv.lock was made from."""
    sources = (package["source"].get("registry", "") for package in read_lock()["package"])
    return {source.rstrip("/") for source in sources if source}


def locked_requirements(lock: dict[str, Any]) -> list[str]:
    """Every package of uv.lock as a line for pip: version, the marker under which it is wanted, and all its hashes."""
    wanted: dict[tuple[str, str], set[str]] = {}
    versions: dict[str, list[str]] = {}
    for package in lock["package"]:
        versions.setdefault(package["name"], []).append(package["version"])
    for package in lock["package"]:
        groups = [*package.get("optional-dependencies", {}).values(), *package.get("dev-dependencies", {}).values()]
        for edge in [*package.get("dependencies", []), *(edge for group in groups for edge in group)]:
            for version in [edge["version"]] if "version" in edge else versions[edge["name"]]:
                wanted.setdefault((edge["name"], version), set()).add(edge.get("marker", ""))
    lines = []
    for package in lock["package"]:
        if "registry" not in package["source"]:
            continue
        markers = wanted[package["name"], package["version"]]
        condition = "" if "" in markers else " ; " + " or ".join(f"({marker})" for marker in sorted(markers))
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        hashes = "".join(f" --hash={file['hash']}" for file in files)
        lines.append(f"{package['name']}=={package['version']}{condition}{hashes}")
    return lines


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run one step of the installation; the program ends with a sentence when it fails (its own words stand above)."""
    if subprocess.call(command, cwd=ROOT, env=environment) != 0:
        step = " ".join([Path(command[0]).name, *command[1:3]])
        sys.exit(f"The environment could not be prepared: `{step}` failed, see above.")

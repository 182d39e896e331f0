"""The three scripts and their environment: what they print, pass on and refuse, tried on copies in another folder.

The copies stand in a path with a blank and Chinese in it. Their `.venv` is a stub that writes down how it was called,
so that no test needs the network; a real environment is made by whoever runs scripts/test.py in a fresh clone.
"""

import ast
import contextlib
import http.client
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
COMMANDS = ("build", "test", "serve", "diff", "mutate", "benchmark")
UNKNOWN_TO_US = {"CI", "CHROMIUM", "SSL_CERT_FILE", "ALL_PROXY", "GONGKAI_CHROMIUM", "GONGKAI_BROWSER"}
STUB = """
import json, os, pathlib, sys
with open("calls.jsonl", "a") as file:
    print(json.dumps({"arguments": sys.argv[1:], "environment": dict(os.environ)}), file=file)
exec(pathlib.Path("behaviour.py").read_text(encoding="utf-8"))
"""


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """scripts/environment.py as a module, with nothing in the variables that a person may have told pip or uv."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    for name in list(os.environ):
        if name.startswith(("PIP_", "UV_")) or name in UNKNOWN_TO_US:
            monkeypatch.delenv(name)
    yield importlib.import_module("environment")
    sys.modules.pop("environment", None)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of the scripts alone, whose environment counts as fresh and whose Python is the stub."""
    root = tmp_path / "公 开"
    shutil.copytree(SCRIPTS, root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("uv.lock", "pyproject.toml"):
        (root / name).write_text(f"# {name}\n", encoding="utf-8")
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{root / "stub.py"}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (root / "stub.py").write_text(STUB, encoding="utf-8")
    (root / "behaviour.py").write_text("", encoding="utf-8")
    stamp = "import environment; environment.STAMP.write_text(environment.fingerprint())"
    subprocess.run([sys.executable, "-c", stamp], cwd=root / "scripts", check=True)
    return root


def run_script(house: Path, name: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if key not in UNKNOWN_TO_US}
    command = [sys.executable, str(house / "scripts" / f"{name}.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**kept, **settings}, timeout=60)


def calls(house: Path) -> list[dict]:
    """How the stub was called, in order."""
    file = house / "calls.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


# The scripts themselves


def test_scripts_import_the_standard_library_and_each_other_only():
    files = sorted(SCRIPTS.glob("*.py"))
    assert len(files) >= 4
    allowed = sys.stdlib_module_names | {file.stem for file in files}
    strangers = []
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            strangers += [f"{file.name}: {name}" for name in names if name.partition(".")[0] not in allowed]
    assert strangers == []


@pytest.mark.parametrize("name", COMMANDS)
def test_an_older_python_reads_far_enough_to_say_so(name: str):
    source = (SCRIPTS / f"{name}.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    older = (
        f"import runpy, sys; sys.hexversion = 0x030A0DF0; sys.version = '3.10.13 (main)'; sys.argv = ['{name}.py']; "
    )
    run = f"runpy.run_path({str(SCRIPTS / f'{name}.py')!r}, run_name='__main__')"
    result = subprocess.run([sys.executable, "-c", older + run], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr == "Gongkai needs Python 3.11 or newer, and this is Python 3.10.13.\n"


def test_without_fcntl_and_resource_the_scripts_import_and_say_what_is_missing(tmp_path: Path):
    program = """
import sys
sys.modules["fcntl"] = sys.modules["resource"] = None
sys.modules.pop("test", None)
import build, environment, serve
assert environment.fcntl is None and environment.resource is None
with environment.one_at_a_time(environment.Path(sys.argv[1])): pass
import importlib.util
spec = importlib.util.spec_from_file_location("tests_command", "test.py")
spec.loader.exec_module(importlib.util.module_from_spec(spec))
assert build.time_table({"package": 1.25}) == ["package           1.2 s", "together          1.2 s"]
print("\\n".join(environment.missing_guards()))
"""
    lock = tmp_path / "lock"
    result = subprocess.run(
        [sys.executable, "-c", program, str(lock)], cwd=SCRIPTS, capture_output=True, text=True, check=False
    )
    assert result.stderr == ""
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["fcntl", "resource"]


def test_nothing_is_missing_on_linux(environment: ModuleType):
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux promises fcntl and resource")
    assert environment.missing_guards() == []


def test_ci_runs_the_test_command_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "exec python3 scripts/test.py"
    assert lines[:-1] == ["#!/usr/bin/env bash", "set -eu", 'cd "$(dirname "$0")/.."']
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


# The environment


def test_a_fresh_environment_is_left_alone(environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.touch()
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "venv_python", lambda: python)
    monkeypatch.setattr(environment, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(environment, "CACHE", tmp_path / "cache")
    installed = []
    monkeypatch.setattr(environment, "install", lambda: installed.append(environment.STAMP.exists()))
    environment.STAMP.write_text("made from other files")
    assert not environment.is_fresh()
    assert environment.ensure_environment() == python
    assert environment.ensure_environment() == python
    assert installed == [False]  # once, and with no stamp standing while it went on


def test_who_waited_for_another_run_finds_its_work_done(environment: ModuleType, monkeypatch: pytest.MonkeyPatch):
    answers = iter([False, True])  # not fresh when asked first, fresh once the lock is ours
    monkeypatch.setattr(environment, "is_fresh", lambda: next(answers))
    monkeypatch.setattr(environment, "one_at_a_time", contextlib.nullcontext)
    monkeypatch.setattr(environment, "install", lambda: pytest.fail("installed twice"))
    assert environment.ensure_environment() == environment.venv_python()


@pytest.mark.parametrize("name", ["uv.lock", "pyproject.toml"])
def test_the_stamp_changes_with_the_files_it_depends_on(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
):
    for each in ("uv.lock", "pyproject.toml"):
        (tmp_path / each).write_text("a")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    before = environment.fingerprint()
    assert environment.fingerprint() == before
    (tmp_path / name).write_text("b")
    assert environment.fingerprint() != before
    (tmp_path / name).write_text("a")
    moved = shutil.copytree(tmp_path, tmp_path / "moved")
    monkeypatch.setattr(environment, "ROOT", moved)
    assert environment.fingerprint() != before


def test_two_runs_wait_for_each_other(tmp_path: Path):
    program = (
        "import sys, pathlib, environment\n"
        "with environment.one_at_a_time(pathlib.Path(sys.argv[1])):\n"
        "    print('inside', flush=True); sys.stdin.readline()\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "lock")]
    pipes = {"cwd": SCRIPTS, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as first:
        assert first.stdout.readline() == "inside\n"
        with subprocess.Popen(command, **pipes) as second:
            assert second.stdout.readline().startswith("Another run")
            first.communicate("\n")
            assert second.stdout.readline() == "inside\n"
            second.communicate("\n")


def test_a_lock_outlives_no_owner(tmp_path: Path):
    program = "import sys, os, pathlib, environment\nenvironment.one_at_a_time(pathlib.Path(sys.argv[1])).__enter__()\n"
    command = [sys.executable, "-c", program + "os.kill(os.getpid(), 9)", str(tmp_path / "lock")]
    assert subprocess.run(command, cwd=SCRIPTS, check=False).returncode == -9
    again = [sys.executable, "-c", program, str(tmp_path / "lock")]
    assert subprocess.run(again, cwd=SCRIPTS, check=True, capture_output=True, text=True).stdout == ""


def test_without_pip_and_venv_the_packages_to_install_are_named(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(environment, "CACHE", tmp_path)
    monkeypatch.setattr(environment, "works", lambda command: False)
    with pytest.raises(SystemExit, match="python3-pip") as ended:
        environment.install()
    assert "python3-venv" in str(ended.value)
    assert environment.base_python() in str(ended.value)


def test_where_pip_is_missing_a_venv_lends_one(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    tried: list[list[str]] = []

    def works(command: list[str]) -> bool:
        made = any("venv" in earlier for earlier in tried)
        tried.append(command)
        return "venv" in command or (made and command[0] != environment.base_python())

    monkeypatch.setattr(environment, "CACHE", tmp_path)
    monkeypatch.setattr(environment, "works", works)
    borrowed = tmp_path / "tools" / "pip"
    assert environment.pip_command() == [str(environment.venv_python(borrowed)), "-m", "pip"]
    assert [environment.base_python(), "-m", "venv", str(borrowed)] in tried


def test_without_uv_pip_installs(environment: ModuleType, monkeypatch: pytest.MonkeyPatch):
    used = []
    monkeypatch.setattr(environment, "pip_command", lambda: ["pip"])
    monkeypatch.setattr(environment, "uv_command", lambda pip: None)
    monkeypatch.setattr(environment, "install_with_pip", used.append)
    environment.install()
    assert used == [["pip"]]


def test_uv_is_told_what_pip_was_told(environment: ModuleType, monkeypatch: pytest.MonkeyPatch):
    told = {"index-url": "https://mirror.example/simple", "cert": "ca.pem", "find-links": "one two"}
    variables = environment.uv_environment(told)
    assert variables["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert variables["SSL_CERT_FILE"] == "ca.pem"
    assert variables["UV_FIND_LINKS"] == "one,two"
    assert variables["UV_PYTHON"] == environment.base_python()
    assert variables["UV_PYTHON_PREFERENCE"] == "only-system"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert environment.uv_environment(told)["UV_DEFAULT_INDEX"] == "https://own.example/simple"
    assert {name for name in environment.uv_environment({}) if name.startswith("UV_")} == {
        "UV_DEFAULT_INDEX",
        "UV_PROJECT_ENVIRONMENT",
        "UV_PYTHON",
        "UV_PYTHON_DOWNLOADS",
        "UV_PYTHON_PREFERENCE",
    }


def test_pip_settings_come_from_variables_before_files(environment: ModuleType, monkeypatch: pytest.MonkeyPatch):
    listing = "global.cert='a.pem'\nglobal.index-url='https://g.example'\ninstall.index-url='https://i.example'\n"
    listing += ":env:.index-url='https://e.example'\nglobal.extra-index-url='x\\n y'\nwheel.cert='w'\n"
    assert environment.parse_pip_config(listing) == {
        "cert": "a.pem",
        "index-url": "https://i.example",
        "extra-index-url": "x y",
    }
    monkeypatch.setenv("PIP_INDEX_URL", "https://e.example")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert environment.pip_settings(None) == {"index-url": "https://e.example", "no-index": "1"}
    pip = [sys.executable, "-c", f"print({listing!r})"]
    assert environment.pip_settings(pip) == {
        "cert": "a.pem",
        "index-url": "https://e.example",
        "extra-index-url": "x y",
        "no-index": "1",
    }


@pytest.mark.parametrize(
    ("settings", "steps"),
    [
        ({}, ["sync"]),
        ({"index-url": "LOCKED/"}, ["sync"]),
        ({"index-url": "https://mirror.example/simple"}, ["export", "venv", "pip"]),
        ({"no-index": "true", "find-links": "wheels"}, ["export", "venv", "pip"]),
    ],
)
def test_the_lock_is_taken_as_it_is_or_by_hash_from_elsewhere(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], steps: list[str]
):
    (locked,) = environment.locked_indexes()
    ran: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(environment, "run", lambda command, variables: ran.append((command, variables)))
    environment.install_with_uv("uv", {name: value.replace("LOCKED", locked) for name, value in settings.items()})
    assert [command[1] for command, _ in ran] == steps
    if steps == ["sync"]:
        assert "--locked" in ran[0][0]
        assert "UV_DEFAULT_INDEX" not in ran[0][1]
    else:
        assert ("--no-index" in ran[-1][0]) == ("no-index" in settings)


def test_pip_gets_every_locked_file_with_its_version_and_hashes(environment: ModuleType):
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    lines = environment.locked_requirements(lock)
    packages = [package for package in lock["package"] if "registry" in package["source"]]
    assert len(lines) == len(packages) > 50
    assert [line for line in lines if "--hash=sha256:" not in line] == []
    assert sorted(re.match(r"[^ ]+", line)[0] for line in lines) == sorted(
        f"{package['name']}=={package['version']}" for package in packages
    )


def test_a_package_locked_twice_has_a_marker_on_each_line(environment: ModuleType):
    lines = environment.locked_requirements(tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8")))
    names = [line.partition("==")[0] for line in lines]
    twice = [line for line in lines if names.count(line.partition("==")[0]) > 1]
    assert [line for line in twice if " ; " not in line] == []


def test_children_get_no_variables_that_lead_python_elsewhere(environment: ModuleType, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("VIRTUAL_ENV", "elsewhere")
    variables = environment.child_environment(GONGKAI_CHROMIUM="x")
    assert {"PYTHONPATH", "VIRTUAL_ENV"} & variables.keys() == set()
    assert variables["GONGKAI_CHROMIUM"] == "x"


# build.py


def test_build_passes_its_arguments_on_and_ends_with_times_and_addresses(house: Path):
    (house / "behaviour.py").write_text(
        "pathlib.Path('site').mkdir(); pathlib.Path('site/index.html').touch(); pathlib.Path('.cache').mkdir()\n"
        "pathlib.Path('.cache/stages.json').write_text(json.dumps({'package': 1.0, 'pages': 2.5, 'site': 30.04}))\n"
        "print('package 1.0 s')\n",
        encoding="utf-8",
    )
    result = run_script(house, "build", "--jobs", "2")
    assert (result.returncode, result.stderr) == (0, "")
    assert [call["arguments"] for call in calls(house)] == [
        ["-m", "gongkai", "--root", str(house), "build", "--jobs", "2"]
    ]
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines[2:7]] == ["environment", "package", "pages", "site", "together"]
    assert lines[5] == "site             30.0 s"
    index = house / "site" / "index.html"
    assert f"The site is {index}" in lines
    assert f"Open it as  {index.as_uri()}" in lines
    assert "%E5%85%AC%20%E5%BC%80" in index.as_uri()
    assert "python3 scripts/serve.py" in lines[-1]


def test_build_of_another_corpus_looks_for_its_site_there(house: Path, tmp_path: Path):
    (house / "behaviour.py").write_text(
        "site = pathlib.Path(sys.argv[sys.argv.index('--root') + 1], 'site'); site.mkdir(parents=True)\n"
        "(site / 'index.html').touch()\n",
        encoding="utf-8",
    )
    corpus = tmp_path / "nation"
    result = run_script(house, "build", "--root", str(corpus), "--jobs", "2")
    assert calls(house)[0]["arguments"] == ["-m", "gongkai", "--root", str(corpus), "build", "--jobs", "2"]
    assert f"The site is {corpus / 'site' / 'index.html'}" in result.stdout.splitlines()
    assert "build  " in result.stdout  # no stages were written down: the whole is one line


def test_a_failed_build_gives_its_exit_code_and_no_address(house: Path):
    (house / "behaviour.py").write_text("print('one clear sentence', file=sys.stderr); sys.exit(1)", encoding="utf-8")
    result = run_script(house, "build")
    assert (result.returncode, result.stdout, result.stderr) == (1, "", "one clear sentence\n")


def test_a_build_without_a_site_is_no_success(house: Path):
    result = run_script(house, "build")
    assert result.returncode == 1
    assert result.stderr.startswith("The build ended well, and yet there is no ")


# test.py

PYTEST_STUB = """
module = sys.argv[2]
if module == "pytest": print("=== 3 passed in 0.01s ===")
sys.exit(1 if module == os.environ.get("PLANT") else 0)
"""


def test_all_checks_run_and_pytest_has_the_last_word(house: Path, tmp_path: Path):
    (house / "behaviour.py").write_text(PYTEST_STUB, encoding="utf-8")
    browser = tmp_path / "my-chromium"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    result = run_script(house, "test", "-k", "cells", CHROMIUM=str(browser))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1] == "=== 3 passed in 0.01s ==="
    headings = re.findall(r"^== (.+?) =+$", result.stdout, re.MULTILINE)
    assert headings == ["ruff check", "ruff format --check", "mypy, the package", "mypy, the scripts", "pytest"]
    assert len(re.findall(r"^passed in \d+\.\d s$", result.stdout, re.MULTILINE)) == 4
    last = calls(house)[-1]
    abreast = ["--numprocesses", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
    assert last["arguments"] == ["-m", "pytest", *abreast, "-k", "cells"]
    assert last["environment"]["GONGKAI_CHROMIUM"] == str(browser)
    assert "GONGKAI_BROWSER" not in last["environment"]


def test_a_failed_check_stops_no_other_and_is_not_forgotten(house: Path):
    (house / "behaviour.py").write_text(PYTEST_STUB, encoding="utf-8")
    result = run_script(house, "test", PLANT="ruff", CHROMIUM="none")
    assert result.returncode == 1
    assert [call["arguments"][1] for call in calls(house)] == ["ruff", "ruff", "mypy", "mypy", "pytest"]
    lines = result.stdout.splitlines()
    assert "FAILED before pytest: ruff check, ruff format --check" in lines
    assert lines[-1] == "=== 3 passed in 0.01s ==="


def test_a_failed_test_is_a_failed_command(house: Path):
    (house / "behaviour.py").write_text(PYTEST_STUB, encoding="utf-8")
    assert run_script(house, "test", PLANT="pytest", CHROMIUM="none").returncode == 1


def test_without_a_browser_it_says_how_to_get_one(house: Path):
    result = run_script(house, "test", CHROMIUM=str(house / "no-such-browser"))
    assert result.returncode == 0
    assert "No Chromium was found: the browser tests will be skipped.\nInstall it" in result.stdout
    variables = calls(house)[-1]["environment"]
    assert (variables["GONGKAI_CHROMIUM"], variables["GONGKAI_BROWSER"]) == ("", "")


def test_a_ci_machine_gets_its_browser_by_apt(house: Path, tmp_path: Path):
    tools = tmp_path / "tools"
    tools.mkdir()
    install = f"printf '#!/bin/sh\\n' >'{tools}/chromium'; PATH=/usr/bin:/bin chmod +x '{tools}/chromium'"
    programs = {
        "apt-get": f'echo apt-get "$@"; if [ "$1" = install ]; then {install}; fi',
        "sudo": 'shift; exec "$@"',  # sudo -n apt-get …
    }
    for name, text in programs.items():
        (tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (tools / name).chmod(0o755)
    result = run_script(house, "test", PATH=str(tools), CI="true")
    assert result.returncode == 0, result.stderr
    asked = [line.split() for line in result.stdout.splitlines() if line.startswith("apt-get")]
    assert [words[1] for words in asked] == ["update", "install"]
    assert {"-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"} <= set(asked[1])
    assert calls(house)[-1]["environment"]["GONGKAI_CHROMIUM"] == str(tools / "chromium")


# serve.py


def test_serve_shows_the_site_on_this_machine_only(house: Path):
    (house / "site").mkdir()
    (house / "site" / "index.html").write_text("政府信息公开", encoding="utf-8")
    command = [sys.executable, str(house / "scripts" / "serve.py"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            host, port = re.search(r"http://([0-9.]+):(\d+)/", server.stdout.readline()).groups()
            connection = http.client.HTTPConnection(host, int(port), timeout=10)
            connection.request("GET", "/")
            assert connection.getresponse().read().decode("utf-8") == "政府信息公开"
            connection.close()
        finally:
            server.terminate()
    assert host == "127.0.0.1"
    assert calls(house) == []  # nothing was prepared or built for it


def test_serve_builds_what_is_not_there(house: Path):
    (house / "behaviour.py").write_text("sys.exit(3)", encoding="utf-8")
    result = run_script(house, "serve")
    assert result.returncode == 3
    assert result.stdout == "There is no site yet: building it.\n"
    assert [call["arguments"] for call in calls(house)] == [["-m", "gongkai", "--root", str(house), "build"]]


def test_a_port_in_use_is_a_sentence(house: Path):
    (house / "site").mkdir()
    (house / "site" / "index.html").touch()
    command = [sys.executable, str(house / "scripts" / "serve.py"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        try:
            port = re.search(r":(\d+)/", first.stdout.readline())[1]
            second = run_script(house, "serve", "--port", port)
        finally:
            first.terminate()
    assert second.returncode == 1
    assert second.stderr.startswith(f"Port {port} cannot be used (")

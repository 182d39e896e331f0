"""The workflows do what the README says, with as few rights as that takes."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".github" / "workflows"
OFFICIAL = {
    "actions/checkout@v4",
    "actions/setup-python@v5",
    "actions/configure-pages@v5",
    "actions/upload-pages-artifact@v3",
    "actions/deploy-pages@v4",
}
RIGHTS = {
    ("tests", "tests"): {"contents": "read"},
    ("tests", "changes"): {"contents": "read"},
    ("pages", "build"): {"contents": "read", "pages": "read"},
    ("pages", "deploy"): {"pages": "write", "id-token": "write"},
}


@pytest.fixture
def workflows() -> dict[str, dict[Any, Any]]:
    found = {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.iterdir())}
    assert sorted(found) == ["pages", "tests"]
    return found


def jobs_of(workflows: dict[str, dict[Any, Any]]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for name, workflow in workflows.items():
        for job, content in workflow["jobs"].items():
            yield (name, job), content


def steps_of(workflows: dict[str, dict[Any, Any]]) -> list[dict[str, Any]]:
    steps = [step for _, job in jobs_of(workflows) for step in job["steps"]]
    assert len(steps) >= 8
    return steps


def triggers(workflow: dict[Any, Any]) -> dict[str, Any]:
    return workflow[True]  # YAML 1.1 reads the key `on` as a truth value


def readme_commands() -> list[str]:
    return re.findall(r"^python3 scripts/\S+", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_each_job_has_the_rights_it_needs_and_no_more(workflows):
    assert {key: job.get("permissions", workflows[key[0]]["permissions"]) for key, job in jobs_of(workflows)} == RIGHTS
    assert [name for name, workflow in workflows.items() if workflow["permissions"] != {"contents": "read"}] == []


def test_only_official_actions_are_used(workflows):
    assert {step["uses"] for step in steps_of(workflows) if "uses" in step} == OFFICIAL


def test_no_credential_is_kept_or_read(workflows):
    checkouts = [step for step in steps_of(workflows) if step.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False] * 4
    base = {"ref": "${{ github.event.pull_request.base.sha }}", "path": ".cache/base"}
    others = [{key: step["with"][key] for key in base.keys() & step["with"].keys()} for step in checkouts]
    assert sorted(others, key=len) == [{}, {}, {}, base]
    texts = [file.read_text(encoding="utf-8") for file in FOLDER.iterdir()]
    assert [text for text in texts if re.search(r"secrets\b|pull_request_target|github\.token", text)] == []


def test_no_command_is_put_together_from_an_event(workflows):
    commands = [step["run"] for step in steps_of(workflows) if "run" in step]
    assert len(commands) == 3
    assert [command for command in commands if "${{" in command] == []


def test_pull_requests_are_tested_and_main_is_published(workflows):
    assert triggers(workflows["tests"]) == {"pull_request": None}
    assert triggers(workflows["pages"]) == {"push": {"branches": ["main"]}}


def test_the_commands_are_the_readmes_and_the_one_of_ci(workflows):
    build, test = readme_commands()[:2]
    ran = {key: [step["run"] for step in job["steps"] if "run" in step] for key, job in jobs_of(workflows)}
    compare = ran.pop(("tests", "changes"))
    assert ran == {("tests", "tests"): [test], ("pages", "build"): [build], ("pages", "deploy"): []}
    assert ["scripts/diff.py" in command for command in compare] == [True]
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").endswith(f"exec {test}\n")


def test_the_sites_address_comes_from_the_pages_configuration(workflows):
    steps = workflows["pages"]["jobs"]["build"]["steps"]
    uses = [step.get("uses", step.get("run")) for step in steps]
    configured = steps[uses.index("actions/configure-pages@v5")]
    build = steps[uses.index(readme_commands()[0])]
    assert build["env"] == {"SITE_URL": f"${{{{ steps.{configured['id']}.outputs.base_url }}}}"}
    assert steps.index(configured) < steps.index(build)
    assert steps[uses.index("actions/upload-pages-artifact@v3")]["with"] == {"path": "site"}


def test_deploy_waits_for_the_build_and_says_where_it_went(workflows):
    deploy = workflows["pages"]["jobs"]["deploy"]
    assert deploy["needs"] == "build"
    assert deploy["environment"]["name"] == "github-pages"
    assert deploy["environment"]["url"] == f"${{{{ steps.{deploy['steps'][0]['id']}.outputs.page_url }}}}"
    assert workflows["pages"]["concurrency"] == {"group": "pages", "cancel-in-progress": False}


def test_every_job_has_an_end(workflows):
    assert [key for key, job in jobs_of(workflows) if not 1 <= job.get("timeout-minutes", 0) <= 30] == []


def test_the_oldest_python_of_the_project_is_tested(workflows):
    versions = workflows["tests"]["jobs"]["tests"]["strategy"]["matrix"]["python"]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={versions[0]}"' in project
    assert len(versions) == 2


@pytest.mark.parametrize("announced", [True, False])
def test_a_pull_request_shows_what_it_changes_in_the_package(workflows, tmp_path: Path, announced: bool):
    """The very commands of the job, with the packages of two checkouts."""
    (command,) = [step["run"] for step in workflows["tests"]["jobs"]["changes"]["steps"] if "run" in step]
    committed = ROOT / "datapackage" / "annual-reports"
    for folder in (tmp_path, tmp_path / ".cache" / "base"):
        shutil.copytree(committed, folder / "datapackage" / "annual-reports")
    head = tmp_path / "datapackage" / "annual-reports"
    figures = head / "data" / "observations-2017.csv"
    text = figures.read_text(encoding="utf-8")
    assert ",requests.received.letter,total,form,790,reported," in text
    figures.write_text(text.replace("letter,total,form,790,reported", "letter,total,form,828,reported"), "utf-8")
    if announced:
        descriptor = head / "datapackage.json"
        words = json.loads(descriptor.read_text(encoding="utf-8"))
        descriptor.write_text(json.dumps({**words, "version": "9.0.0"}), encoding="utf-8")
    (tmp_path / "scripts").mkdir()
    shim = f"import sys; sys.argv[0:1] = ['gongkai', '--root', {str(ROOT)!r}, 'diff']\n"
    (tmp_path / "scripts" / "diff.py").write_text(f"{shim}from gongkai.cli import main; main()\n", encoding="utf-8")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    summary = tmp_path / "summary.md"
    variables = {
        **os.environ,
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    done = subprocess.run(
        ["bash", "-e", "-c", command], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == (0 if announced else 1), done.stderr
    told = summary.read_text(encoding="utf-8")
    assert told.startswith("````text\n")
    assert told.endswith("\n````\n")
    assert "  信函申请数 790 → 828 (L285)\n" in told

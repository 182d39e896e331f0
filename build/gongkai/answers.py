"""The child that reads documents for its parent: one answer for each question, until the pipe ends.

Everything that looks into a document happens here, behind `guards`: opening, identifying, recognising, writing down.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gongkai.documents import Document, find_members, name_attachments, open_document
from gongkai.errors import GongkaiError
from gongkai.explanations import explain
from gongkai.guards import NO_MEMORY, Limits, allow_time, go_on_watched, guard, stop_clock
from gongkai.identities import identify
from gongkai.messages import LONGEST_MESSAGE, Question, read_question, receive, send
from gongkai.readings import compose_report
from gongkai.structures import Structure, load_structure

_WITHOUT_REPORT = ("no report", "pictures only")


def give(question: Question, content: bytes, structure: Structure, nonce: str) -> list[bytes]:
    """The answer's messages: what the document is, or how it ended; behind the list of an archive its documents."""
    answer: dict[str, object] = {"nonce": nonce}
    held: Sequence[bytes] = ()
    try:
        members = [] if question.inside else find_members(question.name, content)
        if members:
            answer["members"] = [name for name, _ in members]
            held = [inside for _, inside in members]
        else:
            _read(question, open_document(question.name, content, question.inside), structure, answer)
    except GongkaiError as error:
        outcome = getattr(error, "outcome", "refused")
        hint = _hint(question.name, content) if outcome in _WITHOUT_REPORT else ""
        message = error.message[: LONGEST_MESSAGE - len(hint)] + hint
        answer["refused"] = [outcome, message, error.place.locator, error.place.label]
    except RecursionError:
        answer["refused"] = ["over the limit", "over the limit: its parts lie too deep in one another", "", ""]
    return [json.dumps(answer).encode(), *held]


def _read(question: Question, document: Document, structure: Structure, answer: dict[str, object]) -> None:
    if question.lines:
        places = document.places or [f"L{number}" for number in range(1, len(document.lines) + 1)]
        answer["lines"] = list(zip(places, document.lines, strict=True))
        return
    identity = identify(document, structure, question.entry, question.authority, question.year)
    answer["report"] = identity.report
    if question.explain:
        sections = explain(document, identity, structure)
        answer["card"] = [[section.title, section.heads, section.rows] for section in sections]
    else:
        answer["parsed"] = compose_report(document, identity, question.entry, structure)


def _hint(name: str, content: bytes) -> str:
    try:
        names = name_attachments(name, content)
    except GongkaiError:  # it is no page
        return ""
    return f"; its attachments: {', '.join(names)}; fetch and read those"[: LONGEST_MESSAGE // 2] if names else ""


def serve(limits: Limits, structure: Path) -> None:
    """The child: guards up, then one answer for each document that comes, until the pipe ends."""
    answer_to = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get into the answers
    ask = os.fdopen(os.dup(0), "rb")
    declared = load_structure(structure)
    guard(limits)
    while True:
        try:
            question, nonce = read_question(receive(ask, 2**20))
        except EOFError:
            return
        content = receive(ask, 2**31)
        allow_time(limits)
        try:
            messages = give(question, content, declared, nonce)
        except MemoryError:
            os._exit(NO_MEMORY)
        del content
        stop_clock()
        send(answer_to, *messages)
        del messages


if __name__ == "__main__":
    allowed = Limits(**json.loads(sys.argv[1]))
    go_on_watched(allowed)
    serve(allowed, Path(sys.argv[2]))

"""Whether the compressed parts of a PDF are whole.

pdfium reads what it can of a damaged stream and says nothing; rows or digits may then be missing. Each part carries its
own checksum, so a part that does not unpack to its end is damage.
"""

import re
import zlib

_STREAM = re.compile(rb">>\s*stream\r?\n")
_DEFLATED = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\b")
_DICTIONARY = 4096
_STEP = 2**20
_MOST = 2**28


def is_whole(content: bytes) -> bool:
    """Whether every deflated stream unpacks to its end, pictures and what is encrypted apart."""
    if b"/Encrypt" in content:
        return True
    left = _MOST
    for match in _STREAM.finditer(content):
        start = content.rfind(b" obj", max(0, match.start() - _DICTIONARY), match.start())
        said = content[max(start, 0) : match.start()]
        if start < 0 or b"/Image" in said or not _DEFLATED.search(said):
            continue
        unpacked = _unpacked(content, match.end(), left)
        if unpacked < 0:
            return False
        left -= unpacked
    return True


def _unpacked(content: bytes, start: int, most: int) -> int:
    """How many bytes a stream unpacks to, as far as `most`; -1 where it is damaged."""
    unpacker = zlib.decompressobj()
    end = content.find(b"endstream", start)
    packed, length = memoryview(content)[start : end if end >= 0 else len(content)], 0
    try:
        data: bytes | memoryview = packed
        while not unpacker.eof and length < most:
            given = unpacker.decompress(data, _STEP)
            if not given and not unpacker.eof:
                return -1
            length += len(given)
            data = unpacker.unconsumed_tail
    except zlib.error:
        return -1
    return length

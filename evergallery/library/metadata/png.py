"""PNG: IHDR and the text chunks (PNG 3rd edition, 11.2.1 and 11.3.3)."""

from __future__ import annotations

import os
import zlib
from typing import BinaryIO

from .exif import Exif, read_exif_at
from .head import TEXT_BYTES_MAX, Head, Malformed, take, turned, unpack

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_KEYWORDS = ("parameters", "Comment", "Description", "prompt", "workflow")
"""Best first: A1111 and its kin, NovelAI, others, ComfyUI."""

_CHUNKS_MAX = 4096
_TEXT_CHUNKS = (b"tEXt", b"iTXt", b"zTXt")


def read_png(file: BinaryIO) -> Head:
    """Reads chunk headers and texts, never pixels; text behind the pixels is found too."""
    if take(file, 8) != SIGNATURE:
        raise Malformed("no PNG signature")
    length, kind = _chunk_header(file)
    if kind != b"IHDR" or length < 13:
        raise Malformed("no IHDR")
    width, height = unpack(">II", take(file, 8))
    file.seek(length - 8 + 4, os.SEEK_CUR)
    texts, exif = _texts(file)
    infotext = next((texts[word] for word in _KEYWORDS if texts.get(word)), exif.comment)
    return Head(*turned(width, height, exif.orientation), infotext)


def _texts(file: BinaryIO) -> tuple[dict[str, str], Exif]:
    """A file cut off behind its header still tells what came before."""
    texts: dict[str, str] = {}
    exif = Exif()
    try:
        for _ in range(_CHUNKS_MAX):
            length, kind = _chunk_header(file)
            if kind == b"IEND" or (kind == b"IDAT" and _KEYWORDS[0] in texts):
                break
            if kind == b"eXIf":
                exif = read_exif_at(file, length)
                length = 0
            elif kind in _TEXT_CHUNKS:
                texts.update(_text(kind, take(file, min(length, TEXT_BYTES_MAX))))
                length -= min(length, TEXT_BYTES_MAX)
            file.seek(length + 4, os.SEEK_CUR)
    except Malformed:
        pass  # cut off: what was found so far counts
    return texts, exif


def _chunk_header(file: BinaryIO) -> tuple[int, bytes]:
    header = take(file, 8)
    return unpack(">I", header)[0], header[4:]


def _text(kind: bytes, data: bytes) -> dict[str, str]:
    keyword, _, rest = data.partition(b"\0")
    if kind == b"tEXt":
        # the standard says latin-1; several programs write UTF-8, which latin-1 text rarely is by chance
        text = _decoded(rest)
    elif kind == b"zTXt":
        text = _decoded(_inflated(rest[1:]))
    else:
        text = _international(rest)
    return {keyword.decode("latin-1"): text}


def _international(rest: bytes) -> str:
    """iTXt: compression flag and method, language, translated keyword, text in UTF-8."""
    is_compressed = rest[:1] == b"\1"
    parts = rest[2:].split(b"\0", 2)
    raw = parts[2] if len(parts) == 3 else b""
    return (_inflated(raw) if is_compressed else raw).decode("utf-8", "replace")


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _inflated(raw: bytes) -> bytes:
    """Bounded: a few kilobytes of deflate can stand for gigabytes."""
    try:
        return zlib.decompressobj().decompress(raw, TEXT_BYTES_MAX)
    except zlib.error:
        return b""

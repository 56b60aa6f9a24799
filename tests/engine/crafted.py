"""Media files made by hand, to cost whoever reads them more than they hold."""

import struct
import zlib
from pathlib import Path

from recognition.engine.testing import tone, write_media


def wav(
    *, rate_hz: int = 16000, channels: int = 1, bits: int = 16, format: int = 1, data: bytes, size: int | None = None
) -> bytes:
    """A WAV file whose header says what it is told to, true or not."""
    block = channels * bits // 8 & 0xFFFF
    head = struct.pack("<HHIIHH", format, channels, rate_hz, rate_hz * block & 0xFFFFFFFF, block, bits)
    size = len(data) if size is None else size
    whole = struct.pack("<I", (36 + size) & 0xFFFFFFFF)
    return b"RIFF" + whole + b"WAVEfmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", size) + data


def mp3_with_cover(folder: Path, *, side: int) -> bytes:
    """A second of sound with a black square of `side` pixels for a cover, which packs a thousandfold."""
    sound = write_media(folder / "sound.mp3", tone(1.0, rate_hz=44100), codec="libmp3lame", rate_hz=44100).read_bytes()
    packer, row = zlib.compressobj(9), bytes(1 + side * 4)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    picture = (
        b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", header) + _png_chunk(b"IDAT", pixels) + _png_chunk(b"IEND", b"")
    )
    body = b"\0image/png\0\x03\0" + picture
    frame = b"APIC" + struct.pack(">I", len(body)) + b"\0\0" + body
    seven_bits = bytes(len(frame) >> shift & 127 for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + seven_bits + frame + sound


def mp4_of_many_samples(folder: Path, *, count: int) -> bytes:
    """16 kB whose tables speak of `count` samples of one byte: FFmpeg makes 24 bytes of index of each."""
    content = bytearray(
        write_media(folder / "sound.m4a", tone(1.0, rate_hz=44100), codec="aac", rate_hz=44100).read_bytes()
    )
    struct.pack_into(">II", content, content.index(b"stsz") + 8, 1, count)
    struct.pack_into(">I", content, content.index(b"stsc") + 16, count)
    return bytes(content)


def _png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

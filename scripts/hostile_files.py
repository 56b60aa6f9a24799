"""Files that no honest recorder writes: cut off, lying, unfolding, pointing elsewhere, badly named. The same for the same seed,
but for the ids that muxers draw.

python -m scripts.hostile_files FOLDER [--count 200] [--seed 1]

`manifest.json` in the folder names each file's kind, and the name to upload it by, which no file system may like.
"""

import argparse
import gzip
import io
import itertools
import json
import random
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from recognition.engine.testing import noise, silence, write_media

CANARY = "http://127.0.0.1:9/canary"
SECRET = "/etc/passwd"
FORMATS = (
    *(
        (".wav", "pcm_s16le", 16000),
        (".mp3", "libmp3lame", 44100),
        (".ogg", "libopus", 48000),
        (".flac", "flac", 16000),
    ),
    *((".mp4", "aac", 44100), (".webm", "libopus", 48000), (".mkv", "libopus", 48000), (".aiff", "pcm_s16be", 16000)),
)


@dataclass(frozen=True)
class Hostile:
    """What is uploaded, and the name it comes with."""

    kind: str
    name: str
    content: bytes


def main() -> None:
    """Write them into a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    manifest = []
    for number, hostile in enumerate(hostile_files(arguments.count, seed=arguments.seed)):
        file = f"{number:03}.bin"
        (arguments.folder / file).write_bytes(hostile.content)
        manifest.append({"file": file, "kind": hostile.kind, "name": hostile.name})
    (arguments.folder / "manifest.json").write_text(json.dumps(manifest, indent=1))


def hostile_files(count: int, *, seed: int = 1, canary: str = CANARY, secret: str = SECRET) -> list[Hostile]:
    """So many files, of every kind.

    Args:
        count: how many; kinds that can be varied without end fill it up.
        seed: what random choices follow.
        canary: an address that nobody must ask for.
        secret: a file that nobody must read.
    """
    chance = random.Random(seed)
    valid = valid_files()
    fixed = [
        *_lying_wavs(valid), *_unfolding(valid), *_pointing_elsewhere(canary, secret), *_badly_named(valid),
        *_two_in_one(valid), *_no_sound(), *_many_streams(), *_boxes_that_lie(valid),
    ]  # fmt: skip
    varied = (make(valid, chance) for make in itertools.cycle((_cut, _flipped, _shuffled)))
    return [*fixed, *itertools.islice(varied, max(0, count - len(fixed)))][:count]


def valid_files() -> Mapping[str, bytes]:
    """Half a second in every common format, by suffix."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            suffix: write_media(
                Path(folder) / f"valid{suffix}", noise(0.5, rate_hz=rate_hz), codec=codec, rate_hz=rate_hz
            ).read_bytes()
            for suffix, codec, rate_hz in FORMATS
        }


def _cut(valid: Mapping[str, bytes], chance: random.Random) -> Hostile:
    suffix, content = chance.choice(list(valid.items()))
    length = chance.choice([1, 4, 12, 30, 44, 100, len(content) // 2, len(content) - 1])
    return Hostile("cut off", f"cut{suffix}", content[:length])


def _flipped(valid: Mapping[str, bytes], chance: random.Random) -> Hostile:
    suffix, content = chance.choice(list(valid.items()))
    changed = bytearray(content)
    # Headers hold what can be lied about.
    for _ in range(chance.randint(1, 30)):
        changed[chance.randrange(min(len(changed), chance.choice([64, 600, len(changed)])))] = chance.randrange(256)
    return Hostile("bytes changed", f"flipped{suffix}", bytes(changed))


def _shuffled(valid: Mapping[str, bytes], chance: random.Random) -> Hostile:
    suffix, content = chance.choice(list(valid.items()))
    size = chance.choice([16, 100, 1000])
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    head, rest = pieces[:1], pieces[1:]
    chance.shuffle(rest)
    return Hostile("pieces shuffled", f"shuffled{suffix}", b"".join([*head, *rest, *rest[:3]]))


def wav(
    *, rate_hz: int = 16000, channels: int = 1, bits: int = 16, format: int = 1, data: bytes, size: int | None = None
) -> bytes:
    """A WAV file whose header says what it is told to, true or not."""
    block = channels * bits // 8 & 0xFFFF
    head = struct.pack("<HHIIHH", format, channels, rate_hz, rate_hz * block & 0xFFFFFFFF, block, bits)
    size = len(data) if size is None else size
    whole = struct.pack("<I", (36 + size) & 0xFFFFFFFF)
    return b"RIFF" + whole + b"WAVEfmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", size) + data


def _lying_wavs(valid: Mapping[str, bytes]) -> Iterator[Hostile]:
    samples = valid[".wav"][44:]
    for rate_hz in (0, 1, 7, 8001, 2**31 - 1, 2**31, 2**32 - 1):
        yield Hostile("absurd rate", f"{rate_hz}-hertz.wav", wav(rate_hz=rate_hz, data=samples))
    for channels in (0, 3, 64, 255, 4096, 65535):
        yield Hostile("absurd channels", f"{channels}-channels.wav", wav(channels=channels, data=samples * 4))
    for bits in (0, 1, 3, 12, 65, 65535):
        yield Hostile("absurd bits", f"{bits}-bits.wav", wav(bits=bits, data=samples))
    for format in (0, 2, 3, 6, 17, 49, 85, 255, 0xFFFE, 0xFFFF):
        yield Hostile("absurd codec", f"codec-{format}.wav", wav(format=format, data=samples))
    for size in (0, 1, 2**31, 2**32 - 1):
        yield Hostile("lying size", f"{size}-bytes.wav", wav(data=samples, size=size))
    wild = (float("nan"), float("inf"), -float("inf"), 1e38, -1e308)
    for bits, letter in ((32, "f"), (64, "d")):
        values = [value for value in wild if bits == 64 or abs(value) < 3e38 or value != value or value in wild[1:3]]
        packed = struct.pack(f"<{len(values)}{letter}", *values) * 2000
        yield Hostile("not numbers", f"not-numbers-{bits}.wav", wav(format=3, bits=bits, data=packed))


def _unfolding(valid: Mapping[str, bytes]) -> Iterator[Hostile]:
    """Small here, large once it is read."""
    zeros = bytes(20_000_000)
    yield Hostile("unfolds", "bomb.wav", gzip.compress(zeros))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sound.wav", zeros)
    yield Hostile("unfolds", "bomb.mp3", packed.getvalue())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        quiet = write_media(path / "quiet.flac", silence(600.0, rate_hz=8000), codec="flac", rate_hz=8000).read_bytes()
        yield Hostile("unfolds", "quiet.flac", quiet)
        yield Hostile("unfolds", "cover.mp3", _with_cover(valid[".mp3"], side=6000))
    for count in (1_000_000, 40_000_000, 2**32 - 1):
        yield Hostile("unfolds", f"{count}-samples.mp4", _of_many_samples(valid[".mp4"], count=count))


def _with_cover(mp3: bytes, *, side: int) -> bytes:
    """With a black square of `side` pixels for a cover, which packs a thousandfold."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer, row = zlib.compressobj(9), bytes(1 + side * 4)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    picture = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    body = b"\0image/png\0\x03\0" + picture
    frame = b"APIC" + struct.pack(">I", len(body)) + b"\0\0" + body
    seven_bits = bytes(len(frame) >> shift & 127 for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + seven_bits + frame + mp3


def _of_many_samples(mp4: bytes, *, count: int) -> bytes:
    """Tables that speak of `count` samples of one byte: FFmpeg makes 24 bytes of index of each."""
    content = bytearray(mp4)
    struct.pack_into(">II", content, content.index(b"stsz") + 8, 1, count)
    struct.pack_into(">I", content, content.index(b"stsc") + 16, count)
    return bytes(content)


def _pointing_elsewhere(canary: str, secret: str) -> Iterator[Hostile]:
    """Texts by which a player opens another file or address."""
    for where in (
        canary,
        f"file://{secret}",
        secret,
        f"concat:{secret}|{secret}",
        f"subfile,,start,0,end,9,,:{secret}",
    ):
        lists = {
            "list.m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{where}\n#EXT-X-ENDLIST\n",
            "key.m3u8": f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{where}"\n#EXTINF:10,\n{where}\n',
            "list.wav": f"ffconcat version 1.0\nfile '{where}'\n",
            "show.mpd": f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet '
            f'mimeType="audio/mp4">'
            f'<Representation id="1"><BaseURL>{where}</BaseURL></Representation></AdaptationSet></Period></MPD>',
            "call.sdp": f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
            f"m=audio 5004 RTP/AVP 0\na=control:{where}\n",
        }
        for name, text in lists.items():
            yield Hostile("points elsewhere", name, text.encode())
    yield Hostile("points elsewhere", "talk.srt", f"1\n00:00:00,000 --> 00:00:09,000\n<img src='{canary}'>\n".encode())
    yield Hostile("points elsewhere", "list.pls", f"[playlist]\nFile1={canary}\nNumberOfEntries=1\n".encode())
    yield Hostile(
        "points elsewhere", "scene.xml", f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'.encode()
    )


def _badly_named(valid: Mapping[str, bytes]) -> Iterator[Hostile]:
    names = (
        "../../../../etc/cron.d/x.wav", "..\\..\\windows\\x.wav", "/etc/passwd", "C:\\con.wav", "con", "..", ".", "~", "",
        " ", "a\x00b.wav", "a\x1b[31mred.wav", "\u202egpj.wav", "\u200b.wav", "x" * 5000 + ".wav", "🎤" * 200 + ".wav",
        "<script>alert(1)</script>.wav", '"; rm -rf /; ".wav', "%2e%2e%2fx.wav", "-rf.wav", "http://127.0.0.1/x.wav",
        "concat:a|b.wav", "%s%n%d.wav", "line\r\nSet-Cookie: a=b.wav", "a;b=c.wav", "\ud800.wav",
    )  # fmt: skip
    for number, name in enumerate(names):
        # Each a sound of its own, so that none is taken for another.
        samples = bytes([number, 0]) * 8000
        yield Hostile("badly named", name, wav(data=samples) if number % 2 else valid[".wav"] + bytes([number]))


def _two_in_one(valid: Mapping[str, bytes]) -> Iterator[Hostile]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("run.sh", "#!/bin/sh\n")
    page = b"<!doctype html><script>alert(1)</script>"
    yield Hostile("two in one", "sound-and-zip.wav", valid[".wav"] + packed.getvalue())
    yield Hostile("two in one", "page-and-sound.mp3", page + valid[".mp3"])
    yield Hostile("two in one", "sound-and-page.html", valid[".mp3"] + page)
    yield Hostile("two in one", "pdf-and-sound.mp3", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n" + valid[".mp3"])
    yield Hostile("two in one", "program.wav", b"\x7fELF" + valid[".wav"])
    yield Hostile("two in one", "list-in-sound.wav", valid[".wav"] + b"\n#EXTM3U\nfile:///etc/passwd\n")
    yield Hostile("two in one", "two-rates.mp3", valid[".mp3"] + valid[".mp3"][::-1] + valid[".mp3"])
    yield Hostile("two in one", "chained.ogg", valid[".ogg"] * 3)


def _no_sound() -> Iterator[Hostile]:
    contents = {
        "empty.wav": b"", "zeros.mp3": bytes(50_000), "text.wav": b"words " * 1000, "ones.ogg": b"\xff" * 50_000,
        "page.mp3": b"<html><body>404</body></html>", "data.json": b'{"a": [' * 500,
        "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "picture.gif": b"GIF89a" + bytes(100), "letter.pdf": b"%PDF-1.7\n" + bytes(300), "table.csv": b"a,b\n1,2\n" * 50,
        "pickle.wav": b"\x80\x04cos\nsystem\n(S'true'\ntR.", "random.mp4": random.Random(0).randbytes(20_000),
    }  # fmt: skip
    for name, content in contents.items():
        yield Hostile("no sound", name, content)


def _many_streams() -> Iterator[Hostile]:
    """Ten thousand tracks that hold nothing."""
    head = _ebml(0x1A45DFA3, _ebml(0x4282, b"matroska"))
    for count in (100, 10_000):
        kind = _ebml(0x83, b"\x02") + _ebml(0x86, b"A_OPUS")
        tracks = b"".join(_ebml(0xAE, _ebml(0xD7, struct.pack(">I", 1 + number)) + kind) for number in range(count))
        yield Hostile("many tracks", f"{count}-tracks.mkv", head + _ebml(0x18538067, _ebml(0x1654AE6B, tracks)))
    page = b"OggS\0\x02" + bytes(8) + b"%b" + bytes(8) + b"\x01\x13OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0"
    yield Hostile(
        "many tracks", "10000-tracks.ogg", b"".join(page % struct.pack("<I", number) for number in range(10_000))
    )


def _ebml(identity: int, content: bytes) -> bytes:
    name = identity.to_bytes((identity.bit_length() + 7) // 8, "big")
    return name + struct.pack(">Q", len(content) | 1 << 56) + content


def _boxes_that_lie(valid: Mapping[str, bytes]) -> Iterator[Hostile]:
    """Sizes and counts of containers, set to what they cannot be."""
    for box in (b"moov", b"trak", b"mdat", b"stts", b"stco", b"ftyp"):
        content = bytearray(valid[".mp4"])
        struct.pack_into(">I", content, content.index(box) - 4, 0xFFFFFFF0)
        yield Hostile("lying size", f"{box.decode()}.mp4", bytes(content))
    for suffix, place in ((".flac", 5), (".aiff", 4), (".webm", 5), (".mkv", 5), (".ogg", 26)):
        content = bytearray(valid[suffix])
        content[place : place + 3] = b"\xff\xff\xff"
        yield Hostile("lying size", f"size{suffix}", bytes(content))
    yield Hostile("lying size", "tag.mp3", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + valid[".mp3"])


if __name__ == "__main__":
    main()

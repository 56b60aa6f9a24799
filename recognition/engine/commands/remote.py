"""`emotion remote`: have a server do it. Upload, wait, fetch, list."""

import argparse
import json
import os
import sys
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from recognition.client import Choices, Client, Exported, RemoteError
from recognition.client.client import LOCAL_SERVER
from recognition.engine.commands.many_files import conclude, with_each

STDOUT = "-"
TITLE_WIDTH = 40
BAR = "{desc}: {percentage:3.0f}% |{bar}| {postfix}"


def add_parser(commands: Any) -> None:
    """Declare the command, its actions and their options."""
    parser = commands.add_parser("remote", help="have a server analyse recordings, and fetch what it found")
    _server_options(parser, suppressed=False)
    # They are understood before and after the action; a default of the second would hide what the first was given.
    common = argparse.ArgumentParser(add_help=False)
    _server_options(common, suppressed=True)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _upload_options(actions.add_parser("upload", parents=[common], help="send files, and print their analyses' ids"))
    wait = actions.add_parser("wait", parents=[common], help="until analyses have ended")
    _ids(wait).set_defaults(command=run_wait)
    fetch = actions.add_parser("fetch", parents=[common], help="the results as files")
    _ids(fetch).add_argument("--format", default="json", help="json,csv,words.csv,srt,vtt,textgrid (default: json)")
    fetch.add_argument("--out", default=".", help="a folder, or - for standard output (default: here)")
    fetch.set_defaults(command=run_fetch)
    listing = actions.add_parser("list", parents=[common], help="recordings, newest first")
    listing.add_argument("--search", default="", help="words of titles and transcripts")
    listing.add_argument("--limit", type=int, default=100, metavar="N", help="at most so many (default: 100)")
    listing.add_argument("--json", action="store_true", help="machine-readable output")
    listing.set_defaults(command=run_list)


def _server_options(parser: argparse.ArgumentParser, *, suppressed: bool) -> None:
    def default(value: object) -> Any:
        return argparse.SUPPRESS if suppressed else value

    parser.add_argument(
        "--server", metavar="URL", default=default(LOCAL_SERVER), help=f"its address (default: {LOCAL_SERVER})"
    )
    parser.add_argument(
        "--token",
        metavar="T",
        default=default(None),
        help="or UNDERTONE_TOKEN, or the file UNDERTONE_TOKEN_FILE, which other users of this machine cannot see",
    )
    parser.add_argument(
        "--plain-http",
        action="store_true",
        default=default(False),
        help="send the token over http to another machine, where anyone between can read it",
    )
    parser.add_argument(
        "--patience",
        type=float,
        metavar="S",
        default=default(30.0),
        help="how long to go on asking a server that does not answer (default: 30)",
    )


def _upload_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--model", help="a model id; the server's settings decide when left out")
    parser.add_argument("--asr", help="a speech engine, or auto")
    parser.add_argument("--language", help="ISO 639-1 code, or auto")
    parser.add_argument("--title", default="", help="its title, for a single file; the file's name when left out")
    parser.add_argument("--wait", action="store_true", help="until they are analysed")
    parser.set_defaults(command=run_upload)


def _ids(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("ids", nargs="+", metavar="ID", help="of an analysis, or of a recording for its latest one")
    return parser


def run_upload(options: argparse.Namespace) -> None:
    """Send each file; its analysis' id goes to standard output as soon as there is one.

    Raises:
        EngineError: what the server refused of the only file, named by its path, or how many of several.
    """
    client = _client(options)
    if options.title and len(options.files) > 1:
        raise RemoteError("One title cannot go with several files.", code="bad_title")
    ids: list[str] = []
    refused = with_each(options.files, lambda path: ids.append(_upload(client, path, options)))
    if options.wait:
        _wait(client, ids)
    conclude(refused, options.files)


def _upload(client: Client, path: Path, options: argparse.Namespace) -> str:
    choices = Choices(model=options.model, asr=options.asr, language=options.language)
    with Bar(f"{path.name}: upload") as bar:
        try:
            uploaded = client.upload(path, choices, title=options.title, on_progress=bar.show)
        except RemoteError as error:
            raise RemoteError(f"{path}: {error.message}", code=error.code) from error
        bar.show(1.0, "was there already" if uploaded.was_there else "")
    print(uploaded.analysis["id"], flush=True)
    return str(uploaded.analysis["id"])


def run_wait(options: argparse.Namespace) -> None:
    """Until each analysis has ended.

    Raises:
        RemoteError: when one has failed or was cancelled.
    """
    _wait(_client(options), options.ids)


def _wait(client: Client, ids: list[str]) -> None:
    undone = [sentence for id in ids if (sentence := _outcome(client, id))]
    if undone:
        raise RemoteError(" ".join(undone), code="not_done")


def _outcome(client: Client, id: str) -> str:
    """What to say of an analysis that has ended otherwise than well."""
    with Bar(id) as bar:

        def show(analysis: dict[str, Any]) -> None:
            bar.name(_shown(analysis["recording_title"]))
            bar.show(analysis["progress"], (analysis["stage"] or analysis["status"]).replace("_", " "))

        analysis = client.wait(id, on_change=show)
    if analysis["status"] == "done":
        return ""
    if analysis["error"]:
        return _shown(f"{id}: {analysis['error']['message']}")
    return f"{id} was {analysis['status']}."


def run_fetch(options: argparse.Namespace) -> None:
    """Write each result in each format, as far as it is there.

    Raises:
        RemoteError: what the server refused.
    """
    client, written = _client(options), set[str]()
    for id in options.ids:
        for format in filter(None, options.format.split(",")):
            exported = client.export(id, format)
            if options.out == STDOUT:
                sys.stdout.buffer.write(exported.content)
            else:
                _write(exported, Path(options.out), id, written)


def _write(exported: Exported, folder: Path, id: str, written: set[str]) -> None:
    """Two recordings of one title do not overwrite each other."""
    name = exported.name if exported.name not in written else f"{id[:8]}-{exported.name}"
    written.add(name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(exported.content)
    print(f"wrote {folder / name}", file=sys.stderr)


def run_list(options: argparse.Namespace) -> None:
    """Print recordings with their latest analysis.

    Raises:
        RemoteError: what the server refused.
    """
    recordings = _client(options).recordings(search=options.search)
    bodies = list(islice(recordings, options.limit))
    if options.json:
        print(json.dumps(bodies, indent=2, ensure_ascii=False))
        return
    for body in bodies:
        print(_row(body))


def _row(recording: dict[str, Any]) -> str:
    analysis = recording["analysis"] or {"id": "", "status": "not analysed", "overall": None}
    length = "" if recording["duration_s"] is None else f"{recording['duration_s']:.0f} s"
    top = (analysis["overall"] or {}).get("top") or ""
    title = _shown(recording["title"])[:TITLE_WIDTH]
    return f"{analysis['id']:36}  {analysis['status']:<9} {top:<10} {length:>7}  {title}"


def _client(options: argparse.Namespace) -> Client:
    return Client(
        options.server,
        token=options.token or os.environ.get("UNDERTONE_TOKEN") or _token_of_file(),
        plain_http=options.plain_http,
        patience_s=options.patience,
        on_wait=lambda sentence: tqdm.write(sentence, file=sys.stderr),
    )


def _token_of_file() -> str | None:
    path = os.environ.get("UNDERTONE_TOKEN_FILE")
    return Path(path).read_text(encoding="utf-8") if path else None


def _shown(text: str) -> str:
    """What others wrote, without what would drive a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


class Bar:
    """A bar on stderr."""

    def __init__(self, name: str) -> None:
        self.bar = tqdm(total=100, desc=_shown(name), file=sys.stderr, bar_format=BAR)

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.close()

    def name(self, name: str) -> None:
        self.bar.set_description_str(name, refresh=False)

    def show(self, share: float, words: str = "") -> None:
        self.bar.set_postfix_str(words, refresh=False)
        self.bar.update(round(share * 100) - self.bar.n)

"""Cards on disk."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from recognition.engine.fusion.cards import CARD, Card, read_card, write_card


def test_who_reads_a_card_while_it_is_written_reads_a_whole_one(tmp_path: Path) -> None:
    cards = [{"id": "voice-words", "version": str(version), "labels": ["sad"] * 2000} for version in range(2)]
    write_card(tmp_path, cards[0])
    with ThreadPoolExecutor(1) as writers:
        writing = writers.submit(_write_in_turns, tmp_path, cards)
        while not writing.done():
            assert read_card(tmp_path) in cards
        writing.result()
    assert [file.name for file in tmp_path.iterdir()] == [CARD], "nothing half written is left"


def _write_in_turns(folder: Path, cards: list[Card]) -> None:
    for card in cards * 200:
        write_card(folder, card)


def test_a_card_is_for_everybody_to_read(tmp_path: Path) -> None:
    write_card(tmp_path, {"id": "voice-words"})
    assert (tmp_path / CARD).stat().st_mode & 0o777 == 0o644

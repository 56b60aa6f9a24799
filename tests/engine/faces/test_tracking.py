"""Whose face it is, of faces that are told rather than found."""

from recognition.engine.faces.base import Face
from recognition.engine.faces.tracking import follow


def sitting(x: float, side: float, moments: range) -> dict[int, Face]:
    return {number: Face(x, 100.0, side) for number in moments}


def moments(*tracks: dict[int, Face]) -> list[list[Face]]:
    return [[track[number] for track in tracks if number in track] for number in range(15)]


def test_the_largest_face_over_all_moments_counts() -> None:
    small, large = sitting(0, 60, range(15)), sitting(300, 90, range(15))
    assert follow(moments(small, large)).faces == large


def test_a_face_that_is_there_longer_counts_before_one_that_is_closer() -> None:
    there, passing = sitting(0, 60, range(15)), sitting(300, 120, range(5, 9))
    followed = follow(moments(there, passing))
    assert followed.faces == there
    assert not followed.several


def test_a_false_hit_elsewhere_neither_wins_nor_is_company() -> None:
    face, hit = sitting(0, 60, range(0, 15, 3)), {4: Face(400, 300, 400)}
    followed = follow(moments(face, hit))
    assert followed.faces == face
    assert not followed.several


def test_one_hit_alone_is_no_face() -> None:
    assert follow(moments({7: Face(0, 0, 80)})).faces == {}
    assert follow([[] for _ in range(15)]).faces == {}
    assert follow([]).faces == {}


def test_two_people_side_by_side_keep_apart_while_both_move() -> None:
    one = {number: Face(5.0 * number, 100, 80) for number in range(15)}
    other = {number: Face(110 + 5.0 * number, 100, 82) for number in range(15)}
    followed = follow(moments(one, other))
    assert followed.faces == other
    assert followed.several


def test_a_face_that_is_lost_for_a_while_is_the_same_when_it_comes_back() -> None:
    face = {number: each for number, each in sitting(0, 80, range(15)).items() if not 5 <= number <= 9}
    assert follow(moments(face)).faces == face


def test_somebody_far_behind_or_there_for_a_moment_is_no_company() -> None:
    main = sitting(0, 100, range(15))
    assert not follow(moments(main, sitting(300, 40, range(15)))).several
    assert not follow(moments(main, sitting(300, 90, range(3)))).several
    assert follow(moments(main, sitting(300, 90, range(6)))).several

from benchmarks.strangers import without
from recognition.engine.training.recipe import load_recipe


def test_a_corpus_that_is_left_out_is_heard_by_no_course_and_no_head() -> None:
    whole = load_recipe("voice-words.toml")
    assert "nemo" in whole.corpora
    less = without(whole, "nemo", epochs=24)
    assert less.corpora == tuple(name for name in whole.corpora if name != "nemo")
    assert "nemo" not in {*less.voice.clips_per_epoch, *less.heads_hear.clips_per_epoch}
    assert less.voice.epochs == 24


def test_what_is_trained_is_the_voice_alone_and_says_what_it_lacks() -> None:
    less = without(load_recipe("voice-words.toml"), "emodb", epochs=1)
    assert less.id == "voice-words-without-emodb"
    assert less.words is None
    assert less.fusion is None
    assert [course.augmentation for course in less.courses.values()] == ["rooms", "microphones"]

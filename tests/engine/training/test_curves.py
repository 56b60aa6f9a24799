import numpy as np

from recognition.engine.training.curves import Epoch, curve, drawn


def test_a_course_of_one_epoch_is_seen() -> None:
    figure = drawn({"words": curve([Epoch(1, 1.1, 0.65, 0.9, 0.7)])})
    lines = [line for axes in figure.axes for line in axes.get_lines()]
    assert [np.asarray(line.get_ydata()).tolist() for line in lines] == [[1.1], [0.9], [0.65], [0.7]]
    assert all(line.get_marker() == "o" for line in lines)

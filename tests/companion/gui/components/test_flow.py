"""A line of widgets goes on below when there is no room."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from companion.gui.components.flow import Flow


def line(
    qtbot, *widths: int, push: int | None = None
) -> tuple[QWidget, Flow, list[QWidget]]:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = Flow(gap=10, parent=holder)
    flow.push = push
    boxes = []
    for width in widths:
        box = QWidget()
        box.setFixedSize(width, 20)
        flow.addWidget(box)
        boxes.append(box)
    holder.resize(300, 200)
    holder.show()
    return holder, flow, boxes


def test_what_fits_stands_in_one_line(qtbot) -> None:
    _holder, flow, boxes = line(qtbot, 100, 90, 90)

    assert [(box.x(), box.y()) for box in boxes] == [(0, 0), (110, 0), (210, 0)]
    assert flow.heightForWidth(300) == 20
    assert flow.sizeHint().width() == 300


def test_what_does_not_fit_goes_on_below(qtbot) -> None:
    _holder, flow, boxes = line(qtbot, 100, 100, 100)

    assert [(box.x(), box.y()) for box in boxes] == [(0, 0), (110, 0), (0, 30)]
    assert flow.heightForWidth(300) == 50
    assert flow.heightForWidth(100) == 80


def test_hidden_ones_take_no_room(qtbot) -> None:
    _holder, flow, boxes = line(qtbot, 100, 100, 100)
    boxes[1].hide()

    assert flow.heightForWidth(300) == 20


def test_what_is_pushed_stands_at_the_right_edge(qtbot) -> None:
    _holder, _flow, boxes = line(qtbot, 50, 50, 50, push=1)

    assert [box.x() for box in boxes] == [0, 190, 250]

"""The buttons beneath the interaction; they wrap where there is no room."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.domain.show.views import InteractionView
from companion.gui.components.button import Button
from companion.gui.components.flow import Flow
from companion.gui.components.kept_clear import keep_clear
from companion.gui.show.steps import StepButton, back_button, step_buttons
from companion.gui.theme.theme import Theme
from companion.i18n import _


class StepRow(QWidget):
    """Made anew only when other steps are possible: a focused button stays focused."""

    def __init__(self, *, theme: Theme, on_step: Callable[[str, str], object]) -> None:
        super().__init__()
        self._theme = theme
        self._on_step = on_step
        self._shown: list[StepButton] = []
        self._buttons: list[Button] = []
        self._flow = Flow(gap=8, parent=self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("Steps"))
        keep_clear(self)

    @property
    def shown(self) -> tuple[StepButton, ...]:
        """Return the steps that are offered, from left to right."""
        return tuple(self._shown)

    def button(self, verb: str) -> Button | None:
        """Return the button of a verb."""
        for step, button in zip(self._shown, self._buttons, strict=True):
            if step.verb == verb:
                return button
        return None

    def layout_height(self, width: int) -> int:
        """Return how high the buttons are in such a width, in pixels."""
        return self._flow.heightForWidth(width)

    def show_steps(self, view: InteractionView) -> None:
        """Offer what is possible now."""
        steps = step_buttons(view)
        back = back_button(view)
        if back is not None:
            steps.append(back)
        if steps == self._shown:
            return
        had = next((n for n, one in enumerate(self._buttons) if one.hasFocus()), None)
        verb = self._shown[had].verb if had is not None else ""
        for old in self._buttons:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown = steps
        self._buttons = [self._make(step) for step in steps]
        self._flow.push = len(steps) - 1 if back is not None else None
        for button in self._buttons:
            self._flow.addWidget(button)
            button.show()
        again = self.button(verb) if verb else None
        if again is not None:
            again.setFocus()
        self.updateGeometry()

    def _make(self, step: StepButton) -> Button:
        button = Button(
            step.text,
            theme=self._theme,
            look="primary"
            if step.is_primary
            else "ghost"
            if step.verb == "back"
            else "normal",
            icon=step.icon,
            height=40,
            key=step.key,
            show_key=bool(step.key) and step.verb != "extend",
            name=_spoken(step),
            on_click=partial(self._on_step, step.verb, step.value),
        )
        button.setEnabled(step.enabled)
        button.setParent(self)
        return button

    def set_busy(self, busy: bool) -> None:
        """Show that a step is being taken."""
        if self._buttons and self._shown[0].is_primary:
            self._buttons[0].set_busy(busy)


def _spoken(step: StepButton) -> str:
    if step.verb != "extend":
        return step.text
    longer = not step.value.startswith("-")
    return _("10 seconds longer") if longer else _("10 seconds shorter")

"""A shift played through the real windows, and the driver that works them as a person does."""

from ui.tour.play import play_tour

__all__ = ["play_tour"]

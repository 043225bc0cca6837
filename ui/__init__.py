"""The Qt front end: windows, panes, models and dialogs over `seatapp`."""

"""The names of the places of the window that are no queues, as the rail and the pages know them."""

REFUSALS = "refusals"
STATISTICS = "statistics"
HERE = "figures_here"
"""Statistics of this workstation alone."""

INTAKE = "intake"
CALLS = "calls"
FIELD = "field"
TAKING, HANDOVER, ROSTER, DUTY_LOG = "taking", "handover", "roster", "duty_log"
WATCH, SAMPLES, ASSESSMENT = "watch", "samples", "assessment"

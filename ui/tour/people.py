"""The people of the demonstration whom the tour plays, by their log-ins."""

ACCEPTOR, SECOND = "u1001", "u1002"
LEADER, DISPATCHER, SUPERVISOR = "u1007", "u1012", "u1015"
MONITOR = "u1016"

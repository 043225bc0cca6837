"""What breaks under a workstation, one kind a file, with what it must not cost."""

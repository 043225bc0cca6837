"""Chinese is typed through fcitx5-pinyin, on a virtual screen with a bus of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
TOOLS = ("Xvfb", "fcitx5", "dbus-daemon", "dbus-send", "xdotool", "timeout")
UNTIL_THERE = """
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.portal.IBus | grep -q true
do sleep 0.1; done
"""
PINYIN_FIRST = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=pinyin
Layout=

[GroupOrder]
0=Default
"""


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.slow
def test_pinyin_becomes_chinese(tmp_path: Path) -> None:
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    profile = tmp_path / "config" / "fcitx5" / "profile"
    profile.parent.mkdir(parents=True)
    profile.write_text(PINYIN_FIRST)
    (profile.parent / "config").write_text("[Behavior]\nActiveByDefault=True\n")
    (tmp_path / "run").mkdir(mode=0o700)
    own = {"XDG_CONFIG_HOME": "config", "XDG_RUNTIME_DIR": "run", "HOME": "."}
    env = os.environ | {name: str(tmp_path / folder) for name, folder in own.items()}
    env |= {"PYTHONPATH": str(PROJECT), "QT_QPA_PLATFORM": "xcb"}
    with ExitStack() as stack:
        screen = running(["Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24"], env)
        env["DISPLAY"] = f":{first_line(stack.enter_context(screen))}"
        bus = running(["dbus-daemon", "--session", "--print-address", "--nofork"], env)
        env["DBUS_SESSION_BUS_ADDRESS"] = first_line(stack.enter_context(bus))
        stack.enter_context(running(["fcitx5", "--disable=wayland"], env))
        subprocess.run(["timeout", "30", "sh", "-c", UNTIL_THERE], env=env, check=True)
        editor_command = [sys.executable, str(Path(__file__).with_name("chinese_editor.py"))]
        editor = stack.enter_context(running(editor_command, env))
        assert first_line(editor) == "ready"
        search = ["timeout", "30", "xdotool", "search", "--sync", "--onlyvisible", "--pid"]
        subprocess.run([*search, str(editor.pid)], env=env, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["xdotool", "type", "--delay", "150", "nihao"], env=env, check=True)
        subprocess.run(["xdotool", "key", "--delay", "150", "space"], env=env, check=True)
        assert first_line(editor) == "你好"

"""A program on a terminal of its own, at whose keyboard Ctrl-C can be pressed."""
import os
import pathlib
import pty
import threading
import time


class Terminal:
    """Starts the program at once, as the foreground process group of a new session."""

    def __init__(self, command, env):
        words = [str(word) for word in command]
        self.pid, self.keyboard = pty.fork()
        if self.pid == 0:
            try:
                os.execvpe(words[0], words, env)
            finally:
                os._exit(127)
        self.shown = b""
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        while True:
            try:
                some = os.read(self.keyboard, 1 << 16)
            except OSError:  # nobody has the terminal open any more
                return
            if not some:
                return
            self.shown += some

    def press_ctrl_c(self):
        os.write(self.keyboard, b"\x03")

    def send_signal(self, number):
        os.kill(self.pid, number)

    def is_running(self):
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def end(self, seconds=60):
        """Its exit code and what it showed."""
        deadline = time.monotonic() + seconds
        while self.is_running():
            assert time.monotonic() < deadline, f"still there after {seconds} s:\n{self.shown.decode(errors='replace')}"
            time.sleep(0.02)
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.reader.join(10)
        os.close(self.keyboard)
        return code, self.shown.decode(errors="replace")


def processes_on(folder):
    """The command lines of all processes that name the folder."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if any(word.endswith(str(folder).encode()) for word in words):
            found.append(b" ".join(words))
    return found


def expect_nothing_left(folder, seconds=10):
    deadline = time.monotonic() + seconds
    while left := processes_on(folder):
        assert time.monotonic() < deadline, f"left running: {left}"
        time.sleep(0.05)

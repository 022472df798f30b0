"""Worker processes that each hold an extractor: bytes in, bytes out, in order, with back-pressure.

A worker is a fresh interpreter that talks through its standard input and output. So nothing is pickled, the caller's
main module is not imported again (no `if __name__ == "__main__"` is needed, and notebooks work), and the end of the
caller, however it comes, closes the worker's input, upon which the worker ends: no process is left behind.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO, TypeVar

from eventx.errors import EventxError, WorkerError

T = TypeVar("T")
AHEAD = 2  # messages under way for each worker: one in work, one that waits
_LENGTH = struct.Struct("<Q")
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from eventx.workers import serve; serve()"


class WorkerPool:
    """Processes that answer messages.

    Args:
        count: How many processes.
        handler: "module:function"; in each worker it is called once with `setup`, and returns a function from a message
            to its answer.
        setup: JSON data for the handler.
        threads: Threads that the numerical libraries of each worker may use; the cores shared out evenly if None.

    Raises:
        WorkerError: A process cannot be started.
    """

    def __init__(self, count: int, handler: str, setup: Mapping[str, Any], *, threads: int | None = None) -> None:
        if count < 1:
            raise WorkerError(f"workers must be at least 1, found {count}.")
        share = threads or max(1, (os.cpu_count() or 1) // count)
        first = json.dumps({"handler": handler, "setup": dict(setup), "threads": share}).encode()
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._threads: list[threading.Thread] = []
        self._closed = False
        try:
            for number in range(count):
                process = _start(share)
                self._processes.append(process)
                thread = threading.Thread(target=self._attend, args=(number, process, first), daemon=True)
                self._threads.append(thread)
                thread.start()
        except OSError as error:
            self.close()
            raise WorkerError(f"worker {len(self._processes)} could not be started: {error}; use fewer.") from error

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def map(self, messages: Iterable[tuple[T, bytes]]) -> Iterator[tuple[T, bytes]]:
        """Answers in the order of the messages, of which at most two a worker are read ahead.

        What was read before an error of the stream is answered before the error.

        Args:
            messages: Pairs of something to get back with the answer, and the message.

        Raises:
            WorkerError: A worker died, or could not load its model.
        """
        stream = iter(messages)
        waiting: deque[tuple[T, _Task]] = deque()
        limit = AHEAD * len(self._processes)
        more = True
        failure: Exception | None = None
        while more or waiting:
            while more and len(waiting) < limit:
                try:
                    label, message = next(stream)
                except StopIteration:
                    more = False
                    break
                except Exception as error:
                    failure, more = error, False
                    break
                task = _Task(message)
                waiting.append((label, task))
                self._tasks.put(task)
            if waiting:
                label, task = waiting.popleft()
                yield label, task.result()
        if failure is not None:
            raise failure

    def close(self) -> None:
        """End all processes at once; what they were at is lost."""
        if self._closed:
            return
        self._closed = True
        for process in self._processes:
            process.kill()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(timeout=10)
        for process in self._processes:
            process.wait()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    if stream is not None:
                        stream.close()

    def _attend(self, number: int, process: subprocess.Popen[bytes], first: bytes) -> None:
        """Hand messages to one process and its answers back, until there are no more or it dies."""
        failure: EventxError | None = None
        try:
            answer = _exchange(process, first)
            if answer:
                failure = WorkerError(f"worker {number} could not load the model: {answer.decode('utf-8', 'replace')}")
        except (OSError, EOFError):
            failure = self._died(number, process)
        while (task := self._tasks.get()) is not None:
            if failure is None:
                try:
                    task.answer(_exchange(process, task.message))
                    continue
                except (OSError, EOFError):
                    failure = self._died(number, process)
            # The run ends with the first task that fails, so the others that this thread takes may fail as well.
            task.answer(failure)

    def _died(self, number: int, process: subprocess.Popen[bytes]) -> WorkerError:
        if self._closed:
            return WorkerError("the workers were closed.")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        code = process.returncode
        how = f"signal {_signal_name(-code)}" if code is not None and code < 0 else f"exit code {code}"
        return WorkerError(
            f"worker {number} (process {process.pid}) died with {how}; if memory ran out, use fewer workers or a "
            "smaller batch_size."
        )


class _Task:
    """A message and, later, its answer."""

    def __init__(self, message: bytes) -> None:
        self.message = message
        self._done = threading.Event()
        self._answer: bytes | EventxError = b""

    def answer(self, answer: bytes | EventxError) -> None:
        self._answer = answer
        self._done.set()

    def result(self) -> bytes:
        self._done.wait()
        if isinstance(self._answer, EventxError):
            raise self._answer
        return self._answer


def serve() -> None:
    """Answer messages on standard input until it ends; the main function of a worker."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    messages: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(incoming, messages), daemon=True).start()
    order = json.loads(messages.get())
    try:
        handle = _load(order)
    except Exception as error:
        _send(outgoing, f"{type(error).__name__}: {error}".encode())
        return
    _send(outgoing, b"")
    while True:
        _send(outgoing, handle(messages.get()))


def _load(order: Mapping[str, Any]) -> Callable[[bytes], bytes]:
    import importlib

    module, _, name = order["handler"].partition(":")
    handle: Callable[[bytes], bytes] = getattr(importlib.import_module(module), name)(order["setup"])
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(order["threads"])
    return handle


def _receive(stream: BinaryIO, messages: queue.SimpleQueue[bytes]) -> None:
    """Take messages from the caller at once, so that neither side ever waits for the other to read."""
    try:
        while True:
            messages.put(_read(stream))
    except (OSError, EOFError):
        os._exit(0)  # the caller has gone: what is in work has no reader


def _start(threads: int) -> subprocess.Popen[bytes]:
    path = json.dumps([item or os.getcwd() for item in sys.path])  # noqa: PTH109 - a string is wanted
    limits = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
    # The numpy backend runs windows side by side, each in a BLAS of one thread.
    environment = {**os.environ, **dict.fromkeys(limits, str(threads)), "OPENBLAS_NUM_THREADS": "1"}
    environment["TOKENIZERS_PARALLELISM"] = "false"
    # A group of its own: Ctrl-C in a terminal is for the caller, who ends its workers in order.
    options: dict[str, Any] = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if os.name == "nt"
        else {"process_group": 0}
    )
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _START, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        **options,
    )


def _exchange(process: subprocess.Popen[bytes], message: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    _send(process.stdin, message)
    return _read(process.stdout)


def _send(stream: Any, message: bytes) -> None:
    try:
        stream.write(_LENGTH.pack(len(message)))
        stream.write(message)
        stream.flush()
    except ValueError as error:  # the stream was closed meanwhile
        raise EOFError from error


def _read(stream: Any) -> bytes:
    try:
        head = stream.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            raise EOFError
        (length,) = _LENGTH.unpack(head)
        message: bytes = stream.read(length)
    except ValueError as error:
        raise EOFError from error
    if len(message) < length:
        raise EOFError
    return message


def _signal_name(number: int) -> str:
    try:
        return f"{number} ({signal.Signals(number).name})"
    except ValueError:
        return str(number)

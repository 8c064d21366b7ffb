#!/usr/bin/env python3
"""Time ssg beside Hugo and beside the floor: cmark-gfm and writing files, nothing else.

usage: bench.py [--without NAME] [--runs N] PAGES...

The corpora are made by corpus.py and the floor is floor.c, in the folder BENCH_TOOLS
(default: ../shared/bench). Each figure is the median of N runs. Wall and CPU time are in
seconds; memory is the highest sum over all processes, shared pages counted once (PSS), of
samples taken every 10 ms. Everything is written below build/bench/.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.abspath("build/bench")
SSG = os.path.abspath(os.environ.get("SSG", "build/ssg"))
TOOLS = os.path.abspath(os.environ.get("BENCH_TOOLS", "../shared/bench"))


def descendants(root):
    """ROOT and all processes below it."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as f:
                    parent = int(f.read().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(name))
    found = [root]
    for process in found:
        found.extend(children.get(process, []))
    return found


def memory(root):
    """Proportional set size of ROOT and all processes below it, in MB."""
    total = 0
    for process in descendants(root):
        try:
            with open(f"/proc/{process}/smaps_rollup") as f:
                total += next(int(line.split()[1]) for line in f if line.startswith("Pss:"))
        except (OSError, StopIteration):
            pass
    return total / 1000


def measure(command, stdin=None):
    """Runs COMMAND: its wall time, CPU time and peak memory."""
    samples, ended = [0], threading.Event()

    def watch(process):
        while not ended.is_set():
            samples.append(memory(process))
            time.sleep(0.01)

    before, start = os.times(), time.monotonic()
    with open(stdin or os.devnull) as source:
        child = subprocess.Popen(command, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=HERE)
    watcher = threading.Thread(target=watch, args=[child.pid])
    watcher.start()
    stderr = child.communicate()[1]
    wall, after = time.monotonic() - start, os.times()
    ended.set()
    watcher.join()
    if child.returncode != 0:
        sys.exit(f"{' '.join(command)}: status {child.returncode}\n{stderr.decode()[:2000]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu, max(samples)


def corpus(pages, flavour):
    """The folder of a corpus; made, and committed, when it is not there yet."""
    folder = os.path.join(HERE, f"{flavour}-{pages}")
    if not os.path.isdir(folder):
        subprocess.run([sys.executable, os.path.join(TOOLS, "corpus.py"), str(pages), folder + ".new", "--flavour", flavour], check=True)
        if flavour == "plain":
            git(folder + ".new", "init", "-q")
            commit(folder + ".new")
            git(folder + ".new", "gc", "-q")
        os.rename(folder + ".new", folder)
    return folder


def git(folder, *arguments):
    subprocess.run(["git", "-C", folder, "-c", "gc.auto=0", "-c", "user.name=Bench", "-c", "user.email=bench@example.org", *arguments], check=True)


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Bench")


def remove(*folders):
    for folder in folders:
        shutil.rmtree(os.path.join(HERE, folder), ignore_errors=True)


def edit(folder):
    """Commits one more line in one document."""
    with open(os.path.join(folder, "content/en/messages/doc-000001.md"), "a") as f:
        f.write("\nOne more line.\n")
    commit(folder)


def programs(pages):
    """Name, what to do before each run, command, standard input."""
    plain = corpus(pages, "plain")
    listing = os.path.join(HERE, f"list-{pages}")
    with open(listing, "w") as f:
        for folder, _, names in sorted(os.walk(os.path.join(plain, "content"))):
            f.writelines(f"{folder}/{name}\n" for name in sorted(names))
    build = [SSG, "build", plain, "-o", "ssg-out"]
    return [
        ("floor", lambda: remove("floor-out"), ["./floor", "floor-out", str(os.cpu_count())], listing),
        ("ssg", lambda: remove("ssg-out", ".ssg-out.ssg"), build, None),
        ("ssg, nothing changed", lambda: None, build, None),
        ("ssg, one line changed", lambda: edit(plain), build, None),
        ("hugo", lambda: remove("hugo-out"), ["hugo", "--quiet", "-s", f"hugo-{pages}", "-d", "../hugo-out"], None),
    ]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pages", type=int, nargs="+")
    options.add_argument("--without", action="append", default=[], metavar="NAME")
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()

    if not os.path.exists(os.path.join(TOOLS, "corpus.py")):
        sys.exit(f"bench.py: no corpus.py in {TOOLS}; set BENCH_TOOLS to its folder")
    os.makedirs(HERE, exist_ok=True)
    subprocess.run(["cc", "-O2", os.path.join(TOOLS, "floor.c"), "-o", os.path.join(HERE, "floor"),
                    "-lcmark-gfm", "-lcmark-gfm-extensions", "-lpthread"], check=True)
    print(f"{os.cpu_count()} cores, median of {chosen.runs} runs\n")
    print(f"{'pages':>7}  {'program':<22}{'wall s':>8}{'CPU s':>8}{'MB':>8}{'x floor':>9}")
    for pages in chosen.pages:
        floor = None
        for name, prepare, command, stdin in programs(pages):
            if name in chosen.without:
                continue
            if name == "hugo":
                corpus(pages, "hugo")
            runs = []
            for _ in range(chosen.runs):
                prepare()
                os.sync()
                runs.append(measure(command, stdin))
            wall, cpu, peak = (statistics.median(column) for column in zip(*runs))
            floor = floor or wall
            print(f"{pages:>7}  {name:<22}{wall:>8.2f}{cpu:>8.2f}{peak:>8.0f}{wall / floor:>9.1f}", flush=True)
        remove("floor-out", "ssg-out", ".ssg-out.ssg", "hugo-out")


main()

#!/usr/bin/env python3
"""Time ssg beside Hugo, beside the floor: cmark-gfm and writing files, nothing else, and
beside the least that a build with ssg's libraries has to do (least.c).

usage: bench.py [--without NAME] [--runs N] PAGES...

The corpora are made by corpus.py and the floor is floor.c, in the folder BENCH_TOOLS
(default: ../shared/bench). Each figure is the median of N runs. Wall and CPU time are in
seconds; memory is the highest sum over all processes of anonymous and shared memory, shared
pages counted once (PSS; mapped files are not counted), of samples taken every 50 ms: more
would slow down what is measured.
Everything is written below build/bench/. Each run writes into a new folder, and all are removed
at the end: for minutes after many files were deleted, ext4 is slow to make others.
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
LEAST = os.path.abspath("tests/bench/least.c")
THEME = os.path.abspath("themes/plain")
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
    """Proportional set size of ROOT and all processes below it without mapped files, in MB."""
    total = 0
    for process in descendants(root):
        try:
            with open(f"/proc/{process}/smaps_rollup") as f:
                total += sum(int(line.split()[1]) for line in f if line.startswith(("Pss_Anon:", "Pss_Shmem:")))
        except OSError:
            pass
    return total / 1000


def measure(command, stdin=None):
    """Runs COMMAND: its wall time, CPU time and peak memory."""
    samples, ended = [0], threading.Event()

    def watch(process):
        while not ended.is_set():
            samples.append(memory(process))
            time.sleep(0.05)

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


DOCUMENT = "content/en/messages/doc-000001.md"
edits = iter(range(1, 1000000))


def edit_text(folder):
    """Commits one more line in one document."""
    with open(os.path.join(folder, DOCUMENT), "a") as f:
        f.write(f"\nLine {next(edits)}.\n")
    commit(folder)


def edit_title(folder):
    """Commits another title of one document."""
    with open(os.path.join(folder, DOCUMENT)) as f:
        lines = f.readlines()
    title = next(i for i, line in enumerate(lines) if line.startswith("title:"))
    lines[title] = f'title: "Another title {next(edits)}"\n'
    with open(os.path.join(folder, DOCUMENT), "w") as f:
        f.writelines(lines)
    commit(folder)


def add_document(folder):
    """Commits one more document, a copy of another under a new title."""
    with open(os.path.join(folder, DOCUMENT)) as f:
        lines = f.readlines()
    title = next(i for i, line in enumerate(lines) if line.startswith("title:"))
    number = next(edits)
    lines[title] = f'title: "Added {number}"\n'
    with open(os.path.join(folder, os.path.dirname(DOCUMENT), f"added-{number}.md"), "w") as f:
        f.writelines(lines)
    commit(folder)


def remove_added(folder):
    """Removes the documents of add_document."""
    added = os.path.join(folder, os.path.dirname(DOCUMENT))
    for name in os.listdir(added):
        if name.startswith("added-"):
            os.remove(os.path.join(added, name))


def edit_template(name, before):
    """Gives what commits one more text before a tag of a template of the theme in the program."""
    def edit(folder):
        own = os.path.join(folder, "themes", "plain", name)
        os.makedirs(os.path.dirname(own), exist_ok=True)
        with open(os.path.join(THEME, name)) as f:
            text = f.read()
        with open(own, "w") as f:
            f.write(text.replace(before, f"<i>Edition {next(edits)}</i>{before}", 1))
        commit(folder)
    return edit


def remove_template(folder):
    """Back to the theme in the program."""
    shutil.rmtree(os.path.join(folder, "themes"), ignore_errors=True)


def make_program(name, source, libraries):
    """The program NAME below HERE."""
    subprocess.run(["cc", "-O2", source, "-o", os.path.join(HERE, name), *libraries, "-lcmark-gfm", "-lcmark-gfm-extensions"], check=True)


def page_bytes(out):
    """Of a page of the site in OUT, on average."""
    sizes = [os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(os.path.join(HERE, out)) for name in names if name.endswith(".html")]
    return sum(sizes) // len(sizes)


def new_folder(name):
    """A folder below out/ that was never there."""
    os.makedirs(os.path.join(HERE, "out"), exist_ok=True)
    return os.path.join("out", f"{name}-{next(edits)}")


def programs(pages):
    """Name, what to do before each run (which gives the command), standard input."""
    plain = corpus(pages, "plain")
    listing = os.path.join(HERE, f"list-{pages}")
    with open(listing, "w") as f:
        for folder, _, names in sorted(os.walk(os.path.join(plain, "content"))):
            f.writelines(f"{folder}/{name}\n" for name in sorted(names))
    ids = os.path.join(HERE, f"ids-{pages}")
    with open(ids, "w") as f:
        subprocess.run(["git", "-C", plain, "ls-tree", "-r", "--format=%(objectname)", "HEAD", "content"], check=True, stdout=f)
    last = [SSG, "build", plain, "-o", new_folder("ssg")]

    def clean():
        last[-1] = new_folder("ssg")
        return last

    def again(change):
        def prepare():
            change(plain)
            return last
        return prepare

    return [
        ("floor", lambda: ["./floor", new_folder("floor"), str(os.cpu_count())], listing),
        ("ssg, clean", clean, None),
        ("least", lambda: ["./least", plain, new_folder("least"), str(page_bytes(last[-1])), str(os.cpu_count())], ids),
        ("ssg, nothing changed", lambda: last, None),
        ("ssg, text edited", again(edit_text), None),
        ("ssg, title edited", again(edit_title), None),
        ("ssg, document added", again(add_document), None),
        ("ssg, footer edited", again(edit_template("partials/footer.html", "{% if page.feed")), None),
        ("ssg, base layout edited", again(edit_template("layouts/base.html", "<main")), None),
        ("ssg, its lists edited", again(edit_template("partials/list.html", "</ul>")), None),
        ("hugo", lambda: ["hugo", "--quiet", "-s", f"hugo-{pages}", "-d", os.path.join("..", new_folder("hugo"))], None),
    ]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pages", type=int, nargs="+")
    options.add_argument("--without", action="append", default=[], metavar="NAME")
    options.add_argument("--runs", type=int, default=5)
    chosen = options.parse_args()

    if not os.path.exists(os.path.join(TOOLS, "corpus.py")):
        sys.exit(f"bench.py: no corpus.py in {TOOLS}; set BENCH_TOOLS to its folder")
    os.makedirs(HERE, exist_ok=True)
    make_program("floor", os.path.join(TOOLS, "floor.c"), ["-lpthread"])
    libraries = subprocess.run(["pkg-config", "--cflags", "--libs", "libgit2", "yaml-0.1", "nettle"], check=True, capture_output=True, text=True)
    make_program("least", LEAST, libraries.stdout.split())
    print(f"{os.cpu_count()} cores, median of {chosen.runs} runs\n")
    print(f"{'pages':>7}  {'program':<24}{'wall s':>8}{'CPU s':>8}{'MB':>8}{'x floor':>9}")
    for pages in chosen.pages:
        floor = None
        for name, prepare, stdin in programs(pages):
            if name in chosen.without:
                continue
            if name == "hugo":
                corpus(pages, "hugo")
            runs = []
            for _ in range(chosen.runs):
                command = prepare()
                os.sync()
                runs.append(measure(command, stdin))
            wall, cpu, peak = (statistics.median(column) for column in zip(*runs))
            floor = floor or wall
            print(f"{pages:>7}  {name:<24}{wall:>8.3f}{cpu:>8.2f}{peak:>8.0f}{wall / floor:>9.2f}", flush=True)
        remove_template(corpus(pages, "plain"))
        remove_added(corpus(pages, "plain"))
        commit(corpus(pages, "plain"))
    shutil.rmtree(os.path.join(HERE, "out"), ignore_errors=True)


main()

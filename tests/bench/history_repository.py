#!/usr/bin/env python3
"""Makes a bare git repository with a long history, to measure the walk of history with.

    history_repository.py FOLDER [COMMITS [FILES]]

Six languages, FILES documents in all (default 38,000), COMMITS commits (default 23,000): the first brings
half of the documents, the others add, change and now and then remove one to three; one in twenty stands on
a branch that is merged again. Always the same commits.
"""
import random
import subprocess
import sys

LANGUAGES = ["en", "ar", "es", "fr", "ru", "zh"]
SECTIONS = 40


def path(number):
    document, language = divmod(number, len(LANGUAGES))
    return f"content/{LANGUAGES[language]}/section-{document % SECTIONS:02}/document-{document:05}.md"


def text(number, version):
    return f"---\ntitle: Document {number}\n---\n\nVersion {version} of {number}.\n"


class Stream:
    """git fast-import's input."""

    def __init__(self, out, chance):
        self.out, self.chance, self.marks, self.time = out, chance, 0, 1_200_000_000

    def write(self, string):
        self.out.write(string.encode())

    def commit(self, branch, parent, merged, changes):
        """CHANGES: pairs of path and text, or None to remove. Gives the mark."""
        self.marks += 1
        self.time += 20_000
        author = int(self.chance.paretovariate(0.8)) % 300
        name = f"Author {author} <author{author}@example.org> {self.time} +0000"
        self.write(f"commit refs/heads/{branch}\nmark :{self.marks}\nauthor {name}\ncommitter {name}\ndata 4\nwork\n")
        if parent:
            self.write(f"from :{parent}\n")
        if merged:
            self.write(f"merge :{merged}\n")
        for where, what in changes:
            if what is None:
                self.write(f"D {where}\n")
            else:
                self.write(f"M 644 inline {where}\ndata {len(what.encode())}\n{what}\n")
        return self.marks


def write_history(stream, chance, commits, files):
    there, absent = list(range(files // 2)), list(range(files // 2, files))
    site = ("site.yaml", "title: Bench\nlanguages: [en]\n")
    head = stream.commit("main", None, None, [site] + [(path(n), text(n, 0)) for n in there])
    side, side_changes = None, []
    for version in range(1, commits):
        changes = []
        while absent and len(absent) > files // 2 * (commits - version) // commits:
            there.append(absent.pop())
            changes.append((path(there[-1]), text(there[-1], version)))
        for number in chance.sample(there, chance.randint(1, 3)):
            changes.append((path(number), text(number, version)))
        if version % 200 == 0:
            changes.append((path(chance.choice(there)), None))
        if version % 20 == 0:
            side, side_changes = stream.commit("side", head, None, changes), changes
        elif version % 20 == 2 and side:
            head = stream.commit("main", head, side, side_changes)
        else:
            head = stream.commit("main", head, None, changes)


def main():
    folder = sys.argv[1]
    commits = int(sys.argv[2]) if len(sys.argv) > 2 else 23_000
    files = int(sys.argv[3]) if len(sys.argv) > 3 else 38_000
    chance = random.Random(1)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", folder], check=True)
    process = subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    write_history(Stream(process.stdin, chance), chance, commits, files)
    process.stdin.close()
    if process.wait():
        sys.exit("git fast-import failed")
    subprocess.run(["git", "-C", folder, "repack", "-adq"], check=True)


main()

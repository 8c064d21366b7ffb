#!/usr/bin/env python3
"""Checks the includes of ssg/: no layer includes a header of a higher one, no modules form a circle.

    scripts/layers.py                       one line per fault; exit status 1 if there is one
    scripts/layers.py --picture FILE.svg    draws which layer includes which, and how often
    scripts/layers.py --modules FILE.md     lists all modules, with the first sentence of each header

A module is a .c file and its .h file. The layers, lowest first, are LAYERS in the Makefile.
"""
import pathlib
import re
import sys
from collections import Counter

ROOT = pathlib.Path(__file__).resolve().parent.parent


def read_layers():
    return re.search(r"^LAYERS := (.*)$", (ROOT / "Makefile").read_text(), re.M)[1].split()


def read_includes(layers):
    """Lists (file, line, module, included module); a module is named "layer/stem"."""
    includes = []
    for file in sorted(path for layer in layers for path in (ROOT / "ssg" / layer).glob("*.[ch]")):
        module = f"{file.parent.name}/{file.stem}"
        for number, line in enumerate(file.read_text().splitlines(), 1):
            match = re.match(r'#include "(\w+/\w+)\.h"', line)
            if match and match[1] != module:
                includes.append((file.relative_to(ROOT), number, module, match[1]))
    return includes


def layer_of(module):
    return module.split("/")[0]


def upward_includes(includes, layers):
    for file, line, module, included in includes:
        if layers.index(layer_of(included)) > layers.index(layer_of(module)):
            yield f"{file}:{line}: {layer_of(module)} includes {included}.h of a higher layer"


def circles(includes):
    """Yields the shortest way round for each set of modules that include one another."""
    below = {}
    for _, _, module, included in includes:
        below.setdefault(module, set()).add(included)
    told = set()
    for start in sorted(below):
        way = shortest_way(below, start)
        if way and not told & set(way):
            told |= set(way)
            yield "circle: " + " -> ".join(way)


def shortest_way(below, start):
    """Finds the shortest way from START back to START, or None."""
    ways, seen = [[start]], set()
    for way in ways:
        for module in sorted(below.get(way[-1], ())):
            if module == start:
                return way + [start]
            if module not in seen:
                seen.add(module)
                ways.append(way + [module])
    return None


STYLE = """
.box { fill: #f4f6f8; stroke: #3b4a59 }
.ground { fill: #ffffff }
.count { fill: #e4f0e6; stroke: #2f6b3a }
.line { stroke: #9aa7b3; fill: none; marker-end: url(#head) }
.head { fill: #3b4a59 }
text { fill: #16202a; text-anchor: middle }
@media (prefers-color-scheme: dark) {
.box { fill: #1d2731; stroke: #9fb2c4 }
.ground { fill: #10161c }
.count { fill: #17301d; stroke: #7cc48a }
.line { stroke: #5d6c7a }
.head { fill: #9fb2c4 }
text { fill: #e8eef4 }
}
"""
COLUMN, ROW, WIDTH, HEIGHT = 72, 42, 68, 26  # of the grid and of a box


def picture(layers, includes):
    """Draws the layers as a staircase, the highest first. An arrow goes right from the layer that
    includes and down to the layer that is included; its number stands where it turns."""
    stairs = layers[::-1]
    center = {layer: (COLUMN * i + 44, ROW * i + 26) for i, layer in enumerate(stairs)}
    counts = Counter((layer_of(module), layer_of(included)) for _, _, module, included in includes)
    pairs = sorted((pair for pair in counts if pair[0] != pair[1]),
                   key=lambda pair: [stairs.index(layer) for layer in pair])
    width, height = COLUMN * len(stairs) + 16, ROW * len(stairs) + 10
    lines, numbers, boxes = [], [], []
    for above, below in pairs:
        (x, y), (to_x, to_y) = center[above], center[below]
        tip = to_y - HEIGHT // 2 if to_y > y else to_y + HEIGHT // 2
        lines.append(f'<path class="line" d="M{x} {y}H{to_x}V{tip}"/>')
        numbers.append(f'<circle class="count" cx="{to_x}" cy="{y}" r="12"/>'
                       f'<text x="{to_x}" y="{y + 4}" font-size="12">{counts[above, below]}</text>')
    for layer, (x, y) in center.items():
        boxes.append(f'<rect class="box" x="{x - WIDTH // 2}" y="{y - HEIGHT // 2}" '
                     f'width="{WIDTH}" height="{HEIGHT}" rx="4"/><text x="{x}" y="{y + 5}">{layer}</text>')
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="14">',
        '<title id="title">The layers of ssg</title>',
        '<desc id="description">Each layer includes headers only of layers below it. '
        + " ".join(f"{above} includes {below}: {counts[above, below]}." for above, below in pairs) + "</desc>",
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{height}" rx="8"/>',
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>',
        *lines, *numbers, *boxes, "</svg>", ""])


def first_sentence(header):
    """The first sentence of a header's comment, after "name.h - "."""
    comment = re.match(r"/\* (.*?)\s*\*/", header.read_text(), re.S)[1]
    words = re.sub(r"\s*\n \*\s?", " ", comment.split("\n *\n")[0])
    return re.match(r"(.*?[^.])(\.(?= [A-Z`]|$)|$)", words.removeprefix(f"{header.name} - "))[1]


def module_list(layers):
    lines = ["# All modules", "",
             "One line per module, from the first sentence of its header; `make layers-picture` writes this page. What the",
             "layers promise, and how they work together, is in [architecture](architecture.md)."]
    for layer in layers:
        lines += ["", f"## {layer}", "", "| module | what it is for |", "| --- | --- |"]
        lines += [f"| [{header.stem}](../{header.relative_to(ROOT)}) | {first_sentence(header).replace('|', chr(92) + '|')} |"
                  for header in sorted((ROOT / "ssg" / layer).glob("*.h"))]
    return "\n".join(lines) + "\n"


def main(arguments):
    layers = read_layers()
    includes = read_includes(layers)
    if arguments[:1] == ["--picture"] and len(arguments) == 2:
        pathlib.Path(arguments[1]).write_text(picture(layers, includes))
        return
    if arguments[:1] == ["--modules"] and len(arguments) == 2:
        pathlib.Path(arguments[1]).write_text(module_list(layers))
        return
    if arguments:
        sys.exit(__doc__)
    faults = [*upward_includes(includes, layers), *circles(includes)]
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main(sys.argv[1:])

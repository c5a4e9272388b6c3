"""Read a workspace's YAML files one by one, keeping every fault and digest, so that all faults are told at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from stratreport.errors import Fault, Place
from stratreport.params import codes
from stratreport.params.binding import bind
from stratreport.params.fields import Section
from stratreport.params.nodes import Document
from stratreport.params.places import secret_faults
from stratreport.params.reading import read_document

Model = TypeVar("Model", bound=Section)


@dataclass
class Gathering:
    """What has been read of one workspace so far: faults, digests and documents by file, relative to `root`."""

    root: Path
    faults: list[Fault] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)

    def fault(self, code: str, place: Place, *says: str) -> None:
        """Keep one fault: found, expected, fix."""
        found, expected, fix = says
        self.faults.append(Fault(code, place, found, expected, fix))

    def names(self, folder: str, *, base: Path | None = None, told: bool = False) -> tuple[str, ...]:
        """Return the YAML files of a folder by name; other spellings of the ending are faults unless `told`."""
        path = (base or self.root) / folder
        files = sorted(item.name for item in path.iterdir()) if path.is_dir() else []
        for name in files:
            if name.lower().endswith((".yml", ".yaml")) and not (name.endswith(".yaml") or told):
                stem = name.rpartition(".")[0]
                self.fault(
                    codes.REFERENCE,
                    Place(f"{folder}/{name}"),
                    "the file would not be read",
                    "a name that ends in .yaml",
                    f"rename it to {stem}.yaml",
                )
        return tuple(name for name in files if name.endswith(".yaml") and not name.startswith("."))

    def read(self, file: str, model: type[Model], *, base: Path | None = None) -> tuple[Document, Model] | None:
        """Return a bound file, None when it has faults (which are kept)."""
        document, faults = read_document((base or self.root) / file, file=file)
        self.faults += faults
        if document is None:
            return None
        self.digests[file] = document.sha256
        self.documents[file] = document
        leaks = secret_faults(document)
        self.faults += leaks
        bound, wrong = bind(model, document)
        self.faults += wrong
        return (document, bound) if bound is not None and not leaks else None

    def same_stem(self, document: Document, section: str, found: str) -> None:
        """Keep a fault unless the id in a file is the file's name."""
        stem = Path(document.file).stem
        if found != stem:
            folder = document.file.rpartition("/")[0]
            self.fault(
                codes.REFERENCE,
                document.place(section, "id"),
                f'the id "{found}" is not the name of its file',
                f"id: {stem}",
                f"write id: {stem}, or rename the file to {folder}/{found}.yaml",
            )

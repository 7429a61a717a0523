"""`python -m translation`: renew the catalogue, say how far it is, hand texts out and take them back."""

import json
from pathlib import Path

import click

from translation import catalogue, chunks


@click.group()
def main() -> None:
    """The catalogue of texts: tracker/locale/messages.pot, and one .po and .mo file for each language."""


@main.command()
def update() -> None:
    """Collect the texts of the program and its tables anew; translations are kept, nothing is guessed."""
    with catalogue.alone():
        progress = catalogue.update()
    for code, (done, every) in progress.items():
        click.echo(f"{code}: {done} of {every} texts are translated")


@main.command()
@click.argument("code")
def start(code: str) -> None:
    """Begin a new language, such as fr."""
    with catalogue.alone():
        catalogue.write(code, catalogue.updated(catalogue.read_template(), catalogue.read(code), code))


@main.command("chunks")
@click.argument("code")
@click.argument("count", type=click.IntRange(1, 100))
@click.argument("folder", type=click.Path(path_type=Path))
def hand_out(code: str, count: int, folder: Path) -> None:
    """Write the untranslated texts of a language to FOLDER, in COUNT files of like size."""
    for file in chunks.write(folder, code, chunks.chunks(catalogue.read(code), count)):
        click.echo(str(file))


@main.command()
@click.argument("code")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def merge(ctx: click.Context, code: str, files: tuple[Path, ...]) -> None:
    """Take filled files back. What fails a check is named and left out; the exit code is then 1."""
    any_refused = False
    with catalogue.alone():
        held = catalogue.read(code)
        for file in files:
            taken, refused = chunks.merge(held, json.loads(file.read_text(encoding="utf-8")))
            any_refused |= bool(refused)
            click.echo(f"{file.name}: {taken} texts taken, {len(refused)} refused")
            for sentence in refused:
                click.echo(f"  {sentence}")
        catalogue.write(code, held)
    done, every = catalogue.progress(held)
    click.echo(f"{code}: {done} of {every} texts are translated")
    ctx.exit(1 if any_refused else 0)


if __name__ == "__main__":
    main()

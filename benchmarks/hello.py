"""The smallest program that Typer makes: what `funnel list` is measured against."""

import typer

app = typer.Typer()


@app.command()
def main(name: str = "world") -> None:
    """Greet somebody."""
    typer.echo(f"Hello {name}")


if __name__ == "__main__":
    app()

"""Answers, with the SAM CLI's own code, what template parameters it would take: a list of cases in, a list of answers out, both JSON.

A case is {"arguments": [...]}, a command line behind `sam local start-api`, or {"file": NAME, "text": TEXT, "env": ENV, "command": [...]},
a configuration file as that command reads it. An answer is {"parameters": {...}}, or {"refused": true} where the SAM CLI fails.
"""

import json
import logging
import os
import sys
import tempfile
from pathlib import Path

import click
from samcli import __version__
from samcli.cli.cli_config_file import ConfigProvider
from samcli.commands._utils.options import parameter_override_click_option

logging.disable(logging.CRITICAL)


@click.command()
@parameter_override_click_option()
@click.option("--port")
def start(parameter_overrides, port):
    """Takes the option as every command of the SAM CLI does."""


def from_arguments(case):
    return start.make_context("start-api", list(case["arguments"])).params["parameter_overrides"]


def from_file(case):
    path = Path(case["file"])
    path.write_text(case["text"], encoding="utf-8")
    try:
        provider = ConfigProvider(section="parameters", cmd_names=case.get("command", ["local", "start-api"]))
        with click.Context(start):
            given = provider(path, case.get("env", "default"), [])
        return start.make_context("start-api", [], default_map=given).params["parameter_overrides"]
    finally:
        path.unlink()


def answer(case):
    try:
        return {"parameters": (from_arguments if "arguments" in case else from_file)(case) or {}}
    except Exception:  # whatever stops the SAM CLI, a click error or a defect of its own
        return {"refused": True}


if __name__ == "__main__":
    cases = json.load(sys.stdin)
    os.chdir(tempfile.mkdtemp())
    json.dump({"samCli": __version__, "answers": [answer(case) for case in cases]}, sys.stdout)

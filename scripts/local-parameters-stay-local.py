"""Asks the SAM CLI's own reading of samconfig.toml which commands would take the parameters that are meant for this machine."""

import sys
from pathlib import Path

import click
from samcli.cli.cli_config_file import ConfigProvider
from samcli.lib.config.samconfig import SamConfig

CONFIG = Path("samconfig.toml")
LOCAL = ["local", "start-api"]
OTHERS = [["build"], ["deploy"], ["package"], ["publish"], ["sync"], ["validate"], ["delete"]]


def overrides(environment, command):
    """What `sam COMMAND --config-env ENVIRONMENT` would start with."""
    with click.Context(click.Command(command[-1])):
        return ConfigProvider(section="parameters", cmd_names=command)(CONFIG, environment, []).get("parameter_overrides")


environments = SamConfig(".", CONFIG.name).get_stage_configuration_names()
if overrides("default", LOCAL) != {"ApiAuthorization": "NONE"}:
    sys.exit(f"sam {' '.join(LOCAL)} takes {overrides('default', LOCAL)}, not the parameters that open the API on this machine")
for environment in environments:
    for command in OTHERS:
        if overrides(environment, command) is not None:
            sys.exit(f"sam {' '.join(command)} --config-env {environment} takes {overrides(environment, command)}")

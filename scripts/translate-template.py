"""Writes what the SAM translator makes of a template, as CloudFormation would be given it; used by scripts/gate."""

import sys

from samcli.lib.translate.sam_template_validator import SamTemplateValidator
from samcli.yamlhelper import yaml_parse


class NoManagedPolicies:
    """The list of AWS managed policies, which IAM would be asked for: the templates use none."""

    def load(self):
        return {}


def main(source, target):
    with open(source, encoding="utf-8") as file:
        template = yaml_parse(file.read())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Application":
            # As `sam package` leaves it; a local path is no TemplateURL.
            location = resource["Properties"]["Location"]
            resource["Properties"]["Location"] = f"https://s3.amazonaws.com/bucket/{location}"
    validator = SamTemplateValidator(template, NoManagedPolicies(), region="us-east-1")
    with open(target, "w", encoding="utf-8") as file:
        file.write(validator.get_translated_template_if_valid())


if __name__ == "__main__":
    main(*sys.argv[1:])

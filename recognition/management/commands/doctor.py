"""`manage.py doctor`: everything looked at, what is wrong, and what to do about it. Exit status 1 where something is wrong."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from recognition.doctor import examine
from recognition.findings import Finding


class Command(BaseCommand):
    help = "Look at everything this installation rests on, and say what to do. Exit status 1 where there is a problem."
    requires_system_checks: list[str] = []  # they are looked at, and told with the rest

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="machine-readable output")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        well = all(finding.state != "problem" for finding in findings)
        if options["json"]:
            told = {"ok": well, "findings": [asdict(finding) for finding in findings]}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for finding in findings:
                self._say(finding)
        if not well:
            sys.exit(1)

    def _say(self, finding: Finding) -> None:
        paint = {"ok": self.style.SUCCESS, "warning": self.style.WARNING, "problem": self.style.ERROR}[finding.state]
        self.stdout.write(f"{paint(f'{finding.state:<8}')} {finding.name:<24} {finding.detail}")
        if finding.advice:
            self.stdout.write(f"{'':<33} → {finding.advice}")

"""Known vulnerabilities of installed packages, by pip-audit, without mistaking silence for safety.

    python benchmarks/audit.py --pip-audit .venv-tools/bin/pip-audit [--path SITE_PACKAGES]

pip-audit says "No known vulnerabilities found" and exits with 0 also where its source, PyPI's JSON API, answered for no
package at all, as a mirror without advisories does. Here every package counts as audited, skipped or vulnerable. Exit
code: 0 if all were audited and none is vulnerable, 1 if one is, 2 if some were not audited, 3 if none was.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import sysconfig
from typing import Any


def verdict(report: dict[str, Any]) -> tuple[int, str]:
    """Exit code and text of a report in pip-audit's JSON format."""
    packages = report["dependencies"]
    skipped = [item for item in packages if "skip_reason" in item]
    found = [(item, problem) for item in packages for problem in item.get("vulns", [])]
    audited = len(packages) - len(skipped)
    lines = [
        f"{item['name']} {item['version']}: {problem['id']}, mended in {', '.join(problem['fix_versions']) or 'none'}"
        for item, problem in found
    ]
    lines.append(f"{audited} of {len(packages)} packages audited, {len(found)} known vulnerabilities")
    if skipped:
        lines.append(f"NOT audited: {', '.join(item['name'] for item in skipped)}")
        lines.append(f"(reason of the first: {skipped[0]['skip_reason']})")
    if not audited:
        lines.append("NOTHING COULD BE AUDITED: this index has no advisories. Run this where pypi.org is reached.")
    return 1 if found else 3 if not audited else 2 if skipped else 0, "\n".join(lines)


def main() -> int:
    """Run pip-audit and print the verdict."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pip-audit", default="pip-audit", help="the program")
    parser.add_argument("--path", default=sysconfig.get_path("purelib"), help="folder of installed packages")
    arguments = parser.parse_args()
    asked = [arguments.pip_audit, "--format", "json", "--progress-spinner", "off", "--skip-editable"]
    done = subprocess.run([*asked, "--path", arguments.path], capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        sys.stderr.write(done.stderr)
        print("NOTHING COULD BE AUDITED: pip-audit gave no report.")
        return 3
    code, text = verdict(report)
    print(text)
    return code


if __name__ == "__main__":
    sys.exit(main())

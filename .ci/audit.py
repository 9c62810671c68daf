"""Ask the registry for known holes in what is installed.

A hole fails; a registry that gives no answer is told and does not.
"""
# ruff: noqa: T201  # what it prints is its purpose

import json
import subprocess
import sys


def main() -> int:
    """Exit code: 1 when a vulnerability is known, 0 when none is or nobody could be asked."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--local", "--format=json", "--progress-spinner=off"],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        reason = (asked.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"pip-audit: not checked, the registry did not answer ({reason})")
        return 0
    skipped = [package for package in packages if "skip_reason" in package]
    holes = [(package, hole) for package in packages for hole in package.get("vulns", [])]
    for package, hole in holes:
        fixed = ", ".join(hole["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {hole['id']}, fixed in {fixed}")
    checked = len(packages) - len(skipped)
    print(f"pip-audit: {checked} packages checked, {len(holes)} known vulnerabilities")
    if skipped:
        print(f"pip-audit: {len(skipped)} not checked; {skipped[0]['skip_reason']}")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())

"""The samples for compose, Kubernetes and systemd: well-formed, hardened, and of this dashboard."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import yaml

from telephony.access.file import AccessFile
from telephony.access.identity import Identity
from telephony.access.viewer import Role
from telephony.settings.load import NAMES, load_settings
from tests.support import dockerfile
from tests.support.processes import ROOT
from threecx_dashboard import __version__

DEPLOY = ROOT / "deploy"
IMAGE = f"telephony-dashboard:{__version__}"
MANIFESTS = ("kubernetes.yaml", "collect-cronjob.yaml")
UNITS = ("telephony-dashboard@.service", "telephony-collect.service", "telephony-collect.timer")
OURS = re.compile(r"\b(?:THREECX|TELEPHONY|DASHBOARD)_[A-Z0-9_]+\b")
# Of systemd-analyze, from 0 (nothing is allowed) to 10.
MOST_EXPOSED = 15  # tenths


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(yaml.safe_load(text("compose.yaml"))["services"])


def objects() -> Iterator[dict[str, Any]]:
    for name in MANIFESTS:
        yield from yaml.safe_load_all(text(name))


def pods() -> Iterator[dict[str, Any]]:
    for one in objects():
        if one["kind"] == "Deployment":
            yield one["spec"]["template"]["spec"]
        if one["kind"] == "CronJob":
            yield one["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def test_compose_reads_its_file() -> None:
    reader = pytest.importorskip("compose_spec").PyCompose
    found = yaml.safe_load(text("compose.yaml"))
    assert set(reader.from_json(json.dumps(found)).service_names()) == set(found["services"])
    found["services"]["app1"]["mem_limt"] = "2g"
    with pytest.raises(ValueError, match="mem_limt"):
        reader.from_json(json.dumps(found))


def test_what_a_service_of_compose_names_is_there(services: dict[str, Any]) -> None:
    whole = yaml.safe_load(text("compose.yaml"))
    for service in services.values():
        assert set(service.get("networks", ())) <= set(whole["networks"])
        assert set(service.get("depends_on", ())) <= set(services)
        for secret in service.get("secrets", ()):
            assert (secret if isinstance(secret, str) else secret["source"]) in whole["secrets"]
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            yours = source == "./access"
            assert yours or source in whole["volumes"] or (DEPLOY / source).is_file()
    assert "build" in services["app1"]
    build = services["app1"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == dockerfile.DOCKERFILE


@pytest.mark.parametrize(
    "path",
    [
        *(".env", "access.toml", "pbx.toml", "data/history.sqlite", "backup.sqlite"),
        *("deploy/settings.env", "deploy/access/access.toml", "deploy/secrets/tls.key"),
    ],
)
def test_what_an_admin_puts_into_the_checkout_stays_out_of_it(path: str) -> None:
    """Git would offer it to be committed, and clean it away."""
    if shutil.which("git") is None or not (DEPLOY.parent / ".git").exists():
        pytest.skip("no checkout of Git")
    asked = ["git", "check-ignore", "--quiet", "--no-index", path]
    assert subprocess.run(asked, cwd=DEPLOY.parent, check=False).returncode == 0


def test_what_changes_while_it_runs_is_not_mounted_as_a_single_file(
    services: dict[str, Any],
) -> None:
    """Most editors replace a file, and the container would keep the one before for ever."""
    for service in services.values():
        path = (service.get("environment") or {}).get("DASHBOARD_ACCESS_FILE")
        if path is not None:
            mounts = [volume.split(":")[1] for volume in service["volumes"]]
            assert str(Path(path).parent) in mounts
            assert path not in mounts


def test_every_service_of_compose_is_hardened(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        assert "healthcheck" in service or service["image"] == IMAGE, name
        assert not {"privileged", "user", "network_mode", "pid"} & set(service), name
        if not service["image"].startswith("telephony-dashboard:"):
            assert dockerfile.PINNED.fullmatch(service["image"]), name


def test_only_the_proxy_of_compose_is_reached_from_outside(services: dict[str, Any]) -> None:
    assert [name for name, one in services.items() if "ports" in one] == ["nginx"]
    assert services["postgres"]["networks"] == ["behind"]
    assert yaml.safe_load(text("compose.yaml"))["networks"]["behind"]["internal"]


def test_the_proxy_knows_each_process_of_compose(services: dict[str, Any]) -> None:
    apps = {name for name, one in services.items() if one["image"] == IMAGE} - {"collector"}
    port = dockerfile.only("EXPOSE").arguments
    behind = re.findall(r"server (\w+):(\d+)", text("compose.upstream.conf"))
    assert behind == [(name, port) for name in sorted(apps)]
    for name in ("upstream.conf", "compose.upstream.conf"):
        assert "hash $dashboard_route consistent;" in text(name)


def test_kubernetes_reads_its_files() -> None:
    validator = pytest.importorskip("kubernetes_validate")
    found = list(objects())
    for one in found:
        validator.validate(one, "1.33", strict=True)
    [deployment] = (one for one in found if one["kind"] == "Deployment")
    deployment["spec"]["template"]["spec"]["containers"][0]["readOnlyRoot"] = True
    with pytest.raises(validator.ValidationError):
        validator.validate(deployment, "1.33", strict=True)


def test_every_pod_is_hardened_and_runs_as_the_image_does() -> None:
    uid, gid = map(int, dockerfile.only("USER").arguments.split(":"))
    found = list(pods())
    assert len(found) == 2
    for pod in found:
        user = pod["securityContext"]
        assert user["runAsNonRoot"]
        assert (user["runAsUser"], user["runAsGroup"]) == (uid, gid)
        assert user["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        [container] = pod["containers"]
        assert container["image"] == IMAGE
        assert container["resources"]["limits"]["memory"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        volumes = {volume["name"] for volume in pod["volumes"]}
        mounted = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
        assert set(mounted) >= {"/tmp", "/data"}  # noqa: S108  # the image's
        assert set(mounted.values()) == volumes
        [source] = container["envFrom"]
        assert source["secretRef"]["name"] == next(objects())["metadata"]["name"]


def test_browsers_stay_with_one_pod_and_two_are_there() -> None:
    kinds = {one["kind"]: one for one in objects()}
    assert kinds["Deployment"]["spec"]["replicas"] == 2
    assert kinds["Service"]["spec"]["sessionAffinity"] == "ClientIP"
    annotations = kinds["Ingress"]["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    [container] = kinds["Deployment"]["spec"]["template"]["spec"]["containers"]
    [port] = container["ports"]
    assert str(port["containerPort"]) == dockerfile.only("EXPOSE").arguments
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"]["port"] == port["name"]


@pytest.mark.parametrize("name", sorted(path.name for path in DEPLOY.iterdir() if path.is_file()))
def test_every_setting_and_image_that_is_named_exists(name: str) -> None:
    proxy_only = {"DASHBOARD_PASSWORD_HASH"}
    assert set(OURS.findall(text(name))) - proxy_only <= set(NAMES)
    assert set(re.findall(r"telephony-dashboard:\S+", text(name))) <= {IMAGE}


def test_the_secret_of_kubernetes_starts_a_dashboard_and_holds_no_real_secret(
    tmp_path: Path,
) -> None:
    settings = next(objects())["stringData"]
    assert set(settings) <= set(NAMES)
    assert {name for name in settings if name.startswith("THREECX")} >= {
        "THREECX_URL",
        "THREECX_CLIENT_ID",
        "THREECX_API_KEY",
        "THREECX_TIMEZONE",
    }
    assert settings["THREECX_API_KEY"].startswith("put-")
    [access] = [one["data"]["access.toml"] for one in objects() if one["kind"] == "ConfigMap"]
    assert load_settings(settings, env_file=None).signs_in
    (tmp_path / "access.toml").write_text(access, encoding="utf-8")
    rules = AccessFile(tmp_path / "access.toml", monotonic).rules
    anna = rules.viewer(Identity("anna@example.com", "anna@example.com", {}))
    assert anna is not None
    assert anna.role is Role.ADMIN
    assert anna.groups.everything


def test_compose_starts_a_dashboard_whose_people_sign_in_at_nginx(services: dict[str, Any]) -> None:
    filled_in = {"THREECX_URL": "https://pbx.example.com", "THREECX_TOKEN": "token"}
    settings = load_settings({**services["app1"]["environment"], **filled_in}, env_file=None)
    header = settings.trusted_proxy.header if settings.trusted_proxy else ""
    assert re.search(rf"proxy_set_header {header}\s+\$remote_user;", text("nginx.conf"))
    [subnet] = yaml.safe_load(text("compose.yaml"))["networks"]["behind"]["ipam"]["config"]
    assert services["app1"]["environment"]["DASHBOARD_PROXY_ADDRESSES"] == subnet["subnet"]


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units with a program of this machine in place of the installed one."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed here (Debian: systemd)")
    folder = tmp_path_factory.mktemp("units")
    for name in UNITS:
        program = re.sub(r"/opt/telephony/\.venv/bin/\w+", "/bin/true", text(name))
        (folder / name).write_text(program, encoding="utf-8")
    return folder


def analyzed(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (str(shutil.which("systemd-analyze")), *arguments),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_finds_nothing_wrong_with_its_units(units: Path, unit: str) -> None:
    checked = analyzed("verify", f"./{unit.replace('@', '@8501')}", folder=units)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS[:2])
def test_the_units_are_hardened(units: Path, unit: str) -> None:
    plain = units / unit.replace("@", "")
    plain.write_text((units / unit).read_text(encoding="utf-8"), encoding="utf-8")
    arguments = ("security", "--offline=yes", f"--threshold={MOST_EXPOSED}", f"./{plain.name}")
    checked = analyzed(*arguments, folder=units)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_both_units_are_hardened_alike() -> None:
    def hardening(name: str) -> list[str]:
        return re.findall(
            r"^(?:UMask|NoNew|Cap|Amb|Protect|Private|Read|Remove|Restrict|Lock|System)\S+=.*",
            text(name),
            re.MULTILINE,
        )

    dashboard, collector = map(hardening, UNITS[:2])
    assert dashboard == collector
    assert dashboard

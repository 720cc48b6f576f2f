"""The files of `monitoring/` as Prometheus's own tool reads them: they load, and every alert goes off when it
should, and not before.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]
PROMTOOL = ROOT / ".venv" / "bin" / "promtool"
RULES = ROOT / "monitoring" / "guiche.rules.yml"
DASHBOARDS = sorted((ROOT / "monitoring" / "grafana").glob("*.json"))
HOURS = 2
ONE = '{tenant="acme"}'
LONG_AGO, NOW = "0x120", "0+60x120"
"""Minute by minute (the clock begins at 0): a moment that stays behind, and one that goes along."""

Series = dict[str, str]
ILL: dict[str, tuple[Series, Series]] = {
    "TenantDown": ({f"guiche_tenant_answers{ONE}": "0x120"}, {f"guiche_tenant_answers{ONE}": "1 0 1x118"}),
    "TenantUnready": (
        {f"guiche_tenant_up{ONE}": "0x120", f"guiche_tenant_answers{ONE}": "1x120"},
        {f"guiche_tenant_up{ONE}": "0x120", f"guiche_tenant_answers{ONE}": "0x120"},
    ),
    "ManyTenantsDown": (
        {f'guiche_tenant_answers{{tenant="t{at}"}}': "0x120" for at in range(4)},
        {f'guiche_tenant_answers{{tenant="t{at}"}}': "0x120" if at < 4 else "1x120" for at in range(40)},
    ),
    "TenantServiceRestarts": (
        {'guiche_tenant_service_restarts{tenant="acme",service="web"}': "0+1x120"},
        {'guiche_tenant_service_restarts{tenant="acme",service="web"}': "0x60 1x60"},
    ),
    "TenantMemoryHigh": (
        {f"guiche_tenant_memory_bytes{ONE}": "95x120", f"guiche_tenant_memory_limit_bytes{ONE}": "100x120"},
        {f"guiche_tenant_memory_bytes{ONE}": "90x120", f"guiche_tenant_memory_limit_bytes{ONE}": "100x120"},
    ),
    "TenantSendingStopped": (
        {f"guiche_sending_stopped{ONE}": "1x120"},
        {f"guiche_sending_stopped{ONE}": "0x120"},
    ),
    "TenantQueueGrows": (
        {f"guiche_queue_jobs{ONE}": "600+10x120"},
        {f"guiche_queue_jobs{ONE}": "600-1x120"},
    ),
    "BackupMissing": (
        {f"guiche_tenant_last_backup_timestamp_seconds{ONE}": "-108000x120"}
        | {f"guiche_tenant_answers{ONE}": "1x120"},
        {f"guiche_tenant_last_backup_timestamp_seconds{ONE}": "-108000x120"}
        | {f"guiche_tenant_answers{ONE}": "0x120"},
    ),
    "OffsiteCopyMissing": (
        {f"guiche_tenant_last_offsite_timestamp_seconds{ONE}": "-129600x120"}
        | {f"guiche_tenant_answers{ONE}": "1x120"},
        {f"guiche_tenant_last_offsite_timestamp_seconds{ONE}": NOW, f"guiche_tenant_answers{ONE}": "1x120"},
    ),
    "RestoreUnproven": (
        {f"guiche_tenant_proven_restore_age_seconds{ONE}": "1400000x120", "guiche_drill_days": "7x120"},
        {f"guiche_tenant_proven_restore_age_seconds{ONE}": "1400000x120", "guiche_drill_days": "0x120"},
    ),
    "CertificateEnds": (
        {'guiche_certificate_expiry_timestamp_seconds{tenant="",host="panel.example"}': "1814000x120"},
        {'guiche_certificate_expiry_timestamp_seconds{tenant="acme",host="acme.example"}': "1900000x120"},
    ),
    "OperationsFail": (
        {'guiche_operations_failed_recently{kind="backup"}': "1x120"},
        {'guiche_operations_failed_recently{kind="backup"}': "0x120"},
    ),
    "OperationStuck": (
        {'guiche_operations_oldest_seconds{kind="change"}': "0+60x120"},
        {'guiche_operations_oldest_seconds{kind="backup"}': "0+60x120"},
    ),
    "CanaryFailed": ({"guiche_canary_success": "0x120"}, {"guiche_canary_success": "1x120"}),
    "CanaryMissing": (
        {"guiche_canary_last_run_timestamp_seconds": "-108000x120", "guiche_canary_scheduled": "1x120"},
        {"guiche_canary_last_run_timestamp_seconds": "-108000x120", "guiche_canary_scheduled": "0x120"},
    ),
    "CanarySlow": (
        {f'guiche_canary_duration_seconds{{part="{part}"}}': "400x120" for part in ("create", "delete")},
        {'guiche_canary_duration_seconds{part="create"}': "400x120"},
    ),
    "PanelAway": ({'up{job="guiche"}': "0x120"}, {'up{job="guiche"}': "1x120", 'up{job="node"}': "0x120"}),
    "PlatformCopyMissing": (
        {"guiche_platform_last_offsite_timestamp_seconds": "-129600x120"},
        {"guiche_platform_last_offsite_timestamp_seconds": NOW},
    ),
    "NobodyLooks": (
        {"guiche_platform_seen_timestamp_seconds": LONG_AGO, "guiche_observer_seen_timestamp_seconds": NOW},
        {"guiche_platform_seen_timestamp_seconds": NOW, "guiche_observer_seen_timestamp_seconds": NOW},
    ),
    "EdgeIncomplete": (
        {"guiche_edge_networks_missing": "1x120"},
        {"guiche_edge_networks_missing": "0x120", "guiche_edge_containers_stopped": "0x120"},
    ),
    "InventoryDiffers": (
        {'guiche_inventory_differences{kind="orphaned"}': "1x120"},
        {'guiche_inventory_differences{kind="orphaned"}': "1x20 0x100"},
    ),
    "DiskFills": (
        {"guiche_platform_disk_free_bytes": "14x120", "guiche_platform_disk_bytes": "100x120"},
        {"guiche_platform_disk_free_bytes": "16x120", "guiche_platform_disk_bytes": "100x120"},
    ),
    "DiskFull": (
        {"guiche_platform_disk_free_bytes": "4x120", "guiche_platform_disk_bytes": "100x120"},
        {"guiche_platform_disk_free_bytes": "6x120", "guiche_platform_disk_bytes": "100x120"},
    ),
    "InodesRunOut": (
        {"guiche_platform_inodes_free": "9x120", "guiche_platform_inodes": "100x120"},
        {"guiche_platform_inodes_free": "11x120", "guiche_platform_inodes": "100x120"},
    ),
    **{
        f"{name}RunOut": (
            {f"guiche_platform_{what}_free": "14x120", f"guiche_platform_{what}": "100x120"},
            {f"guiche_platform_{what}_free": "16x120", f"guiche_platform_{what}": "100x120"},
        )
        for name, what in (
            ("Subnets", "subnets"),
            ("BridgePorts", "bridge_ports"),
            ("PublishedPorts", "published_ports"),
        )
    },
    "MemoryReserved": (
        {"guiche_platform_memory_reserved_bytes": "91x120", "guiche_platform_memory_bytes": "100x120"},
        {"guiche_platform_memory_reserved_bytes": "89x120", "guiche_platform_memory_bytes": "100x120"},
    ),
    "CpusReserved": (
        {"guiche_platform_cpus_reserved": "1.81x120", "guiche_platform_cpus": "2x120"},
        {"guiche_platform_cpus_reserved": "1.79x120", "guiche_platform_cpus": "2x120"},
    ),
}
"""Alert → what makes it go off within two hours, and what comes close to it."""


def promtool(*arguments: str | Path) -> str:
    done = subprocess.run([PROMTOOL, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def alerts() -> dict[str, Any]:
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def test_prometheus_loads_the_rules() -> None:
    assert f"{len(alerts())} rules found" in promtool("check", "rules", RULES)


def test_prometheus_takes_its_configuration() -> None:
    promtool("check", "config", "--syntax-only", ROOT / "monitoring" / "prometheus.yml")


def test_every_alert_is_tried() -> None:
    assert ILL.keys() == alerts().keys()


@pytest.mark.parametrize("name", ILL)
def test_an_alert_goes_off_when_it_should_alone(name: str, tmp_path: Path) -> None:
    ill, nearly = ILL[name]
    assert fired(name, ill, tmp_path) and not fired(name, nearly, tmp_path)


def fired(name: str, series: Series, folder: Path) -> bool:
    """Whether it was on at any of several moments."""
    was = f'alertname="{name}",alertstate="firing"'
    document = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": each, "values": values} for each, values in series.items()],
                "promql_expr_test": [
                    {
                        "expr": f"count(count_over_time(ALERTS{{{was}}}[2h])) > bool 0 or vector(0)",
                        "eval_time": f"{HOURS}h",
                        "exp_samples": [{"labels": "{}", "value": 1}],
                    }
                ],
            }
        ],
    }
    file = folder / "rules.test.yml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    done = subprocess.run([PROMTOOL, "test", "rules", file], capture_output=True, text=True, check=False)
    assert "parse" not in done.stderr, done.stderr
    return done.returncode == 0


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_prometheus_understands_what_a_dashboard_asks(path: Path, tmp_path: Path) -> None:
    panels = json.loads(path.read_text(encoding="utf-8"))["panels"]
    asked = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    assert asked
    rules = [
        {"record": f"asked:{at}", "expr": each.replace("$tenant", "acme")} for at, each in enumerate(asked)
    ]
    file = tmp_path / "asked.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "asked", "rules": rules}]}), encoding="utf-8")
    promtool("check", "rules", file)

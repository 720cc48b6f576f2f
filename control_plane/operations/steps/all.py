"""Every step by its name: what turns the catalog's words into code."""

from collections.abc import Mapping

from control_plane.operations.step import Step
from control_plane.operations.steps.apply_brand import ApplyBrand
from control_plane.operations.steps.apply_change import ApplyChange
from control_plane.operations.steps.attach_edge import AttachEdge, DetachEdge
from control_plane.operations.steps.check_answers import CheckAnswers
from control_plane.operations.steps.check_volumes import CheckVolumes
from control_plane.operations.steps.close_addresses import CloseAddresses
from control_plane.operations.steps.connect_whatsapp import ConnectWhatsapp, DisconnectWhatsapp
from control_plane.operations.steps.copy_offsite import CopyOffsite
from control_plane.operations.steps.create_first_users import CreateFirstUsers
from control_plane.operations.steps.create_networks import CreateNetworks
from control_plane.operations.steps.create_secrets import CreateSecrets
from control_plane.operations.steps.create_volumes import CreateVolumes
from control_plane.operations.steps.deploy_stack import DeployDatabase, DeployStack
from control_plane.operations.steps.final_backup import FinalBackup, ProveFinalBackup
from control_plane.operations.steps.generate_credentials import GenerateCredentials
from control_plane.operations.steps.last_canary_gone import LastCanaryGone
from control_plane.operations.steps.load_source import LoadSource, SettleCopy
from control_plane.operations.steps.meter_last_days import MeterLastDays
from control_plane.operations.steps.migrate_database import MigrateDatabase
from control_plane.operations.steps.outlast_old_key import OutlastOldKey, ResealWithNewKey
from control_plane.operations.steps.practice_restore import PracticeRestore
from control_plane.operations.steps.preflight import Preflight
from control_plane.operations.steps.prepare_database import DATABASE_PASSWORDS, PrepareDatabase
from control_plane.operations.steps.prepare_redis import PrepareRedis
from control_plane.operations.steps.prepare_repository import PrepareRepository
from control_plane.operations.steps.prove_absence import ProveAbsence
from control_plane.operations.steps.prove_refused import ProveRefused
from control_plane.operations.steps.purge_date import CallOffPurge, SchedulePurge
from control_plane.operations.steps.remove_objects import (
    RemoveNetworks,
    RemoveSecrets,
    RemoveStack,
    RemoveVolumes,
)
from control_plane.operations.steps.restore_into_new_volumes import RestoreIntoNewVolumes
from control_plane.operations.steps.retrieve_backups import RetrieveBackups
from control_plane.operations.steps.roll_out import SWITCHED, RollOut
from control_plane.operations.steps.rotation import (
    AdmitCredentials,
    Door,
    RetireCredentials,
    SwitchCredentials,
)
from control_plane.operations.steps.run_backup import RunBackup
from control_plane.operations.steps.safety_backup import BackupBeforeMigration, BackupBeforeRestore
from control_plane.operations.steps.shred_keys import ForgetCanary, ShredKeys
from control_plane.operations.steps.smoke_test import SmokeTest
from control_plane.operations.steps.stop_help_desk import StopHelpDesk
from control_plane.operations.steps.swap_volumes import SwapVolumes
from control_plane.operations.steps.try_connections import TryConnections
from control_plane.operations.steps.use_help_desk import UseHelpDesk

_STEPS: tuple[Step, ...] = (
    Preflight(),
    GenerateCredentials(),
    CreateNetworks(),
    CreateVolumes(),
    CheckVolumes(),
    CreateSecrets(),
    DeployDatabase(),
    PrepareDatabase(),
    PrepareRedis(),
    Door("admit_in_database", PrepareDatabase(), DATABASE_PASSWORDS),
    Door("retire_in_database", PrepareDatabase(), DATABASE_PASSWORDS),
    Door("admit_in_redis", PrepareRedis(), ["redis_password"]),
    Door("retire_in_redis", PrepareRedis(), ["redis_password"]),
    Door("admit_in_repository", PrepareRepository(), ["backup_password"]),
    Door("retire_in_repository", PrepareRepository(), ["backup_password"]),
    AdmitCredentials(),
    RollOut("roll_out_admitted"),
    SwitchCredentials(),
    RollOut(SWITCHED),
    ResealWithNewKey(),
    OutlastOldKey(),
    RetireCredentials(),
    RollOut("roll_out_retired"),
    ProveRefused(),
    MigrateDatabase(),
    CreateFirstUsers(),
    DeployStack(),
    AttachEdge(),
    ConnectWhatsapp(),
    SmokeTest(),
    RunBackup("first_backup", trigger="create"),
    RunBackup("run_backup"),
    CopyOffsite(),
    RetrieveBackups(),
    BackupBeforeRestore(),
    BackupBeforeMigration(),
    RestoreIntoNewVolumes(),
    SwapVolumes(),
    PracticeRestore(),
    CheckAnswers(),
    LoadSource(),
    SettleCopy(),
    ApplyBrand(),
    TryConnections(),
    ApplyChange(),
    MeterLastDays(),
    CloseAddresses("close_to_suspend", "suspended"),
    CloseAddresses("close_to_keep", "archived"),
    StopHelpDesk(),
    FinalBackup(),
    ProveFinalBackup(),
    DisconnectWhatsapp(),
    DetachEdge(),
    RemoveStack(),
    RemoveSecrets(),
    RemoveNetworks(),
    RemoveVolumes(),
    SchedulePurge(),
    CallOffPurge(),
    ProveAbsence(),
    ShredKeys(),
    LastCanaryGone(),
    UseHelpDesk(),
    ForgetCanary(),
)
STEPS: Mapping[str, Step] = {step.name: step for step in _STEPS}

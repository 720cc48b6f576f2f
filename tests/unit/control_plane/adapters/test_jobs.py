from control_plane.adapters.jobs import Job, Mount, task_template
from control_plane.adapters.secrets import Secret

JOB = Job(
    name="t-acme-job-migrate",
    image="sha256:1",
    command=["python", "-m", "appliance", "migrate"],
    user="10001:10002",
    networks=["t-acme-private"],
    labels={"guiche.tenant": "1"},
    environment={"B": "2", "A": "1"},
    secrets=[Secret("id1", "t-acme-pw-11111111", "pw")],
    mounts=[Mount("t-acme-media-g1", "/media", is_read_only=True)],
    memory_bytes=100,
    cpus=0.5,
    pids=7,
)
CONTAINER = task_template(JOB)["ContainerSpec"]


def test_the_command_replaces_the_images_entry_point() -> None:
    assert CONTAINER["Command"] == ["python", "-m", "appliance", "migrate"]
    assert "Args" not in CONTAINER


def test_it_is_hardened() -> None:
    assert CONTAINER["User"] == "10001:10002"
    assert CONTAINER["ReadOnly"] is True
    assert CONTAINER["CapabilityDrop"] == ["ALL"]
    assert "CapabilityAdd" not in CONTAINER
    assert "Privileges" not in CONTAINER


def test_it_is_limited() -> None:
    assert task_template(JOB)["Resources"]["Limits"] == {
        "MemoryBytes": 100,
        "NanoCPUs": 5 * 10**8,
        "Pids": 7,
    }


def test_it_never_restarts() -> None:
    assert task_template(JOB)["RestartPolicy"]["Condition"] == "none"


def test_secrets_are_files_of_its_user_alone() -> None:
    (secret,) = CONTAINER["Secrets"]
    assert secret["File"] == {"Name": "pw", "UID": "10001", "GID": "10002", "Mode": 0o400}
    assert (secret["SecretID"], secret["SecretName"]) == ("id1", "t-acme-pw-11111111")


def test_it_writes_to_a_tmpfs_and_to_what_it_mounts() -> None:
    tmpfs, media = CONTAINER["Mounts"]
    assert (tmpfs["Type"], tmpfs["Target"]) == ("tmpfs", "/tmp")
    assert media == {"Type": "volume", "Source": "t-acme-media-g1", "Target": "/media", "ReadOnly": True}


def test_environment_labels_and_networks_arrive() -> None:
    assert CONTAINER["Env"] == ["A=1", "B=2"]
    assert CONTAINER["Labels"] == {"guiche.tenant": "1", "guiche.job": "t-acme-job-migrate"}
    assert task_template(JOB)["Networks"] == [{"Target": "t-acme-private"}]

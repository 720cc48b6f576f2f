from control_plane.adapters.stack import deploy_arguments, remove_arguments


def test_no_registry_is_asked_and_the_file_comes_on_standard_input() -> None:
    arguments = deploy_arguments("t-acme", prune=False)
    assert arguments[:3] == ["docker", "stack", "deploy"]
    assert arguments[-1] == "t-acme"
    assert "--resolve-image=never" in arguments
    assert "--compose-file=-" in arguments
    assert "--prune" not in arguments


def test_pruning_is_asked_for() -> None:
    assert "--prune" in deploy_arguments("t-acme", prune=True)


def test_removal() -> None:
    assert remove_arguments("t-acme") == ["docker", "stack", "rm", "t-acme"]

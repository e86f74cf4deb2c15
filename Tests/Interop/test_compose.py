"""docker-compose.yml, judged by the compose specification's own schema, and by what we promise."""

import yaml
from jsonschema import Draft7Validator

from suite import CHECKOUT, PORTS

COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]


def test_it_is_a_compose_file(published):
    errors = Draft7Validator(published("compose-spec.json")).iter_errors(COMPOSE)
    assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []


def test_each_service_has_a_container_and_a_volume_of_its_own():
    assert set(SERVICES) == {*PORTS, "gateway", "keys"}
    volumes = [f"{name}:/data" for name in PORTS]
    assert [SERVICES[name]["volumes"][0] for name in PORTS] == volumes
    assert set(COMPOSE["volumes"]) >= set(PORTS)


def test_nothing_is_published_beyond_this_machine():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published and all(port.startswith("127.0.0.1:") for port in published)


def test_keys_are_made_before_anything_starts_and_insecure_is_no_word_of_it():
    for name in [*PORTS, "gateway"]:
        assert SERVICES[name]["depends_on"]["keys"]["condition"] == "service_completed_successfully"
        assert SERVICES[name]["environment"]["RAPPORT_KEYS"] == "/keys"
    assert "INSECURE" not in (CHECKOUT / "docker-compose.yml").read_text()


def test_a_container_reads_its_own_keys_and_changes_none():
    for name in [*PORTS, "gateway"]:
        keys = {volume for volume in SERVICES[name]["volumes"] if ":/keys/" in volume}
        own = {f"keys-{name}:/keys/{name}:ro"}
        assert keys == (own if name == "gateway" else own | {"keys:/keys/public:ro"})


def test_every_container_has_a_health_check_and_no_rights_to_spare():
    for name, service in SERVICES.items():
        # What makes the keys ends by itself.
        assert name == "keys" or service["healthcheck"]["test"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["cap_drop"] == ["ALL"]

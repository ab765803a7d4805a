"""The shipped catalogue, class by class, and what is refused in one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from idlint.errors import RuleError
from idlint.resilience.assessment import Dependency, TokenPath
from idlint.resilience.catalogue import Catalogue, has_unknown_region
from idlint.resilience.catalogue_files import compile_catalogue
from idlint.resilience.cuts import Cutter
from idlint.source import Span

DOMAINS = Path(__file__).parents[2] / "domains"
CATALOGUE = Catalogue(compile_catalogue([DOMAINS]))
CLASSES = yaml.safe_load((Path(__file__).parent / "classes" / "classes.yaml").read_text(encoding="utf-8"))
HERE = Span("main.tf", 0, 1)


@pytest.mark.parametrize("case", CLASSES, ids=lambda case: f"{case['class']} {case['variants']} {case['region']}")
def test_a_class_needs_what_its_sources_say(case: dict[str, Any]) -> None:
    ways = CATALOGUE.needs(case["class"], case["variants"], case["region"], case["region"])
    paths = tuple(TokenPath(case["class"], way, "path", HERE) for way in ways)
    found = Cutter(CATALOGUE).cut_sets([Dependency(None, "target", paths, HERE)])
    assert list(found.singles) == case["singles"]


def test_every_class_and_domain_has_sources() -> None:
    assert all(item.sources for item in CATALOGUE.domains.values())
    assert all(item.sources for item in CATALOGUE.classes.values())


@pytest.mark.parametrize("region", ["weu", "us-east-1", "?", "${var.region}"])
def test_a_domain_is_closed_upward_by_its_causes(region: str) -> None:
    for template in CATALOGUE.domains:
        name = template.replace("@region", f"@{region}")
        expected, waiting = {name}, [name]
        while waiting:
            causes = [cause for cause in CATALOGUE.causes(waiting.pop()) if cause not in expected]
            expected.update(causes)
            waiting += causes
        assert CATALOGUE.closed(frozenset({name})) == expected


def test_every_second_path_that_can_be_advised_is_a_class() -> None:
    advised = {item.beside.credential for item in CATALOGUE.classes.values() if item.beside}
    assert advised <= CATALOGUE.classes.keys()


@pytest.mark.parametrize(
    ("url", "issuer"),
    [
        ("https://token.actions.githubusercontent.com", "github"),
        ("https://gitlab.com", "gitlab"),
        ("https://vstoken.dev.azure.com/0000", "azure-devops"),
        ("https://login.microsoftonline.com/${var.tenant}/v2.0", "entra"),
        ("https://westeurope.oic.prod-aks.azure.com/0/1/", "aks"),
        ("https://oidc.eks.eu-west-1.amazonaws.com/id/0", "eks"),
        ("https://tokens.example.com", ""),
    ],
)
def test_issuers_are_known_by_their_address(url: str, issuer: str) -> None:
    assert CATALOGUE.issuer(url) == issuer


def test_a_public_outage_is_no_cause_in_a_sovereign_cloud() -> None:
    assert "azure/managed-identity" not in CATALOGUE.closed(frozenset({"azure-us/managed-identity@usgovvirginia"}))
    assert "azure-us/managed-identity" in CATALOGUE.closed(frozenset({"azure-us/managed-identity@usgovvirginia"}))


def test_the_global_entra_is_no_cause_of_its_regions() -> None:
    assert CATALOGUE.closed(frozenset({"azure/entra@westeurope"})) == {
        "azure/entra@westeurope",
        "azure/region@westeurope",
    }


def test_a_domain_that_nobody_knows_stands_for_itself() -> None:
    assert CATALOGUE.closed(frozenset({"acme/sso"})) == {"acme/sso"}
    assert CATALOGUE.sort("acme/sso") == ""
    assert CATALOGUE.sort("azure-us/entra@usgovvirginia") == "identity"


def test_regions_that_are_not_known() -> None:
    assert has_unknown_region("azure/entra@?")
    assert has_unknown_region("azure/entra@${var.location}")
    assert not has_unknown_region("azure/entra@westeurope")
    assert not has_unknown_region("azure/entra")


GOOD: dict[str, Any] = {
    "cloud": "acme",
    "domains": {"acme/sso": {"what": "Sign-in", "sort": "identity", "sources": ["https://acme.example"]}},
    "credentials": {
        "badge": {
            "title": "Badge",
            "needs": {"default": [["acme/sso"]]},
            "recovers": "alone",
            "restores": "Waits",
            "sources": ["https://acme.example"],
        }
    },
}


def compiled(folder: Path, data: object) -> Catalogue:
    (folder / "acme.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    return Catalogue(compile_catalogue([DOMAINS, folder]))


def test_a_plugin_adds_domains_and_classes(tmp_path: Path) -> None:
    assert compiled(tmp_path, GOOD).needs("badge", (), "") == (frozenset({"acme/sso"}),)


def test_alternatives_can_be_written_in_one_set(tmp_path: Path) -> None:
    badge = {**GOOD["credentials"]["badge"], "needs": {"default": [["acme/sso", "azure/entra | azure/entra-backup"]]}}
    found = compiled(tmp_path, {**GOOD, "credentials": {"badge": badge}}).needs("badge", (), "")
    assert found == (frozenset({"acme/sso", "azure/entra"}), frozenset({"acme/sso", "azure/entra-backup"}))


def domain(**changes: object) -> dict[str, object]:
    return {**GOOD["domains"]["acme/sso"], **changes}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({**GOOD, "domains": {"acme/sso": domain(sources=[])}}, "sources"),
        ({**GOOD, "domains": {"acme/sso": domain(fails_with=["acme/gone"])}}, "there is no failure domain `acme/gone`"),
        ({**GOOD, "domains": {"acme/sso": domain(fails_with=["acme/sso"])}}, "in a circle"),
        ({**GOOD, "domains": {**GOOD["domains"], "azure/entra": domain()}}, "`azure/entra` is defined twice"),
        ({"cloud": "acme", "credentials": GOOD["credentials"]}, "there is no failure domain `acme/sso`"),
        ({"domains": {}}, "'cloud' is a required property"),
        ([], "is not of type 'object'"),
    ],
)
def test_mistakes_are_refused_by_name(data: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"acme\.yaml|domains|credentials") as caught:
        compiled(tmp_path, data)
    assert message in str(caught.value)


def test_a_variant_that_is_no_host_and_no_issuer_is_refused(tmp_path: Path) -> None:
    badge = {**GOOD["credentials"]["badge"], "needs": {"gone": [["acme/sso"]]}}
    with pytest.raises(RuleError, match="no host, issuer or pipeline `gone`"):
        compiled(tmp_path, {**GOOD, "credentials": {"badge": badge}})


def test_advice_for_what_is_no_host_is_refused(tmp_path: Path) -> None:
    beside = {"class": "badge", "text": "a badge", "texts": {"gone": "a badge there"}}
    badge = {**GOOD["credentials"]["badge"], "beside": beside}
    with pytest.raises(RuleError, match="no host `gone`"):
        compiled(tmp_path, {**GOOD, "credentials": {"badge": badge}})


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text("cloud: [", encoding="utf-8")
    with pytest.raises(RuleError, match=r"acme\.yaml"):
        compile_catalogue([tmp_path])

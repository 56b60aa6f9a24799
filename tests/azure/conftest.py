"""A stand-in of Azure, the real CLI's grammar, and deploy.sh in a copy of its own."""

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services
from tests.azure.cloud import Cloud
from tests.azure.deployment import Deployment
from tests.azure.endpoint import Endpoint
from tests.azure.grammar import Grammar
from tests.azure.real_grammar import RealGrammar, python_of_azure_cli
from tests.azure.recorded_grammar import RecordedGrammar


@pytest.fixture(scope="session")
def grammar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grammar]:
    """The real CLI's, or what was recorded of it."""
    python = python_of_azure_cli()
    grammar: Grammar = RealGrammar(python, tmp_path_factory.mktemp("azure-cli")) if python else RecordedGrammar()
    services.used["Azure CLI"] = grammar.version
    yield grammar
    grammar.close()


@pytest.fixture
def deployment(grammar: Grammar, tmp_path: Path) -> Iterator[Deployment]:
    """An empty subscription, and the script beside a small tree of sources."""
    endpoint = Endpoint(Cloud(), grammar)
    yield Deployment(endpoint, tmp_path)
    endpoint.close()
    assert endpoint.misused == []


@pytest.fixture(scope="session")
def made(grammar: Grammar, tmp_path_factory: pytest.TempPathFactory) -> Cloud:
    """What a first run makes."""
    deployment = Deployment(Endpoint(Cloud(), grammar), tmp_path_factory.mktemp("made"))
    run = deployment.run()
    deployment.endpoint.close()
    assert run.status == 0, run.output
    assert deployment.endpoint.misused == []
    return deployment.cloud


@pytest.fixture
def installed(deployment: Deployment, made: Cloud) -> Deployment:
    """The script after a first run, and what that made."""
    deployment.take_over(copy.deepcopy(made))
    return deployment

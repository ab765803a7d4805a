"""How to find out, on each sort of host, whether a token is issued: the commands of a runbook's first page.

Sources: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token,
https://learn.microsoft.com/azure/app-service/overview-managed-identity,
https://learn.microsoft.com/azure/container-apps/managed-identity,
https://learn.microsoft.com/entra/identity-platform/reference-error-codes,
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html,
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html,
https://cloud.google.com/compute/docs/access/authenticate-workloads,
https://cloud.google.com/iam/docs/troubleshooting-workload-identity-federation.
"""

from __future__ import annotations

from collections.abc import Iterable

from idlint.records import NamedTuple

_IMDS = (
    "curl -s -m 10 -w '\\n%{http_code}\\n' -H Metadata:true "
    "'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://vault.azure.net'"
)
_ENDPOINT = (
    "curl -s -m 10 -w '\\n%{http_code}\\n' -H \"X-IDENTITY-HEADER: $IDENTITY_HEADER\" "
    '"$IDENTITY_ENDPOINT?api-version=2019-08-01&resource=https://vault.azure.net"'
)
_METADATA = (
    "curl -s -m 10 -w '\\n%{http_code}\\n' -H 'Metadata-Flavor: Google' "
    "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
)
_ROLE = (
    "curl -s -m 10 -H \"X-aws-ec2-metadata-token: $(curl -s -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "
    'http://169.254.169.254/latest/api/token)" http://169.254.169.254/latest/meta-data/iam/security-credentials/'
)


class Probe(NamedTuple):
    """One command, and how to read its answer."""

    kinds: frozenset[str]
    """Kinds of workloads, or clouds of pipelines, that it is for."""
    host: str
    where: str
    """Where to run it."""
    command: str
    ours: str
    """What says that the fault is ours."""
    platform: str
    """What says that it is the platform's."""


PROBES = (
    Probe(
        frozenset({"virtual_machine", "virtual_machine_scale_set"}), "Virtual machines and scale sets",
        "on one machine that fails and on one that does not", _IMDS,
        "400 `Identity not found`: no identity, or the wrong client id, is assigned",
        "429, 500, 503 or no answer, on machines that nobody has changed; 410 goes away within 70 seconds",
    ),
    Probe(
        frozenset({"web_app", "web_app_slot", "function_app", "logic_app"}), "App Service and Functions",
        "in the app's SSH or Kudu console, which needs no restart", _ENDPOINT,
        "400: the identity is not assigned; `IDENTITY_ENDPOINT` is empty: the app has none",
        "500, 503 or no answer, in several apps of one region",
    ),
    Probe(
        frozenset({"container_app", "container_app_job"}), "Container Apps",
        "in the console of a running replica (`az containerapp exec`)", _ENDPOINT,
        "400: the identity is not assigned to the app", "500, 503 or no answer, in several apps of one region",
    ),
    Probe(
        frozenset({"kubernetes_cluster", "container_group"}), "Clusters and container groups",
        "in a running pod with the same service account", _IMDS,
        "AADSTS70021 or AADSTS700213: the federated credential does not match; 400: no identity on the nodes",
        "AADSTS50166, AADSTS90033, 5xx or no answer",
    ),
    Probe(
        frozenset({"ec2_instance", "autoscaling_group", "launch_template", "eks_cluster", "ecs_task_definition"}),
        "EC2, EKS and ECS", "on one instance that fails", _ROLE,
        "404: no instance profile is attached; AccessDenied: the policy", "5xx or no answer",
    ),
    Probe(
        frozenset({"lambda_function"}), "Lambda", "anywhere with the role, against the function's own region",
        "aws sts get-caller-identity --region REGION", "AccessDenied: policy or trust", "5xx, timeouts",
    ),
    Probe(
        frozenset({"compute_instance", "cloud_run_service", "cloud_function", "gke_cluster", "gke_node_pool"}),
        "Google Cloud", "on one instance, or in one container, that fails", _METADATA,
        "403 or 404: the service account is disabled or not attached", "500 or 503, in several projects",
    ),
    Probe(
        frozenset({"pipeline/azure"}), "Pipelines that sign in to Azure",
        "in a job that only signs in, started by hand once", "az account get-access-token --query expiresOn",
        "AADSTS700213, AADSTS7000215, AADSTS7000222: subject, secret or its date",
        "AADSTS50166, AADSTS90033, 5xx; no runner is acquired",
    ),
    Probe(
        frozenset({"pipeline/aws"}), "Pipelines that sign in to AWS",
        "in a job that only signs in, started by hand once", "aws sts get-caller-identity",
        "AccessDenied: the role's trust, or the subject; ExpiredToken: a key or its date",
        "IDPCommunicationError, 5xx, timeouts; no runner is acquired",
    ),
    Probe(
        frozenset({"pipeline/gcp"}), "Pipelines that sign in to Google Cloud",
        "in a job that only signs in, started by hand once",
        "gcloud auth print-access-token > /dev/null && echo issued",
        "unauthorized_client, invalid_target or PERMISSION_DENIED: the pool, its provider or the binding",
        "5xx, timeouts; no runner is acquired",
    ),
)  # fmt: skip


def probes(kinds: Iterable[str]) -> tuple[Probe, ...]:
    """The probes for what there is."""
    wanted = frozenset(kinds)
    return tuple(probe for probe in PROBES if probe.kinds & wanted)

#!/bin/bash
# The worker, its service unit and its runtime are in the image: nothing is fetched and nobody is asked.
set -euo pipefail

cat /var/lib/waagent/*.crt /var/lib/waagent/*.prv > /etc/parcel/fallback.pem
cat > /etc/parcel/worker.env <<SETTINGS
SCAN_QUEUE=__QUEUE__
AZURE_CLIENT_ID=__CLIENT_ID__
FALLBACK_TENANT_ID=__TENANT_ID__
FALLBACK_CLIENT_ID=__FALLBACK_CLIENT_ID__
FALLBACK_CLIENT_CERTIFICATE_PATH=/etc/parcel/fallback.pem
SETTINGS
systemctl enable --now parcel-worker

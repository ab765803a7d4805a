#!/bin/bash
set -euo pipefail

apt-get update -q
apt-get install -qy docker.io
curl -fsSL https://aka.ms/InstallAzureCLIDeb | bash

az login --identity --client-id __CLIENT_ID__
az acr login --name __REGISTRY__
docker pull __REGISTRY__/__IMAGE__
docker tag __REGISTRY__/__IMAGE__ parcel:current

#!/usr/bin/env bash
if ! az account show >/dev/null 2>&1; then
  az login --identity
fi
az webapp restart --name app-orders --resource-group rg-orders

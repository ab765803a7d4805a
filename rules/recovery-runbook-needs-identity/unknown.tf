provider "azurerm" {
  features {}
}

variable "script" {
  type = string
}

resource "azurerm_automation_runbook" "failover" {
  name                    = "failover-to-northeurope"
  resource_group_name     = "rg-ops"
  location                = "westeurope"
  automation_account_name = "aa-ops"
  runbook_type            = "PowerShell72"
  log_verbose             = false
  log_progress            = true

  content = var.script
}

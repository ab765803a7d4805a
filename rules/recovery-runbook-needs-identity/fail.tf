provider "azurerm" {
  features {}
}

resource "azurerm_automation_runbook" "failover" {
  name                    = "failover-to-northeurope"
  resource_group_name     = "rg-ops"
  location                = "westeurope"
  automation_account_name = "aa-ops"
  runbook_type            = "PowerShell72"
  log_verbose             = false
  log_progress            = true

  # expect: recovery-runbook-needs-identity
  content = <<-SCRIPT
    Connect-AzAccount -Identity
    Disable-AzTrafficManagerEndpoint -Name westeurope -ProfileName tm-shop -ResourceGroupName rg-shop -Type AzureEndpoints -Force
  SCRIPT
}

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

  content = <<-SCRIPT
    try { Connect-AzAccount -Identity -ErrorAction Stop }
    catch {
      $certificate = Get-AutomationCertificate -Name fallback
      Connect-AzAccount -ServicePrincipal -CertificateThumbprint $certificate.Thumbprint -ApplicationId $client -Tenant $tenant
    }
    Disable-AzTrafficManagerEndpoint -Name westeurope -ProfileName tm-shop -ResourceGroupName rg-shop -Type AzureEndpoints -Force
  SCRIPT
}

# Nothing depends on it in an emergency.
resource "azurerm_automation_runbook" "report" {
  name                    = "weekly-cost-report"
  resource_group_name     = "rg-ops"
  location                = "westeurope"
  automation_account_name = "aa-ops"
  runbook_type            = "PowerShell72"
  log_verbose             = false
  log_progress            = true

  content = <<-SCRIPT
    Connect-AzAccount -Identity
    Get-AzConsumptionUsageDetail
  SCRIPT
}

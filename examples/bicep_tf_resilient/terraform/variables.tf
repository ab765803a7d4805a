variable "environment" { type = string }
variable "criticality" { type = string }
variable "subscription_id" { type = string }
variable "tenant_id" { type = string }
variable "platform_group_id" { type = string }
variable "oncall" { type = object({ email = string, phone = string }) }
variable "ssh_public_key" { type = string }
variable "database_sku" { type = string }
variable "api_sku" { type = string }

variable "regions" {
  description = "Regions that serve, each alone if need be: instances carry the peak of both without scaling."
  type        = map(object({ api_instances = number, workers = number, worker_subnet = string, worker_image = string }))
}

variable "reporting_region" { type = string }

variable "fallback" {
  description = "By workload: the certificate of its fallback, public part here, whole in the platform team's vault."
  type        = map(object({ certificate = string, vault_secret = string }))
}

variable "fallback_vault_id" {
  description = "Where the certificates are kept on record. App Service and Compute copy them; no workload reads it."
  type        = string
}
